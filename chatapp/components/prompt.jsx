// A person's own message, and the box in which its words are changed: what they make of it is asked beside it.
import { useEffect, useLayoutEffect, useRef } from "react";
import { edit, newClientId, useEditing } from "$/public/external/chatapp/components/bridge/chat_store.js";
import { fit } from "$/public/external/chatapp/components/composer/composer.jsx";
import { readDraft, writeDraft } from "$/public/external/chatapp/components/composer/kept.js";
import { ownerOf } from "$/public/external/chatapp/components/session/session.js";
import { isTouch } from "$/public/external/chatapp/components/lists/keys.js";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

// In this browser alone: a reload or a sign-in amid them does not lose them.
const keepWords = (messageId, text) => writeDraft(ownerOf(), messageId, { text, at: Date.now(), saved: 0 });

// An answer has lines of its own: there Enter begins one, and Ctrl or Cmd saves.
export const EditForm = ({ messageId, content, ofAnswer, last, onEdit }) => {
  const t = useTexts();
  const box = useRef(null);
  const sent = useRef({ text: null, clientId: "" }).current; // sent twice, the same words are one prompt
  const keep = () => {
    const { value } = box.current;
    keepWords(messageId, value === content ? "" : value);
    fit(box.current);
  };
  const send = () => {
    const text = box.current.value;
    if (!text.trim()) return;
    if (sent.text !== text) Object.assign(sent, { text, clientId: newClientId() });
    onEdit(messageId, text, sent.clientId);
  };
  const cancel = () => {
    keepWords(messageId, "");
    edit("");
  };
  const hearKey = (event) => {
    if (event.key === "Escape") cancel();
    if (event.key !== "Enter" || event.shiftKey || isTouch()) return;
    if (ofAnswer && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    send();
  };

  useLayoutEffect(() => {
    fit(box.current);
    box.current.focus();
    const caret = ofAnswer ? 0 : box.current.value.length;
    box.current.setSelectionRange(caret, caret);
  }, []);

  return (
    <form className="edit" onSubmit={(event) => (event.preventDefault(), send())}>
      <textarea
        ref={box}
        rows={1}
        aria-label={ofAnswer ? t("branch.answer_box") : t("message.edit_box")}
        defaultValue={readDraft(ownerOf(), messageId).text || content}
        autoComplete="off"
        onInput={keep}
        onKeyDown={hearKey}
      />
      {ofAnswer && !last && <p className="hint">{t("branch.edit_hint")}</p>}
      <div className="actions">
        <button type="button" className="quiet" onClick={cancel}>
          {t("message.edit_cancel")}
        </button>
        <button type="submit" className="primary">
          {ofAnswer ? t("branch.save") : t("message.edit_send")}
        </button>
      </div>
    </form>
  );
};

// Whoever leaves the box without sending finds the keyboard where it was: at the prompt.
export function Prompt({ messageId, content, onEdit }) {
  const editing = useEditing(messageId);
  const prompt = useRef(null);
  const was = useRef(editing);
  useEffect(() => {
    if (was.current && !editing) prompt.current?.closest("article")?.querySelector(".edit-button")?.focus();
    was.current = editing;
  }, [editing]);
  if (editing) return <EditForm {...{ messageId, content, onEdit }} />;
  return (
    <div ref={prompt} className="prompt">
      {content}
    </div>
  );
}

export function EditButton({ messageId, label, text }) {
  return (
    <button type="button" className="quiet edit-button" aria-label={label} title={label} onClick={() => edit(messageId)}>
      {text}
    </button>
  );
}
