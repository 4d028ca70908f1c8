// The conversations in the sidebar: by day, more as their end comes near, each renamed, pinned and deleted in its place.
import { memo, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Link } from "react-router";
import { exportChoices } from "$/public/external/chatapp/components/exports/exports.js";
import { useList } from "$/public/external/chatapp/components/bridge/list_store.js";
import { inParts, untilMidnight } from "$/public/external/chatapp/components/lists/days.js";
import { TitleForm } from "$/public/external/chatapp/components/lists/title_form.jsx";
import { offerUndo } from "$/public/external/chatapp/components/lists/undo.jsx";
import { scrollerOf, whenNear } from "$/public/external/chatapp/components/message/near.js";
import { useMonth, useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const AHEAD = "0px 0px 400px 0px"; // how far below the view the next page is asked for
const HEADINGS = { pinned: "list.pinned", today: "list.today", yesterday: "list.yesterday", week: "list.week", month: "list.month" };
const ACTIVITIES = { writing: "activity.writing", unseen: "activity.unseen", failed: "activity.failed" };
const DRAWN = 100; // lines at first, and more of them at a time

// What goes on in a conversation. It stands beside the link, whose name is the title alone.
export function Activity({ of }) {
  const t = useTexts();
  if (!ACTIVITIES[of]) return null;
  const text = t(ACTIVITIES[of]);
  return <span role="img" aria-label={text} title={text} className={`activity ${of}`} />;
}

// Who asked for more by keys goes on with the first line of it.
const useGoingOn = (last) => {
  const pressed = useRef(null); // where, and which line was the last
  useEffect(() => {
    if (!pressed.current) return;
    const { scroller, line } = pressed.current;
    const isAfter = (one) => line.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
    [...scroller.querySelectorAll("li")].find(isAfter)?.querySelector("a").focus();
    pressed.current = null;
  }, [last?.id]);
  return (button) => {
    const scroller = scrollerOf(button);
    pressed.current = { scroller, line: [...scroller.querySelectorAll("li")].at(-1) };
  };
};

// More of a list is asked for before a reader gets there. The button is for keys and screen readers. Whatever changes
// `again` comes after a break, in which a question may have been lost.
export function More({ last, more, again, label, onAsk }) {
  const button = useRef(null);
  const ask = () => onAsk(last);
  const goOn = useGoingOn(last);
  useEffect(() => {
    if (!more || !last) return;
    // One request at a time: the next one is for another last line.
    return whenNear(button.current, scrollerOf(button.current), AHEAD, ask);
  }, [last?.id, more, again]);
  if (!more || !last) return null;
  return (
    <button ref={button} type="button" className="quiet more-lines" onClick={() => (goOn(button.current), ask())}>
      {label}
    </button>
  );
}

const ITEM = "[role=menuitem]";

// What opens at the button that asked for it. The browser closes it: Escape, a click elsewhere.
export const useDropped = (at, first) => {
  const dropped = useRef(null);
  useLayoutEffect(() => {
    const { current } = dropped;
    current.showPopover();
    const { right, top, bottom } = at.getBoundingClientRect();
    const { width, height } = current.getBoundingClientRect();
    current.style.left = `${Math.max(4, right - width)}px`;
    // Below it, else above, else as far down as the window goes.
    current.style.top = `${bottom + height <= innerHeight ? bottom : top >= height ? top - height : Math.max(4, innerHeight - height - 4)}px`;
    current.querySelector(first).focus();
  }, []);
  return dropped;
};

// One for a whole list.
export const Menu = ({ at, label, choices, onClose }) => {
  const menu = useDropped(at, ITEM);
  const move = (event) => {
    const all = [...menu.current.querySelectorAll(ITEM)];
    const here = all.indexOf(document.activeElement);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Tab") menu.current.hidePopover();
    if (to === undefined) return;
    event.preventDefault();
    all[to % all.length].focus();
  };
  const closed = (event) => event.newState === "closed" && onClose();
  return (
    <div ref={menu} popover="auto" role="menu" aria-label={label} className="menu" onToggle={closed} onKeyDown={move}>
      {choices.map(({ text, look, run, href }) =>
        href ? (
          <a key={text} role="menuitem" tabIndex={-1} href={href} target="_blank" onClick={() => menu.current.hidePopover()}>
            {text}
          </a>
        ) : (
          <button key={text} type="button" role="menuitem" tabIndex={-1} className={look} onClick={() => (menu.current.hidePopover(), run())}>
            {text}
          </button>
        ),
      )}
    </div>
  );
};

const Line = memo(function Line({ line, here, to, renamed, opened, onMenu, onSave, onCancel }) {
  const t = useTexts();
  if (renamed)
    return (
      <li className="line">
        <TitleForm
          title={line.title}
          labels={{ title: t("history.new_title"), save: t("history.save"), cancel: t("history.cancel") }}
          onSave={(title) => onSave(line, title)}
          onCancel={onCancel}
        />
      </li>
    );
  const label = t("list.menu", { title: line.title });
  return (
    <li className="line">
      <Link to={to} className="conversation" title={line.title} aria-current={here ? "page" : "false"}>
        {line.title}
      </Link>
      <Activity of={line.activity} />
      <button
        type="button"
        className="line-menu"
        aria-haspopup="menu"
        aria-expanded={opened}
        aria-label={label}
        title={label}
        onClick={(event) => onMenu(line, event.currentTarget)}
      />
    </li>
  );
});

// A page that stays open over midnight says so.
const useNow = () => {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setTimeout(() => setNow(new Date()), untilMidnight(now) + 1000);
    return () => clearTimeout(timer);
  }, [now]);
  return now;
};

