// The history page: one's conversations, the archive and the trash, in any order, one or many at a time.
import { useEffect, useMemo, useRef, useState } from "react";
import { Link } from "react-router";
import { keyOf, MAIN, useList, useView } from "$/public/external/chatapp/components/bridge/list_store.js";
import { Row } from "$/public/external/chatapp/components/history/history_row.jsx";
import { useSelection } from "$/public/external/chatapp/components/history/selection.js";
import { TagsDialog } from "$/public/external/chatapp/components/history/tags.jsx";
import { More, useParts } from "$/public/external/chatapp/components/lists/conversation_list.jsx";
import { LongList } from "$/public/external/chatapp/components/lists/long_list.jsx";
import { inPortions, offerUndo } from "$/public/external/chatapp/components/lists/undo.jsx";
import { inWords, Modal, Select } from "$/public/external/chatapp/components/page/page.jsx";
import { numeral, useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const SHELVES = { "": "order.shelf_list", archive: "order.shelf_archive", trash: "order.shelf_trash" };
const SORTS = { used: "order.sort_used", begun: "order.sort_begun", title: "order.sort_title" };
const NONE = { archive: "order.none_archive", trash: "order.none_trash" };
// Title, question, and the button that agrees.
const QUESTIONS = {
  delete: ["order.ask_delete_title", "order.ask_delete", "history.delete"],
  destroy: ["order.ask_destroy_title", "order.ask_destroy", "order.destroy"],
  empty: ["order.ask_empty_title", "order.ask_empty", "order.empty_trash"],
};
const TIMES = { used: "updated", begun: "created", deleted: "deleted", title: "title" };

// The lines of a view, and how more of them are asked for.
const useLines = (view, items, more, { onMore, onLook }) => {
  const main = useList(items, more);
  const other = useView(view);
  const isMain = keyOf(view) === MAIN;
  const look = (after, id) => onLook(view.shelf, view.sort, view.tag, after, id);
  useEffect(() => {
    if (!isMain && !other) look("", "");
  }, [keyOf(view), !other, items]);
  if (isMain) return { ...main, ask: ({ updated, id }) => onMore(updated, id) };
  return { lines: [], ...other, coming: !other, ask: (last) => look(last[TIMES[view.sort]], last.id) };
};

// A tag that another tab has made is known by its id alone until all are read anew.
const useKnownTags = (lines, tags, onLoad) => {
  const unknown = useMemo(() => {
    const known = new Set(tags.map(({ id }) => id));
    return lines.flatMap((line) => line.tags).find((id) => !known.has(id));
  }, [lines, tags]);
  useEffect(() => {
    if (unknown) onLoad();
  }, [unknown]);
};

const Toolbar = ({ view, tags, onView, onManage }) => {
  const t = useTexts();
  const isTrash = view.shelf === "trash";
  const go = (shelf) => onView({ shelf, sort: shelf === "trash" ? "deleted" : isTrash ? "used" : view.sort, tag: shelf === "trash" ? "" : view.tag });
  return (
    <div role="group" aria-label={t("order.view")} className="order-bar">
      <Select label={t("order.shelf")} value={view.shelf} options={inWords(t, SHELVES)} onChoose={go} />
      {!isTrash && <Select label={t("order.sort")} value={view.sort} options={inWords(t, SORTS)} onChoose={(sort) => onView({ ...view, sort })} />}
      {!isTrash && tags.length > 0 && (
        <Select label={t("order.tag")} value={view.tag} options={{ "": t("order.any_tag"), ...Object.fromEntries(tags.map(({ id, name }) => [id, name])) }} onChoose={(tag) => onView({ ...view, tag })} />
      )}
      {!isTrash && tags.length > 0 && (
        <button type="button" className="quiet" onClick={onManage}>
          {t("order.manage_tags")}
        </button>
      )}
    </div>
  );
};

const Chosen = ({ view, all, picked, on, onAll, onClear }) => {
  const t = useTexts();
  const box = useRef(null);
  const count = picked.length;
  useEffect(() => {
    box.current.indeterminate = count > 0 && count < all;
  }, [count, all]);
  const act = (text, run, look = "secondary") => (
    <button type="button" className={look} onClick={run}>
      {text}
    </button>
  );
  const acts = {
    "": [[t("order.archive"), () => on.archive(picked)], [t("order.tags"), () => on.tag(picked)], [t("history.delete"), () => on.ask("delete", picked)]],
    archive: [[t("order.unarchive"), () => on.unarchive(picked.map(({ id }) => id))], [t("order.tags"), () => on.tag(picked)], [t("history.delete"), () => on.ask("delete", picked)]],
    trash: [[t("order.restore"), () => on.restore(picked)], [t("order.destroy"), () => on.ask("destroy", picked)]],
  };
  return (
    <div role="group" aria-label={t("order.chosen_group")} className="chosen-bar">
      <label>
        <input ref={box} type="checkbox" checked={count > 0 && count === all} onChange={(event) => onAll(event.target.checked)} />
        <span>{t("order.all")}</span>
      </label>
      <span role="status">{count > 0 && t("order.chosen", { count: numeral(count) })}</span>
      {count > 0 && acts[view.shelf].map(([text, run]) => <span key={text}>{act(text, run)}</span>)}
      {count > 0 && act(t("order.clear"), onClear, "quiet")}
    </div>
  );
};

// What is asked before it happens to many, or for good.
const Question = ({ asked, onYes, onNo }) => {
  const t = useTexts();
  const [title, question, yes] = QUESTIONS[asked?.kind] ?? [];
  return (
    <Modal open={asked !== null} label={title && t(title)} onClose={onNo}>
      {asked && (
        <>
          <p>{t(question, { count: numeral(asked.lines.length) })}</p>
          <div className="actions">
            <button type="button" className="secondary" onClick={onNo}>
              {t("history.cancel")}
            </button>
            <button type="button" className="danger" onClick={onYes}>
              {t(yes)}
            </button>
          </div>
        </>
      )}
    </Modal>
  );
};

const Empty = ({ view, begin }) => {
  const t = useTexts();
  if (view.shelf || view.tag) return <p className="empty">{t(view.tag ? "order.none_tagged" : NONE[view.shelf])}</p>;
  return (
    <div className="empty">
      <p>{t("history.empty")}</p>
      <Link to={begin}>{t("history.begin")}</Link>
    </div>
  );
};

const About = ({ view, keptDays, trashDays, filled, onEmpty }) => {
  const t = useTexts();
  if (view.shelf !== "trash") return keptDays > 0 && <p className="hint">{t("order.kept_days", { days: numeral(keptDays) })}</p>;
  return (
    <div className="trash-about">
      <p className="hint">{t("order.trash_days", { days: numeral(trashDays) })}</p>
      {filled && (
        <button type="button" className="secondary" onClick={onEmpty}>
          {t("order.empty_trash")}
        </button>
      )}
    </div>
  );
};

export function History({ items, more, tags, place, begin, keptDays, trashDays, ...given }) {
  const t = useTexts();
  const [view, setView] = useState({ shelf: "", sort: "used", tag: "" });
  const [asked, setAsked] = useState(null); // {kind, lines}: delete · destroy · empty
  const [tagged, setTagged] = useState(null); // ids, none for the tags themselves
  const { lines, last, more: goesOn, coming, ask } = useLines(view, items, more, given);
  useKnownTags(lines, tags, given.onLoadTags);
  useEffect(() => {
    if (view.tag && !tags.some(({ id }) => id === view.tag)) setView({ ...view, tag: "" }); // it was deleted
  }, [tags]);
  const { chosen, picked, choose, chooseAll, clear } = useSelection(lines);
  const headings = useParts(view.sort === "used" ? lines : null, keyOf(view) === MAIN);
  const idsOf = (some) => some.map(({ id }) => id);
  const remove = (some) => {
    inPortions(idsOf(some), given.onDelete);
    offerUndo("deleted", some);
  };
  const now = {
    pin: given.onPin,
    unpin: given.onUnpin,
    movePin: given.onMovePin,
    rename: given.onRename,
    unarchive: (ids) => inPortions(ids, given.onUnarchive),
    archive: (some) => (inPortions(idsOf(some), given.onArchive), offerUndo("archived", some)),
    restore: (some) => inPortions(idsOf(some), given.onRestore),
    ask: (kind, some) => setAsked({ kind, lines: some }),
    tag: (some) => setTagged(idsOf(some)),
    remove,
    choose,
  };
  const latest = useRef(now);
  latest.current = now;
  // The same for every drawing: a row is drawn anew only when it has changed itself.
  const on = useMemo(() => Object.fromEntries(Object.keys(now).map((name) => [name, (...with_) => latest.current[name](...with_)])), []);
  const show = (next) => (clear(), setView(next));
  const agree = () => {
    const { kind, lines: some } = asked;
    setAsked(null);
    if (kind === "delete") remove(some);
    if (kind === "destroy") inPortions(idsOf(some), given.onDestroy);
    if (kind === "empty") given.onEmpty();
  };
  const escape = (event) => event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open]") && clear();
  return (
    <div className="ordered" onKeyDown={escape}>
      <Toolbar view={view} tags={tags} onView={show} onManage={() => setTagged([])} />
      <About view={view} keptDays={keptDays} trashDays={trashDays} filled={lines.length > 0} onEmpty={() => setAsked({ kind: "empty", lines: [] })} />
      {lines.length > 0 && <Chosen view={view} all={lines.length} picked={picked} on={on} onAll={chooseAll} onClear={clear} />}
      {lines.length > 0 && (
        <LongList key={keyOf(view)} label={t("history.results")} lines={lines} more={goesOn}>
          {(line) => (
            <Row key={line.id} line={line} heading={headings?.get(line.id)} to={place + line.id} tags={tags} chosen={chosen.has(line.id)} sorted={keyOf(view) === MAIN} on={on} />
          )}
        </LongList>
      )}
      {lines.length === 0 && !coming && <Empty view={view} begin={begin} />}
      <More last={last} more={goesOn} again={items} label={t("history.more")} onAsk={ask} />
      <Question asked={asked} onYes={agree} onNo={() => setAsked(null)} />
      <TagsDialog lines={tagged && lines.filter(({ id }) => tagged.includes(id))} tags={tags} onClose={() => setTagged(null)} {...given} />
    </div>
  );
}
