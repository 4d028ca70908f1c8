// Everything one can go to or do, in one list that is typed into. Its parts come from SOURCES: whoever has more to offer
// (models) adds a hook that makes a group of what is typed.
import { useContext, useEffect, useId, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { copyText } from "$/public/external/chatapp/components/message/clipboard.js";
import { canRun, Keys } from "$/public/external/chatapp/components/commands/commands.jsx";
import { SHORTCUTS } from "$/public/external/chatapp/components/commands/shortcuts.js";
import { isComposing } from "$/public/external/chatapp/components/lists/keys.js";
import { Modal } from "$/public/external/chatapp/components/page/page.jsx";
import { chooseLocale, timeZone, useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";
import { ColorModeContext } from "$/utils/context-registry";

const RECENT = 6;
const MOST = 20;
const ASK_AFTER_MS = 120;
const THEMES = { system: "theme.system", light: "theme.light", dark: "theme.dark" };

// Every word of what is typed, anywhere, in any case: one character of Chinese is a word, too.
const has = (label, typed) => {
  const text = label.toLowerCase();
  return typed.toLowerCase().split(/\s+/).every((word) => text.includes(word));
};

const newest = (a, b) => (a.updated < b.updated ? 1 : -1);

// The server is asked when not all titles are on the page.
const useConversations = (typed, { lines, more, found, foundFor, links, onSearch }) => {
  const t = useTexts();
  const navigate = useNavigate();
  useEffect(() => {
    if (!typed || !more) return;
    const timer = setTimeout(() => onSearch(typed.slice(0, 200)), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [typed, more]);
  const here = new Map(lines.filter(({ title }) => has(title, typed)).map((line) => [line.id, line]));
  if (typed && foundFor === typed.slice(0, 200)) found.forEach((line) => here.has(line.id) || here.set(line.id, line));
  const options = [...here.values()]
    .sort(newest)
    .slice(0, typed ? MOST : RECENT)
    .map(({ id, title }) => ({ id, label: title, run: () => navigate(links.conversation + id) }));
  return { heading: typed ? t("palette.conversations") : t("palette.recent"), options };
};

// Where in them something was said. One character is looked for on the history page.
const useSaid = (typed, { peeked, peekedFor, links, onPeek }) => {
  const t = useTexts();
  const navigate = useNavigate();
  const wanted = typed.length > 1 ? typed.slice(0, 200) : "";
  useEffect(() => {
    if (!wanted) return;
    const timer = setTimeout(() => onPeek(wanted, timeZone()), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  const shown = wanted && peekedFor === wanted ? peeked : [];
  const options = shown.map(({ id, conversation, message, snippet }) => ({
    id: `said-${id}`,
    label: snippet.map(({ text, marked }, at) => (marked ? <mark key={at}>{text}</mark> : text)),
    run: () => navigate(`${links.conversation}${conversation}?${new URLSearchParams({ m: message, q: wanted })}`),
  }));
  return { heading: t("palette.messages"), options };
};

// A form that the browser posts by itself: what stays of this page must not.
const post = (action) => {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action });
  document.body.append(form);
  form.submit();
};

const useActions = (typed, props) => {
  const { links, isAdmin, run, say, locales, onChooseLocale, onChooseTheme } = props;
  const t = useTexts();
  const navigate = useNavigate();
  const { setColorMode } = useContext(ColorModeContext);
  const go = (id, label, to) => ({ id, label, run: () => navigate(to) });
  const theme = (mode) => {
    setColorMode(mode);
    onChooseTheme(mode);
  };
  const locale = (code) => {
    chooseLocale(code);
    onChooseLocale(code);
  };
  const copyLink = async () => {
    await copyText(location.href);
    say(t("palette.link_copied"));
  };
  const options = [
    ...SHORTCUTS.filter(({ id }) => id !== "palette" && canRun(id)).map(({ id, text }) => ({ id, label: t(text), keys: id, run: () => run(id) })),
    go("history", t("nav.history"), links.history),
    go("usage", t("nav.usage"), links.usage),
    go("settings", t("nav.settings"), links.settings),
    ...(isAdmin ? [go("admin", t("nav.admin"), links.admin)] : []),
    { id: "link", label: t("palette.copy_link"), run: copyLink },
    ...Object.entries(THEMES).map(([mode, text]) => ({
      id: mode,
      label: `${t("settings.theme")}: ${t(text)}`,
      run: () => theme(mode),
    })),
    ...Object.entries(locales).map(([code, name]) => ({
      id: code,
      label: `${t("settings.language")}: ${name}`,
      run: () => locale(code),
    })),
    { id: "sign_out", label: t("nav.sign_out"), run: () => post(links.sign_out) },
  ];
  return { heading: t("palette.actions"), options: options.filter(({ label }) => has(label, typed)) };
};

const SOURCES = [useConversations, useActions, useSaid];

const Option = ({ id, chosen, option, onPoint, onPick }) => (
  <li id={id} role="option" aria-selected={chosen} onMouseMove={onPoint} onClick={onPick}>
    <bdi>{option.label}</bdi>
    {option.keys && <Keys of={option.keys} />}
  </li>
);

export default function Palette(props) {
  const { onClose } = props;
  const t = useTexts();
  const [typed, setTyped] = useState("");
  const [place, setPlace] = useState(0);
  const box = useRef(null);
  const list = useRef(null);
  const base = useId();
  const groups = SOURCES.map((useSource) => useSource(typed.trim(), props)).filter(({ options }) => options.length);
  const all = groups.flatMap(({ options }) => options);
  const at = Math.min(place, all.length - 1);
  const idOf = (option) => `${base}-${option.id}`;

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [at, typed]);

  // The dialog gives the keyboard back to where it was before what is chosen may move it elsewhere.
  const pick = (option) => {
    box.current.closest("dialog").close();
    onClose();
    option.run();
  };
  const press = (event) => {
    if (isComposing(event.nativeEvent)) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, PageDown: all.length - 1, PageUp: 0 }[event.key];
    if (event.key === "Enter" && all[at]) pick(all[at]);
    if (event.key === "Enter" || to !== undefined) event.preventDefault();
    if (to !== undefined && all.length) setPlace(to % all.length);
  };
  return (
    <Modal open label={t("palette.label")} onClose={onClose}>
      <div className="palette">
        <input
          ref={box}
          role="combobox"
          aria-expanded={all.length > 0}
          aria-controls={`${base}-list`}
          aria-activedescendant={all[at] && idOf(all[at])}
          aria-autocomplete="list"
          aria-label={t("palette.label")}
          placeholder={t("palette.placeholder")}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => (setTyped(event.target.value), setPlace(0))}
          onKeyDown={press}
        />
        <div ref={list} id={`${base}-list`} role="listbox" aria-label={t("palette.label")} hidden={!all.length}>
          {groups.map(({ heading, options }) => (
            <ul key={heading} role="group" aria-label={heading}>
              <li role="presentation" className="heading">
                {heading}
              </li>
              {options.map((option) => (
                <Option
                  key={option.id}
                  id={idOf(option)}
                  option={option}
                  chosen={option === all[at]}
                  onPoint={() => setPlace(all.indexOf(option))}
                  onPick={() => pick(option)}
                />
              ))}
            </ul>
          ))}
        </div>
        {!all.length && (
          <p role="status" className="hint">
            {t("palette.nothing")}
          </p>
        )}
      </div>
    </Modal>
  );
}
