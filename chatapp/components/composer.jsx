// The box one writes in. Uncontrolled: the server never writes into it, so typing and input methods
// are never disturbed. A prompt leaves the box when it is sent and comes back if it is refused.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { getPending, setPending, takeBack, useRunning } from "$/public/external/chatapp/components/bridge/chat_store.js";

// Drafts are kept per person: somebody else at the same browser does not find them in the box.
const draftKey = (owner, conversation) => `chatapp_draft_${owner}_${conversation || "new"}`;

// Safari ends a composition before the keydown of the Enter that ended it: only the key code tells.
const isComposing = (event) => event.nativeEvent.isComposing || event.keyCode === 229;
const isTouch = () => matchMedia("(pointer: coarse)").matches;

export function Composer(props) {
  const { owner, conversation, opened, refused, limit, labels, onSend, onStop, onTooLong } = props;
  const box = useRef(null);
  const [filled, setFilled] = useState(false);
  const running = useRunning();

  const fit = () => {
    box.current.style.height = "auto";
    box.current.style.height = `${box.current.scrollHeight}px`;
    setFilled(Boolean(box.current.value.trim()));
  };
  const keep = () => {
    if (owner) localStorage.setItem(draftKey(owner, conversation), box.current.value);
    fit();
  };
  const write = (text) => {
    box.current.value = text;
    keep();
  };
  const send = () => {
    const text = box.current.value;
    if (!text.trim() || running) return;
    if (text.length > limit) return onTooLong(text.length);
    const clientId = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    setPending(clientId, text);
    write("");
    onSend(text, clientId);
  };

  // What was typed before the page knew whose it is stays.
  const shown = useRef("");
  useLayoutEffect(() => {
    const early = shown.current === "" ? box.current.value : "";
    shown.current = owner;
    write(early || (localStorage.getItem(draftKey(owner, conversation)) ?? ""));
    if (!isTouch()) box.current.focus();
  }, [owner, conversation]);

  useEffect(() => {
    const text = refused && takeBack(refused);
    if (text) write(box.current.value ? `${text}\n${box.current.value}` : text);
  }, [refused]);

  // After a reconnect nobody knows whether the last prompt arrived; sending it again makes no second row.
  useEffect(() => {
    const pending = getPending();
    if (opened > 1 && pending?.conversation === conversation) onSend(pending.text, pending.row.id);
  }, [opened]);

  return (
    <form className="composer" onSubmit={(event) => (event.preventDefault(), send())}>
      <textarea
        ref={box}
        rows={1}
        aria-label={labels.message}
        placeholder={labels.placeholder}
        onInput={keep}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || isComposing(event) || isTouch()) return;
          event.preventDefault();
          send();
        }}
      />
      {running ? (
        <button type="button" className="round" aria-label={labels.stop} title={labels.stop} onClick={() => onStop()}>
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
