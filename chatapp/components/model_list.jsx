// The models there are, as a searched list: favourites, the last used, then all by endpoint, and what is wrong with one.
import { memo, useEffect, useMemo, useRef, useState } from "react";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const STEP = 10;

// An endpoint's name; what the settings of the server name has none.
export const titleOf = (t, { name, builtin }) => name || t(builtin ? "picker.builtin" : "picker.environment");

// Every model's name by its reference; one that nobody offers is called what its reference ends in.
export const useNames = (groups) =>
  useMemo(() => new Map(groups.flatMap(({ choices }) => choices.map(({ model, name }) => [model, name]))), [groups]);
export const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\//;
export const groupOf = (groups, model) => {
  const id = UUID.exec(model)?.[0].slice(0, -1) ?? "";
  return groups.find((group) => group.id === id);
};

// The name of one, whether it is offered or not.
export const nameIn = (names, model) => names.get(model) ?? model.replace(UUID, "");

// Sections of what has every word that was typed: the best liked, the last used, then all by endpoint.
const useSections = (t, groups, favourites, recent, names, typed) =>
  useMemo(() => {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = ({ model, name }) => words.every((word) => `${name} ${model}`.toLowerCase().includes(word));
    const known = (model) => names.has(model) || groupOf(groups, model)?.silent;
    const named = (models) => models.filter(known).map((model) => ({ model, name: nameIn(names, model) }));
    const name = typed.trim();
    const namedHere = ({ id, silent }) => (silent && name ? [{ model: id ? `${id}/${name}` : name, name: t("picker.typed", { name }) }] : []);
    const used = recent.filter((model) => !favourites.includes(model));
    return [
      { id: "favourites", title: t("picker.favourites"), choices: named(favourites) },
      { id: "recent", title: t("picker.recent"), choices: named(used) },
      ...groups.map((group) => ({ id: `of-${group.id}`, title: titleOf(t, group), choices: [...group.choices, ...namedHere(group)] })),
    ]
      .map((section) => ({ ...section, choices: section.choices.filter(fits) }))
      .filter(({ choices }) => choices.length);
  }, [t, groups, favourites, recent, names, typed]);

// The list below a box in which one types: what fits, which of it the keys are at, and what they do. `start`: the
// reference that they begin at.
export const useSearch = ({ groups, favourites, recent, start, open, onPick, onHide }) => {
  const t = useTexts();
  const [typed, setTyped] = useState("");
  const [place, setPlace] = useState(null); // null: where the search leads
  const names = useNames(groups);
  const sections = useSections(t, groups, favourites, recent, names, open ? typed : "");
  const all = open ? sections.flatMap(({ choices }) => choices) : [];
  const sought = typed.trim() ? all.findIndex((choice) => choice.name === typed.trim()) : all.findIndex(({ model }) => model === start);
  const at = Math.min(place ?? Math.max(sought, 0), all.length - 1);
  // Stable for the options, of which there may be hundreds.
  const latest = useRef();
  latest.current = onPick;
  const [pick] = useState(() => (model) => latest.current(model));
  const type = (text) => (setTyped(text), setPlace(null));
  const press = (event) => {
    const { key } = event;
    const last = all.length - 1;
    const to = { ArrowDown: at === last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last }[key];
    const far = { PageDown: Math.min(at + STEP, last), PageUp: Math.max(at - STEP, 0) }[key];
    if (key === "Enter" && all[at]) pick(all[at].model);
    if (key === "Escape") onHide();
    if ((to ?? far) !== undefined) setPlace(Math.max(to ?? far, 0));
    if (["Enter", "Escape"].includes(key) || (to ?? far) !== undefined) event.preventDefault();
  };
  return { typed, type, press, names, list: { sections, groups, at, onPoint: setPlace, onPick: pick }, current: all[at] && at };
};

// What makes an input the box of such a list.
export const comboOf = (base, open, current) => ({
  role: "combobox",
  "aria-expanded": open,
  "aria-controls": open ? `${base}-list` : undefined,
  "aria-activedescendant": open && current !== undefined ? `${base}-${current}` : undefined,
  "aria-autocomplete": "list",
  autoComplete: "off",
  spellCheck: false,
});

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

export function List({ base, label, sections, groups, at, ticked, onPoint, onPick, children }) {
  const t = useTexts();
  const list = useRef(null);
  let count = 0;
  useEffect(() => {
    list.current.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [at, sections]);
  return (
    // The box keeps the keyboard, whatever is pressed here.
    <div className="picker-popup" onMouseDown={(event) => event.target.matches("input") || event.preventDefault()}>
      {children}
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
                  isChosen={ticked.includes(choice.model)}
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
          {t(groups.some(({ silent }) => silent) ? "picker.type" : "picker.nothing")}
        </p>
      )}
      <Faults groups={groups} />
    </div>
  );
}
