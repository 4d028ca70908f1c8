// Tags in a dialog: put on what is chosen and taken off, made, renamed, given another colour, deleted.
import { useEffect, useRef, useState } from "react";
import { inPortions } from "$/public/external/chatapp/components/lists/undo.jsx";
import { inWords, Modal, Select } from "$/public/external/chatapp/components/page/page.jsx";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const COLOURS = {
  grey: "tags.grey",
  red: "tags.red",
  orange: "tags.orange",
  green: "tags.green",
  teal: "tags.teal",
  blue: "tags.blue",
  violet: "tags.violet",
  pink: "tags.pink",
};
const MOST_CHARS = 40;

const Colours = ({ chosen, onChoose }) => {
  const t = useTexts();
  return (
    <Select label={t("tags.colour")} options={inWords(t, COLOURS)} value={chosen} onChoose={onChoose} data-colour={chosen} className="tag-colour" />
  );
};

const TagForm = ({ tag, submit, onSave }) => {
  const t = useTexts();
  const box = useRef(null);
  const [colour, setColour] = useState(tag?.colour ?? "grey");
  const save = (event) => {
    event.preventDefault();
    onSave(box.current.value.trim(), colour);
    if (!tag) box.current.value = "";
  };
  return (
    <form className="tag-form" onSubmit={save}>
      <input ref={box} defaultValue={tag?.name} aria-label={t(tag ? "tags.name" : "tags.new")} placeholder={t(tag ? "tags.name" : "tags.new")} maxLength={MOST_CHARS} pattern=".*\S.*" required autoComplete="off" />
      <Colours chosen={colour} onChoose={setColour} />
      <button type="submit" className="secondary">
        {submit}
      </button>
    </form>
  );
};

// Mixed where only some of them have it; a click puts it on all.
const Mark = ({ tag, lines, onPut, onTake }) => {
  const box = useRef(null);
  const having = lines.filter(({ tags }) => tags.includes(tag.id)).length;
  useEffect(() => {
    box.current.indeterminate = having > 0 && having < lines.length;
  });
  const ids = lines.map(({ id }) => id);
  const change = (event) => inPortions(ids, (some) => (event.target.checked ? onPut : onTake)(tag.id, some));
  return (
    <label>
      <input ref={box} type="checkbox" checked={having === lines.length} onChange={change} />
      <bdi className="tag" data-colour={tag.colour}>
        {tag.name}
      </bdi>
    </label>
  );
};

const Managed = ({ tag, onChange, onDelete }) => {
  const t = useTexts();
  const [going, setGoing] = useState(false);
  if (going)
    return (
      <li className="tag-going">
        <span>{t("tags.delete_question", { name: tag.name })}</span>
        <button type="button" className="secondary" onClick={() => setGoing(false)} autoFocus>
          {t("history.cancel")}
        </button>
        <button type="button" className="danger" onClick={onDelete}>
          {t("tags.delete", { name: tag.name })}
        </button>
      </li>
    );
  return (
    <li>
      <TagForm tag={tag} submit={t("history.save")} onSave={onChange} />
      <button type="button" className="quiet" aria-label={t("tags.delete", { name: tag.name })} onClick={() => setGoing(true)}>
        {t("history.delete")}
      </button>
    </li>
  );
};

// `lines`: those that are tagged; an empty list is for the tags themselves; null: it is closed.
export function TagsDialog({ lines, tags, onClose, onPutTag, onPutNewTag, onTakeTag, onChangeTag, onDeleteTag }) {
  const t = useTexts();
  const label = t(lines?.length ? "order.tags" : "order.manage_tags");
  return (
    <Modal open={lines !== null} label={label} onClose={onClose}>
      <h2>{label}</h2>
      {lines?.length > 0 ? (
        <div className="tag-marks">
          {tags.map((tag) => (
            <Mark key={tag.id} tag={tag} lines={lines} onPut={onPutTag} onTake={onTakeTag} />
          ))}
          <TagForm submit={t("tags.add")} onSave={(name, colour) => inPortions(lines.map(({ id }) => id), (some) => onPutNewTag(name, colour, some))} />
        </div>
      ) : (
        <ul className="tag-list">
          {tags.map((tag) => (
            <Managed key={tag.id + tag.name + tag.colour} tag={tag} onChange={(name, colour) => onChangeTag(tag.id, name, colour)} onDelete={() => onDeleteTag(tag.id)} />
          ))}
        </ul>
      )}
      <div className="actions">
        <button type="button" className="secondary" onClick={onClose}>
          {t("tags.done")}
        </button>
      </div>
    </Modal>
  );
}
