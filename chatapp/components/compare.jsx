// Which further models answer the next prompt: ticked in a list beside the picker, told above the box.
import { useId, useState } from "react";
import { useNameOf } from "$/public/external/chatapp/components/branches/actions.jsx";
import { useSides } from "$/public/external/chatapp/components/bridge/chat_store.js";
import { comboOf, List, useSearch } from "$/public/external/chatapp/components/models/model_list.jsx";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const MOST = 3; // beside the chosen one

const Choice = ({ groups, favourites, recent, chosen, compared, onCompare, onHide }) => {
  const t = useTexts();
  const base = useId();
  const full = compared.length >= MOST;
  const onPick = (model) => {
    const ticked = compared.includes(model);
    if (ticked) onCompare(compared.filter((one) => one !== model));
    else if (!full && model !== chosen) onCompare([...compared, model]);
  };
  const { typed, type, press, list, current } = useSearch({ groups, favourites, recent, start: "", open: true, onPick, onHide });
  const label = t("sides.with");
  return (
    <List {...list} base={base} ticked={[chosen, ...compared]} label={label}>
      <input
        {...comboOf(base, true, current)}
        autoFocus
        aria-label={label}
        placeholder={label}
        value={typed}
        onChange={(event) => type(event.target.value)}
        onKeyDown={press}
        onBlur={onHide}
      />
      <p className="hint" role="status">
        {full ? t("sides.full") : t("sides.most")}
      </p>
    </List>
  );
};

export function Comparer({ chosen, compared, ...props }) {
  const t = useTexts();
  const [open, setOpen] = useState(false);
  const others = compared.filter((model) => model !== chosen);
  if (!props.groups.some(({ silent }) => silent) && props.groups.flatMap(({ choices }) => choices).length < 2) return null;
  return (
    <div className="picker comparer">
      <button
        type="button"
        className="compare"
        aria-label={t("sides.add")}
        title={t("sides.add")}
        aria-expanded={open}
        onMouseDown={(event) => open && event.preventDefault()} // the list would close, and the click open it again
        onClick={() => setOpen(!open)}
      />
      {open && <Choice {...props} {...{ chosen }} compared={others} onHide={() => setOpen(false)} />}
    </div>
  );
}

const Name = ({ model }) => <bdi>{useNameOf(model, model)}</bdi>;

const Removable = ({ model, onRemove }) => {
  const t = useTexts();
  const label = t("sides.remove", { name: useNameOf(model, model) });
  return (
    <button type="button" className="quiet chip" aria-label={label} title={label} onClick={onRemove}>
      <Name model={model} />
    </button>
  );
};

const GoesOn = ({ row: { reference, model } }) => {
  const t = useTexts();
  return (
    <p role="status" className="hint goes-on">
      {t("sides.goes_on", { name: useNameOf(reference, model) })}
    </p>
  );
};

export function Compared({ chosen, compared, onCompare }) {
  const t = useTexts();
  const open = useSides().find((row) => row.open);
  const others = compared.filter((model) => model !== chosen);
  return (
    <>
      {open && <GoesOn row={open} />}
      {others.length > 0 && (
        <div className="compared" role="group" aria-label={t("sides.asked")}>
          <span className="hint">{t("sides.asked")}</span>
          <Name model={chosen} />
          {others.map((model) => (
            <Removable key={model} model={model} onRemove={() => onCompare(others.filter((one) => one !== model))} />
          ))}
        </div>
      )}
    </>
  );
}
