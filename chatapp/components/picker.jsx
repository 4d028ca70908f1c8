// Which model answers: a box that says so, and searches what else there is.
import { useEffect, useId, useRef, useState } from "react";
import { comboOf, groupOf, List, nameIn, titleOf, useNames, useSearch } from "$/public/external/chatapp/components/models/model_list.jsx";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

function Favourite({ chosen, favourites, onAddFavourite, onRemoveFavourite }) {
  const t = useTexts();
  const isOne = favourites.includes(chosen);
  return (
    <button
      type="button"
      className="star"
      aria-pressed={isOne}
      aria-label={t("picker.favourite")}
      title={t("picker.favourite")}
      onClick={() => (isOne ? onRemoveFavourite : onAddFavourite)(chosen)}
    />
  );
}

export function ModelPicker({ groups, favourites, recent, chosen, onChoose, onAddFavourite, onRemoveFavourite }) {
  const t = useTexts();
  const base = useId();
  const box = useRef(null);
  const [open, setOpen] = useState(false);
  const show = (text = "") => (setOpen(true), type(text));
  const hide = () => (setOpen(false), type(""));
  const onPick = (model) => (hide(), onChoose(model));
  const { typed, type, press, names, list, current } = useSearch({ groups, favourites, recent, start: chosen, open, onPick, onHide: hide });
  const name = nameIn(names, chosen);

  // What is typed next takes the name's place.
  useEffect(() => {
    if (!open && document.activeElement === box.current) box.current.select();
  }, [open, name]);

  const hear = (event) => {
    if (open) return press(event);
    if (["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) (event.preventDefault(), show());
  };

  const group = groupOf(groups, chosen);
  const isGone = Boolean(chosen && groups.length) && (!group || (group.builtin && !names.has(chosen)));
  const fault = isGone ? { key: "picker.gone" } : (group ?? groups[0])?.fault;
  return (
    <>
      <div className="picker">
        <input
          ref={box}
          {...comboOf(base, open, current)}
          className="model-select"
          aria-label={t("chat.model")}
          aria-invalid={isGone || undefined}
          placeholder={open ? name : undefined}
          value={open ? typed : name}
          onFocus={(event) => event.target.select()}
          onClick={() => open || show()}
          onChange={(event) => show(event.target.value)}
          onKeyDown={hear}
          onBlur={hide}
        />
        {open && <List {...list} base={base} ticked={[chosen]} label={t("chat.model")} />}
      </div>
      {chosen && <Favourite {...{ chosen, favourites, onAddFavourite, onRemoveFavourite }} />}
      {fault?.key && (
        <span className="fault" role="note">
          {t(fault.key, fault.arguments)}
        </span>
      )}
    </>
  );
}

// For what is seldom chosen: by endpoint; `none` stands for no choice.
export function ModelSelect({ label, none, groups, value, onChoose }) {
  const t = useTexts();
  const names = useNames(groups);
  return (
    <select aria-label={label} value={value} onChange={(event) => onChoose(event.target.value)}>
      <option value="">{none}</option>
      {value && !names.has(value) && <option value={value}>{nameIn(names, value)}</option>}
      {groups.map((group) => (
        <optgroup key={group.id} label={titleOf(t, group)}>
          {group.choices.map(({ model, name }) => (
            <option key={model} value={model}>
              {name}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}
