// The conversations in the sidebar: by day, more as their end comes near, each renamed, pinned and deleted in its place.
import { memo, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { useList } from "$/public/external/chatapp/components/bridge/list_store.js";
import { inParts, untilMidnight } from "$/public/external/chatapp/components/lists/days.js";
import { TitleForm } from "$/public/external/chatapp/components/lists/title_form.jsx";
import { whenNear } from "$/public/external/chatapp/components/message/near.js";
import { useMonth, useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const AHEAD = "0px 0px 400px 0px"; // how far below the view the next page is asked for
const HEADINGS = { pinned: "list.pinned", today: "list.today", yesterday: "list.yesterday", week: "list.week", month: "list.month" };
const ACTIVITIES = { writing: "activity.writing", unseen: "activity.unseen" };

// What goes on in a conversation. It stands beside the link, whose name is the title alone.
export function Activity({ of }) {
  const t = useTexts();
  if (!ACTIVITIES[of]) return null;
  const text = t(ACTIVITIES[of]);
  return <span role="img" aria-label={text} title={text} className={`activity ${of}`} />;
}

const scrollerOf = (element) => {
  const parent = element.parentElement;
  return !parent || /auto|scroll/.test(getComputedStyle(parent).overflowY) ? parent : scrollerOf(parent);
};

// Who asked for more by keys goes on with the first line of it.
const useGoingOn = (last) => {
  const pressed = useRef(null); // where, and how many lines there were
  useEffect(() => {
    if (!pressed.current) return;
    const { scroller, count } = pressed.current;
    scroller.querySelectorAll("li")[count]?.querySelector("a").focus();
    pressed.current = null;
  }, [last?.id]);
  return (button) => {
    const scroller = scrollerOf(button);
    pressed.current = { scroller, count: scroller.querySelectorAll("li").length };
  };
};

// The next page is asked for before a reader gets there. The button is for keys and screen readers.
export function MoreLines({ items, more: hasMore, label, onMore }) {
  const { last, more } = useList(items, hasMore);
  const button = useRef(null);
  const ask = () => onMore(last.updated, last.id);
  const goOn = useGoingOn(last);
  useEffect(() => {
    if (!more || !last) return;
    // One request at a time: the next one is for another last line.
    return whenNear(button.current, scrollerOf(button.current), AHEAD, ask);
  }, [last?.id, more, items]); // `items` come anew after a break, in which a question may have been lost
  if (!more || !last) return null;
  return (
    <button ref={button} type="button" className="quiet more-lines" onClick={() => (goOn(button.current), ask())}>
      {label}
    </button>
  );
}

// One for a whole list, at the button that asked for it. The browser closes it: Escape, a click elsewhere.
export const Menu = ({ at, label, choices, onClose }) => {
  const menu = useRef(null);
  useLayoutEffect(() => {
    const { current } = menu;
    current.showPopover();
    const { right, top, bottom } = at.getBoundingClientRect();
    const { width, height } = current.getBoundingClientRect();
    current.style.left = `${Math.max(4, right - width)}px`;
    // Below it, else above, else as far down as the window goes.
    current.style.top = `${bottom + height <= innerHeight ? bottom : top >= height ? top - height : Math.max(4, innerHeight - height - 4)}px`;
    current.querySelector("button").focus();
  }, []);
  const move = (event) => {
    const all = [...menu.current.querySelectorAll("button")];
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
      {choices.map(({ text, look, run }) => (
        <button key={text} type="button" role="menuitem" tabIndex={-1} className={look} onClick={() => (menu.current.hidePopover(), run())}>
          {text}
        </button>
      ))}
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

const Part = ({ name, children }) => {
  const t = useTexts();
  const month = useMonth();
  const heading = HEADINGS[name] ? t(HEADINGS[name]) : month(name);
  return (
    <>
      <h2>{heading}</h2>
      <ul aria-label={heading}>{children}</ul>
    </>
  );
};

export function ConversationList({ items, more, current, place, onMore, onRename, onPin, onUnpin, onAskDelete }) {
  const t = useTexts();
  const { lines } = useList(items, more);
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
  const choicesFor = ({ id, title, pinned }) => [
    { text: t("history.rename"), run: () => setRenaming(id) },
    pinned ? { text: t("history.unpin"), run: () => onUnpin(id) } : { text: t("history.pin"), run: () => onPin(id) },
    { text: t("history.delete"), look: "dangerous", run: () => onAskDelete(id, title) },
  ];
  const now = useNow();
  return (
    <>
      {inParts(lines, now).map(([part, lines]) => (
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
      <MoreLines items={items} more={more} label={t("history.more")} onMore={onMore} />
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