const useHeading = () => {
  const t = useTexts();
  const month = useMonth();
  return (part) => (HEADINGS[part] ? t(HEADINGS[part]) : month(part));
};

// By the first line of each part of a list: its heading. Without `pins` those have no part of their own.
export const useParts = (lines, pins) => {
  const now = useNow();
  const heading = useHeading();
  const parts = useMemo(() => inParts((lines ?? []).map((line) => (pins ? line : { ...line, pinned: "" })), now), [lines, pins, now]);
  return new Map(parts.map(([part, [{ id }]]) => [id, heading(part)]));
};

const Part = ({ name, children }) => {
  const heading = useHeading()(name);
  return (
    <>
      <h2>{heading}</h2>
      <ul aria-label={heading}>{children}</ul>
    </>
  );
};

export function ConversationList({ items, more: hasMore, current, place, onMore, onRename, onPin, onUnpin, onMovePin, onArchive, onDelete }) {
  const t = useTexts();
  const { lines: all, last, more } = useList(items, hasMore);
  const [most, setMost] = useState(DRAWN);
  const lines = useMemo(() => all.slice(0, most), [all, most]);
  const [menu, setMenu] = useState(null); // {line, at}
  const [renaming, setRenaming] = useState("");
  const handlers = useRef({});
  handlers.current = { onRename };
  const openMenu = useCallback((line, at) => setMenu({ line, at }), []);
  const cancel = useCallback(() => setRenaming(""), []);
  const save = useCallback(({ id, title: known }, title) => {
    setRenaming("");
    if (title.trim() !== known) handlers.current.onRename(id, title);
  }, []);
  const choicesFor = (line, { id, pinned } = line) => [
    { text: t("history.rename"), run: () => setRenaming(id) },
    pinned ? { text: t("history.unpin"), run: () => onUnpin(id) } : { text: t("history.pin"), run: () => onPin(id) },
    ...(pinned ? [0, 1].map((down) => ({ text: t(down ? "order.down" : "order.up"), run: () => onMovePin(id, down) })) : []),
    ...exportChoices(t, id),
    { text: t("order.archive"), run: () => (onArchive([id]), offerUndo("archived", [line])) },
    { text: t("history.delete"), look: "dangerous", run: () => (onDelete([id]), offerUndo("deleted", [line])) },
  ];
  const now = useNow();
  const parts = useMemo(() => inParts(lines, now), [lines, now]);
  const isCut = all.length > lines.length;
  const ask = () => (isCut ? setMost(most + DRAWN) : onMore(last.updated, last.id));
  return (
    <>
      {parts.map(([part, lines]) => (
        <Part key={part} name={part}>
          {lines.map((line) => (
            <Line
              key={line.id}
              line={line}
              here={line.id === current}
              to={place + line.id}
              renamed={line.id === renaming}
              opened={line.id === menu?.line.id}
              onMenu={openMenu}
              onSave={save}
              onCancel={cancel}
            />
          ))}
        </Part>
      ))}
      <More last={lines.at(-1)} more={isCut || more} again={items} label={t("history.more")} onAsk={ask} />
      {menu && (
        <Menu
          key={menu.line.id}
          at={menu.at}
          label={t("list.menu", { title: menu.line.title })}
          choices={choicesFor(menu.line)}
          onClose={() => setMenu(null)}
        />
      )}
    </>
  );
}
