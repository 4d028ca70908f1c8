// A conversation on the history page, with all that can be done to it.
import { memo, useState } from "react";
import { Link } from "react-router";
import { ExportButton } from "$/public/external/chatapp/components/exports/exports.jsx";
import { Activity } from "$/public/external/chatapp/components/lists/conversation_list.jsx";
import { TitleForm } from "$/public/external/chatapp/components/lists/title_form.jsx";
import { useTexts, useWhen } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const Act = ({ text, run, children, ...props }) => (
  <button type="button" className="quiet" onClick={run} {...props}>
    {text}
  </button>
);

const Tags = ({ ids, tags }) => {
  const own = tags.filter(({ id }) => ids.includes(id));
  const t = useTexts();
  if (!own.length) return null;
  return (
    <span role="group" aria-label={t("order.tags")} className="tags">
      {own.map(({ id, name, colour }) => (
        <bdi key={id} className="tag" data-colour={colour}>
          {name}
        </bdi>
      ))}
    </span>
  );
};

const Actions = ({ line, to, sorted, on, onRename }) => {
  const t = useTexts();
  const [here, there] = [[line], [line.id]];
  if (line.deleted)
    return (
      <div className="actions">
        <Act text={t("order.restore")} run={() => on.restore(here)} />
        <Act text={t("order.destroy")} run={() => on.ask("destroy", here)} />
      </div>
    );
  return (
    <div className="actions">
      <Link to={to} className="quiet">
        {t("history.open")}
      </Link>
      <Act text={t("history.rename")} run={onRename} />
      {!line.archived && (line.pinned ? <Act text={t("history.unpin")} run={() => on.unpin(line.id)} /> : <Act text={t("history.pin")} run={() => on.pin(line.id)} />)}
      {sorted && line.pinned && (
        <>
          <Act text="↑" aria-label={t("order.up")} title={t("order.up")} run={() => on.movePin(line.id, 0)} />
          <Act text="↓" aria-label={t("order.down")} title={t("order.down")} run={() => on.movePin(line.id, 1)} />
        </>
      )}
      {line.archived ? <Act text={t("order.unarchive")} run={() => on.unarchive(there)} /> : <Act text={t("order.archive")} run={() => on.archive(here)} />}
      <Act text={t("order.tags")} run={() => on.tag(here)} />
      <ExportButton conversationId={line.id} title={line.title} />
      <Act text={t("history.delete")} run={() => on.remove(here)} />
    </div>
  );
};

// `heading`: of the part of the list that begins with it. `sorted`: pinned ones have an order here that can be changed.
export const Row = memo(function Row({ line, heading, to, tags, chosen, sorted, on }) {
  const t = useTexts();
  const when = useWhen();
  const [renamed, rename] = useState(false);
  const { id, title, preview, model, archived, deleted, updated, activity } = line;
  const save = (next) => {
    rename(false);
    if (next.trim() !== title) on.rename(id, next);
  };
  const labels = { title: t("history.new_title"), save: t("history.save"), cancel: t("history.cancel") };
  return (
    <>
      {heading && <h2>{heading}</h2>}
      <div className="row">
        <input
          type="checkbox"
          aria-label={t("order.choose", { title })}
          checked={chosen}
          onClick={(event) => on.choose(id, event.currentTarget.checked, event.shiftKey)}
          readOnly
        />
        {renamed ? (
          <TitleForm title={title} labels={labels} onSave={save} onCancel={() => rename(false)} />
        ) : (
          <div className="about">
            {deleted ? <span className="title">{title}</span> : <Link to={to} className="title">{title}</Link>}
            <Activity of={activity} />
            {archived && <span className="badge">{t("order.archived")}</span>}
            <Tags ids={line.tags} tags={tags} />
            <p className="preview">{preview}</p>
            <p className="meta">
              {when(deleted || updated)}
              {model && <> · <bdi>{model}</bdi></>}
            </p>
          </div>
        )}
        {!renamed && <Actions line={line} to={to} sorted={sorted} on={on} onRename={() => rename(true)} />}
      </div>
    </>
  );
});
