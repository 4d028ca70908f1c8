// What can be done with one message. One menu serves the whole log, at the button that asked for it.
import { useEffect, useId, useSyncExternalStore } from "react";
import { edit, useTemporary } from "$/public/external/chatapp/components/bridge/chat_store.js";
import { Menu, useDropped } from "$/public/external/chatapp/components/lists/conversation_list.jsx";
import { comboOf, List, useSearch } from "$/public/external/chatapp/components/models/model_list.jsx";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

let asked = null; // {kind, messageId, …, at}
let models = []; // {model, name}: a reference, and what people read
const listeners = new Set();
const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const tell = () => listeners.forEach((listener) => listener());
const ask = (menu) => {
  asked = menu;
  tell();
};
const useAsked = () => useSyncExternalStore(subscribe, () => asked, () => null);
const useModels = () => useSyncExternalStore(subscribe, () => models, () => models);

// What people call a model: an administrator may have named it.
export const useNameOf = (reference, model) => useModels().find((one) => one.model === reference)?.name ?? model;
export const ModelName = ({ reference, model }) => <bdi className="model">{useNameOf(reference, model)}</bdi>;

const MenuButton = ({ look, label, opens = "menu", children, ...menu }) => {
  const current = useAsked();
  const opened = current?.messageId === menu.messageId && current.kind === menu.kind;
  return (
    <button
      type="button"
      className={`quiet ${look}`}
      aria-haspopup={opens}
      aria-expanded={opened}
      aria-label={label}
      title={label}
      onClick={(event) => ask({ ...menu, at: event.currentTarget })}
    >
      {children}
    </button>
  );
};

// With the model that gave this answer; one that failed is tried with the model chosen now.
export function Regenerate({ messageId, model, status, onRegenerate }) {
  const t = useTexts();
  const known = useModels();
  const again = status !== "failed" && known.some((one) => one.model === model) ? model : "";
  return (
    <>
      <button type="button" className="quiet" aria-label={t("message.regenerate_label")} onClick={() => onRegenerate(messageId, again)}>
        {t("message.regenerate")}
      </button>
      {known.length > 1 && <MenuButton kind="models" look="with-model" opens="listbox" label={t("branch.with_model")} {...{ messageId, model }} />}
    </>
  );
}

export function More({ messageId, role, versions }) {
  const t = useTexts();
  return <MenuButton kind="more" look="more" label={t("branch.more")} {...{ messageId, role, versions }} />;
}

const choicesFor = (t, { messageId, role }, temporary, { onFork, onAskDelete }) => {
  const ofAnswer = [
    { text: t("branch.edit_answer"), run: () => edit(messageId) },
    ...(temporary ? [] : [{ text: t("branch.fork"), run: () => onFork(messageId) }]),
  ];
  return [...(role === "assistant" ? ofAnswer : []), { text: t("branch.delete"), look: "dangerous", run: () => onAskDelete(messageId) }];
};

const Models = ({ at, groups, favourites, recent, used, onPick, onClose }) => {
  const t = useTexts();
  const base = useId();
  const popup = useDropped(at, "input");
  const hide = () => popup.current.hidePopover();
  const pick = (model) => (hide(), onPick(model));
  const { typed, type, press, list, current } = useSearch({ groups, favourites, recent, start: used, open: true, onPick: pick, onHide: hide });
  const label = t("branch.with_model");
  return (
    <div ref={popup} popover="auto" className="menu" onToggle={(event) => event.newState === "closed" && onClose()}>
      <List {...list} base={base} ticked={[used]} label={label}>
        <input
          {...comboOf(base, true, current)}
          aria-label={label}
          placeholder={label}
          value={typed}
          onChange={(event) => type(event.target.value)}
          onKeyDown={press}
          onBlur={hide}
        />
      </List>
    </div>
  );
};

export function MessageMenu({ groups, favourites, recent, onRegenerate, ...handlers }) {
  const t = useTexts();
  const menu = useAsked();
  const temporary = useTemporary();
  useEffect(() => {
    models = groups.flatMap(({ choices }) => choices);
    tell();
  }, [groups]);
  if (!menu) return null;
  const { kind, messageId, at, model } = menu;
  const shared = { at, onClose: () => ask(null) };
  if (kind === "models")
    return (
      <Models key={messageId} {...{ groups, favourites, recent, ...shared }} used={model} onPick={(one) => onRegenerate(messageId, one)} />
    );
  return <Menu key={messageId} label={t("branch.more")} choices={choicesFor(t, menu, temporary, handlers)} {...shared} />;
}
