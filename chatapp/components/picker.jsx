// Which model answers: a box that says so, and searches what else there is.
import { memo, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const STEP = 10;

// An endpoint's name; what the settings of the server name has none.
export const titleOf = (t, { name, builtin }) => name || t(builtin ? "picker.builtin" : "picker.environment");

// Every model's name by its reference; one that nobody offers is called what its reference ends in.
const useNames = (groups) =>
  useMemo(() => new Map(groups.flatMap(({ choices }) => choices.map(({ model, name }) => [model, name]))), [groups]);
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\//;
const groupOf = (groups, model) => {
  const id = UUID.exec(model)?.[0].slice(0, -1) ?? "";
  return groups.find((group) => group.id === id);
};

// Sections of what has every word that was typed: the best liked, the last used, then all by endpoint.
const useSections = (t, groups, favourites, recent, names, typed) =>
  useMemo(() => {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = ({ model, name }) => words.every((word) => `${name} ${model}`.toLowerCase().includes(word));
    const named = (models) => models.filter((model) => names.has(model)).map((model) => ({ model, name: names.get(model) }));
    const used = recent.filter((model) => !favourites.includes(model));
    return [
      { id: "favourites", title: t("picker.favourites"), choices: named(favourites) },
      { id: "recent", title: t("picker.recent"), choices: named(used) },
      ...groups.map((group) => ({ id: `of-${group.id}`, title: titleOf(t, group), choices: group.choices })),
    ]
      .map((section) => ({ ...section, choices: section.choices.filter(fits) }))
      .filter(({ choices }) => choices.length);
  }, [t, groups, favourites, recent, names, typed]);

const Option = memo(({ id, choice, at, isChosen, index, onPoint, onPick }) => (
  <li
    id={id}
    role="option"
    aria-selected={at}
    data-model={choice.model}
    data-chosen={isChosen || undefined}
    onMouseMove={() => onPoint(index)}
    onClick={() => onPick(choice.model)}
  >
    <bdi>{choice.name}</bdi>
  </li>
));

function Faults({ groups }) {
  const t = useTexts();
  const told = groups.filter(({ fault, pending }) => fault.key || pending);
  if (!told.length) return null;
  return (
    <ul className="picker-faults" role="status" aria-label={t("picker.faults")}>
      {told.map((group) => (
        <li key={group.id}>
          <strong>{titleOf(t, group)}</strong> {group.fault.key ? t(group.fault.key, group.fault.arguments) : t("picker.pending")}
        </li>
      ))}
    </ul>
  );
}

function List({ base, label, sections, groups, at, chosen, onPoint, onPick }) {
  const t = useTexts();
  const list = useRef(null);
  let count = 0;
  useEffect(() => {
    list.current.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [at, sections]);
  return (
    // The box keeps the keyboard, whatever is pressed here.
    <div className="picker-popup" onMouseDown={(event) => event.preventDefault()}>
      <div ref={list} id={`${base}-list`} role="listbox" aria-label={label} hidden={!sections.length}>
        {sections.map(({ id, title, choices }) => (
          <ul key={id} role="group" aria-label={title}>
            <li role="presentation" className="heading">
              <bdi>{title}</bdi>
            </li>
            {choices.map((choice) => {
              const index = count++;
              return (
                <Option
                  key={choice.model}
                  id={`${base}-${index}`}
                  index={index}
                  choice={choice}
                  at={index === at}
                  isChosen={choice.model === chosen}
                  onPoint={onPoint}
                  onPick={onPick}
                />
              );
            })}
          </ul>
        ))}
      </div>
      {!sections.length && (
        <p role="status" className="hint">
          {t("picker.nothing")}
        </p>
      )}
      <Faults groups={groups} />
    </div>
  );
}

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
  const [typed, setTyped] = useState("");
  const [place, setPlace] = useState(null); // null: where the search leads
  const names = useNames(groups);
  const sections = useSections(t, groups, favourites, recent, names, open ? typed : "");
  const all = open ? sections.flatMap(({ choices }) => choices) : [];
  const name = names.get(chosen) ?? chosen.replace(UUID, "");
  const sought = typed.trim() ? all.findIndex((choice) => choice.name === typed.trim()) : all.findIndex(({ model }) => model === chosen);
  const at = Math.min(place ?? Math.max(sought, 0), all.length - 1);

  const show = (text = "") => (setOpen(true), setTyped(text), setPlace(null));
  const hide = () => (setOpen(false), setTyped(""));
  const pick = (model) => (hide(), onChoose(model));
  // Stable for the options, of which there may be hundreds.
  const latest = useRef();
  latest.current = pick;
  const [onPick] = useState(() => (model) => latest.current(model));

  // What is typed next takes the name's place.
  useEffect(() => {
    if (!open && document.activeElement === box.current) box.current.select();
  }, [open, name]);

  const press = (event) => {
    const { key } = event;
    if (!open) {
      if (["ArrowDown", "ArrowUp", "Enter"].includes(key)) (event.preventDefault(), show());
      return;
    }
    const last = all.length - 1;
    const to = { ArrowDown: at === last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last }[key];
    const far = { PageDown: Math.min(at + STEP, last), PageUp: Math.max(at - STEP, 0) }[key];
    if (key === "Enter" && all[at]) pick(all[at].model);
    if (key === "Escape") hide();
    if ((to ?? far) !== undefined) setPlace(Math.max(to ?? far, 0));
    if (["Enter", "Escape"].includes(key) || (to ?? far) !== undefined) event.preventDefault();
  };

  const group = groupOf(groups, chosen);
  const isGone = Boolean(chosen && groups.length) && (!group || (group.builtin && !names.has(chosen)));
  const fault = isGone ? { key: "picker.gone" } : (group ?? groups[0])?.fault;
  return (
    <>
      <div className="picker">
        <input
          ref={box}
          role="combobox"
          className="model-select"
          aria-label={t("chat.model")}
          aria-expanded={open}
          aria-controls={open ? `${base}-list` : undefined}
          aria-activedescendant={open && all[at] ? `${base}-${at}` : undefined}
          aria-autocomplete="list"
          aria-invalid={isGone || undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={open ? name : undefined}
          value={open ? typed : name}
          onFocus={(event) => event.target.select()}
          onClick={() => open || show()}
          onChange={(event) => show(event.target.value)}
          onKeyDown={press}
          onBlur={hide}
        />
        {open && (
          <List {...{ base, sections, groups, at, chosen, onPick }} label={t("chat.model")} onPoint={setPlace} />
        )}
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
      {value && !names.has(value) && <option value={value}>{value.replace(UUID, "")}</option>}
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
