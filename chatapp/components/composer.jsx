// The box one writes in. Uncontrolled: the server never writes into it, so typing and input methods
// are never disturbed. A prompt leaves the box when it is sent and comes back if it is refused.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import {
  addPrompt,
  editLast,
  hasGrown,
  newClientId,
  takeBack,
  untaken,
  useConversation,
  useRunning,
} from "$/public/external/chatapp/components/bridge/chat_store.js";
import { isOver } from "$/public/external/chatapp/components/session/session.js";
import { dropUnsent, keepUnsent, readDraft, readUnsent, writeDraft } from "$/public/external/chatapp/components/composer/kept.js";

const joined = (...texts) => texts.filter(Boolean).join("\n");

// Another tab may have held the same prompt and put it back into the draft that both share.
const restored = (prompt, draft) => (draft === prompt || draft.startsWith(`${prompt}\n`) ? draft : joined(prompt, draft));

// Safari ends a composition before the keydown of the Enter that ended it: only the key code tells.
const isComposing = (event) => event.nativeEvent.isComposing || event.keyCode === 229;
const isTouch = () => matchMedia("(pointer: coarse)").matches;

export function Composer(props) {
  const { owner, opened, accepted, refused, limit, labels, onSend, onStop, onTooLong } = props;
  const box = useRef(null);
  const [filled, setFilled] = useState(false);
  const conversation = useConversation();
  const running = useRunning();

  const fit = () => {
    box.current.style.height = "auto";
    box.current.style.height = `${box.current.scrollHeight}px`;
    setFilled(Boolean(box.current.value.trim()));
  };
  const keep = () => {
    if (owner) writeDraft(owner, conversation, box.current.value);
    fit();
  };
  const write = (text) => {
    if (text !== box.current.value) box.current.value = text; // else the caret would jump
    keep();
  };
  const send = () => {
    const text = box.current.value;
    if (!text.trim() || running) return;
    const length = [...text].length;
    if (length > limit) return onTooLong(length);
    const clientId = newClientId();
    keepUnsent(owner, clientId, { text, conversation });
    onSend(text, clientId, conversation); // on its way before the page is drawn anew
    addPrompt(clientId, text);
    write("");
  };
  const focus = () => isTouch() || box.current.focus();

  // Whose page it is comes from the server; what was typed before that stays.
  const known = useRef(false);
  const entered = useRef(false);
  useLayoutEffect(() => {
    focus();
    if (window.takeEarlyEnter?.()) entered.current = true;
    if (!owner) return fit();
    if (hasGrown(conversation)) {
      writeDraft(owner, conversation, joined(readDraft(owner, conversation), readDraft(owner, "")));
      writeDraft(owner, "", "");
    }
    const draft = readDraft(owner, conversation);
    const early = known.current ? "" : box.current.value;
    known.current = true;
    write(joined(draft, early));
    if (entered.current && !draft) send(); // with a draft it is not what was on the page when Enter was pressed
    entered.current = false;
  }, [owner, conversation]);

  useEffect(() => {
    if (accepted) dropUnsent(owner, accepted);
  }, [accepted]);

  useEffect(() => {
    if (owner) readUnsent(owner).forEach(([id, { text, conversation }]) => addPrompt(id, text, conversation));
  }, [owner]);

  useEffect(() => {
    if (refused) dropUnsent(owner, refused);
    const prompt = refused && takeBack(refused);
    if (!prompt) return;
    if (prompt.conversation === conversation) write(restored(prompt.text, box.current.value));
    else writeDraft(owner, prompt.conversation, restored(prompt.text, readDraft(owner, prompt.conversation)));
  }, [refused]);

  // After a reconnect nobody knows whether a prompt arrived; sending it again makes no second row.
  useEffect(() => {
    if (opened && owner && !isOver()) untaken().forEach((prompt) => onSend(...prompt));
  }, [opened, owner]);

  // What was pressed to start or stop an answer is gone; the keyboard goes on in the box.
  useEffect(() => {
    if (document.activeElement.matches("body, :disabled")) focus();
  }, [running]);

  return (
    <form className="composer" onSubmit={(event) => (event.preventDefault(), send())}>
      <textarea
        ref={box}
        rows={1}
        aria-label={labels.message}
        placeholder={labels.placeholder}
        autoComplete="off"
        onInput={keep}
        onKeyDown={(event) => {
          if (event.key === "ArrowUp" && !box.current.value && !isComposing(event)) {
            event.preventDefault();
            return editLast();
          }
          if (event.key !== "Enter" || event.shiftKey || isComposing(event) || isTouch()) return;
          event.preventDefault();
          send();
        }}
      />
      {running ? (
        <button type="button" className="round" aria-label={labels.stop} title={labels.stop} onClick={() => onStop(conversation)}>
          <span className="stop-sign" />
        </button>
      ) : (
        <button type="submit" className="round" aria-label={labels.send} title={labels.send} disabled={!filled}>
          <span className="up-arrow" />
        </button>
      )}
    </form>
  );
}
