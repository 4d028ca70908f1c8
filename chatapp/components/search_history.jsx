// What is typed is looked for as it is typed: the box is the reader's own, only the latest answer counts, and nothing is
// sent while an input method still composes.
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { timeZone, useTexts, useWhen } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const ASK_AFTER_MS = 120;
const MOST = 200;
const FEW = 12; // results: what comes after them is asked for unbidden, so many times
const UNBIDDEN = 20;
const MOST_TAGS = 12;
const DAY_MS = 86_400_000;

const daysAgo = (days) => new Intl.DateTimeFormat("sv").format(Date.now() - days * DAY_MS); // as ISO has it

// What is typed, piece by piece: a phrase in quotes is one.
const piecesOf = (text) => text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];

// Each writes into the query what could be typed there. `clears`: what it can't stand beside, unless that is itself.
const CHIPS = [
  { text: "search.mine", filter: () => "role:user", clears: /^role:/i },
  { text: "search.answers", filter: () => "role:assistant", clears: /^role:/i },
  { text: "search.pinned", filter: () => "is:pinned" },
  { text: "order.archived", filter: () => "is:archived" },
  { text: "order.shelf_trash", filter: () => "is:deleted" },
  { text: "search.week", filter: () => `after:${daysAgo(7)}`, clears: /^(after|before):/i },
  { text: "search.month", filter: () => `after:${daysAgo(30)}`, clears: /^(after|before):/i },
];

const tagChip = ({ name }) => {
  const filter = `tag:${/\s/.test(name) ? `"${name}"` : name}`;
  return { label: name, filter: () => filter, clears: /^tag:/i };
};

// A filter that was typed is a chip as well: pressed, until it is taken back.
const FILTER = /^(model|before|after|role|is|tag):./i;
const chipsFor = (pieces, tags) => {
  const offered = [...CHIPS, ...tags.slice(0, MOST_TAGS).map(tagChip)];
  const known = offered.map(({ filter }) => filter());
  const typed = [...new Set(pieces)].filter((piece) => FILTER.test(piece) && !known.includes(piece));
  return [...offered, ...typed.map((filter) => ({ label: filter, filter: () => filter }))];
};

const Marked = ({ pieces }) => pieces.map(({ text, marked }, at) => (marked ? <mark key={at}>{text}</mark> : text));

const Result = ({ item, to }) => {
  const t = useTexts();
  const when = useWhen();
  return (
    <li>
      <div>
        <Link to={to} className="title">
          <Marked pieces={item.title} />
        </Link>
        {item.snippet.length > 0 && (
          <p className="preview" dir="auto">
            <Marked pieces={item.snippet} />
          </p>
        )}
        <p className="meta">
          {when(item.at)}
          {item.role && ` · ${item.role === "user" ? t("message.you") : item.model}`}
        </p>
      </div>
    </li>
  );
};

export function SearchHistory({ found, foundFor, more, place, tags, onSearch, onMore, children }) {
  const t = useTexts();
  const box = useRef(null);
  const [typed, setTyped] = useState("");
  const wanted = typed.trim() ? typed.slice(0, MOST) : "";
  useEffect(() => {
    if (!wanted || wanted === foundFor) return;
    const timer = setTimeout(() => onSearch(wanted, timeZone()), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  const answered = Boolean(wanted) && foundFor === wanted;
  const unbidden = useRef(0);
  useEffect(() => {
    if (!answered) unbidden.current = 0;
    else if (more && found.length < FEW && unbidden.current++ < UNBIDDEN) onMore(foundFor, timeZone(), more);
  }, [answered, more]);
  const read = (event) => event.nativeEvent.isComposing || setTyped(event.target.value);
  const toggle = ({ filter, clears }) => {
    const own = filter();
    const pieces = piecesOf(box.current.value);
    const rest = pieces.filter((piece) => piece !== own && !clears?.test(piece));
    box.current.value = [...(pieces.includes(own) ? [] : [own]), ...rest].join(" ");
    setTyped(box.current.value);
    box.current.focus();
  };
  const on = piecesOf(typed);
  const linkTo = ({ conversation, message }) =>
    place + conversation + (message && `?${new URLSearchParams({ m: message, q: foundFor })}`);
  return (
    <>
      <div role="search" className="search-box">
        <input
          ref={box}
          type="search"
          aria-label={t("search.label")}
          placeholder={t("search.placeholder")}
          autoComplete="off"
          spellCheck={false}
          maxLength={MOST}
          onChange={read}
          onCompositionEnd={(event) => setTyped(event.target.value)}
        />
        <div role="group" aria-label={t("search.narrow")} className="chips">
          {chipsFor(on, tags).map((chip) => (
            <button
              key={chip.text ?? chip.filter()}
              type="button"
              aria-pressed={on.includes(chip.filter())}
              onClick={() => toggle(chip)}
            >
              {chip.label ? <bdi>{chip.label}</bdi> : t(chip.text)}
            </button>
          ))}
        </div>
        <p role="status" className="hint">
          {answered && (found.length || more) ? t(more ? "search.at_least" : "search.count", { count: found.length }) : ""}
        </p>
      </div>
      {!wanted && children}
      {wanted && found.length > 0 && (
        <ul aria-label={t("history.results")} aria-busy={!answered}>
          {found.map((item) => (
            <Result key={item.id} item={item} to={linkTo(item)} />
          ))}
        </ul>
      )}
      {answered && !found.length && !more && (
        <div className="empty">
          <p>{t("search.nothing")}</p>
          <p className="hint">{t("search.hint")}</p>
        </div>
      )}
      {answered && more > 0 && (
        <button type="button" className="quiet more-lines" onClick={() => onMore(foundFor, timeZone(), more)}>
          {t("search.more")}
        </button>
      )}
    </>
  );
}
