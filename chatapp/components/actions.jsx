// What can be done with one message. One menu serves the whole log, at the button that asked for it.
import { useEffect, useSyncExternalStore } from "react";
import { edit } from "$/public/external/chatapp/components/bridge/chat_store.js";
import { Menu } from "$/public/external/chatapp/components/lists/conversation_list.jsx";
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

const MenuButton = ({ look, label, children, ...menu }) => {
  const current = useAsked();
  const opened = current?.messageId === menu.messageId && current.kind === menu.kind;
  return (
    <button
      type="button"
      className={`quiet ${look}`}
      aria-haspopup="menu"
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
      {known.length > 1 && <MenuButton kind="models" look="with-model" label={t("branch.with_model")} {...{ messageId, model }} />}
    </>
  );
}

export function More({ messageId, role, versions }) {
  const t = useTexts();
  return <MenuButton kind="more" look="more" label={t("branch.more")} {...{ messageId, role, versions }} />;
}

const choicesFor = (t, { kind, messageId, role, model }, { onRegenerate, onFork, onAskDelete }) => {
  if (kind === "models")
    return models.map((one) => ({ text: one.name, look: one.model === model ? "used" : "", run: () => onRegenerate(messageId, one.model) }));
  const ofAnswer = [
    { text: t("branch.edit_answer"), run: () => edit(messageId) },
    { text: t("branch.fork"), run: () => onFork(messageId) },
  ];
  return [...(role === "assistant" ? ofAnswer : []), { text: t("branch.delete"), look: "dangerous", run: () => onAskDelete(messageId) }];
};

export function MessageMenu({ groups, ...handlers }) {
  const t = useTexts();
  const menu = useAsked();
  useEffect(() => {
    models = groups.flatMap(({ choices }) => choices);
    tell();
  }, [groups]);
  if (!menu) return null;
  return (
    <Menu
      key={menu.kind + menu.messageId}
      at={menu.at}
      label={menu.kind === "models" ? t("branch.with_model") : t("branch.more")}
      choices={choicesFor(t, menu, handlers)}
      onClose={() => ask(null)}
    />
  );
}
