// The box one writes in. Uncontrolled: nothing is written into it while somebody types, so typing and input methods
// are never disturbed. A prompt leaves the box when it is sent and comes back if it is refused.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import {
  addPrompt,
  editLast,
  hasGrown,
  newClientId,
  shownAside,
  takeBack,
  untaken,
  useConversation,
  useRunning,
} from "$/public/external/chatapp/components/bridge/chat_store.js";
import { draftOf, flush, onDraft, own, typed, useKeeper } from "$/public/external/chatapp/components/composer/drafts.js";
import { dropUnsent, keepUnsent, readUnsent } from "$/public/external/chatapp/components/composer/kept.js";
import { enqueue, moveQueue, putBack, Queue } from "$/public/external/chatapp/components/composer/queue.jsx";
import { isOver } from "$/public/external/chatapp/components/session/session.js";
import { isTouch, isTyping } from "$/public/external/chatapp/components/lists/keys.js";
import { numeral, useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const TALL = 10_000; // characters that fill the box for certain: measuring them would take longer than a frame
const TOLD_FROM = 0.8; // of what may be sent

const joined = (...texts) => texts.filter(Boolean).join("\n");

// Another tab may have held the same prompt and put it back into the draft that both share.
const restored = (prompt, draft) => (draft === prompt || draft.startsWith(`${prompt}\n`) ? draft : joined(prompt, draft));

// In characters, as the server counts: a pair of surrogates is one.
const lengthOf = (text) => text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);

// As high as its text, up to what the style sheet allows; then it scrolls, and the caret stays in sight. What is around
// it keeps its height meanwhile: the messages above would be moved, as if their reader had scrolled.
export const fit = (box) => {
  const { form, scrollTop, selectionEnd, style, value } = box;
  form.style.minHeight = `${form.offsetHeight}px`;
  style.height = value.length > TALL ? "100dvh" : "auto";
  if (value.length <= TALL) style.height = `${box.scrollHeight}px`;
  form.style.minHeight = "";
  box.scrollTop = selectionEnd === value.length ? box.scrollHeight : scrollTop;
};

const Count = ({ count, limit }) => {
  const t = useTexts();
  const [length, most] = [count, limit].map((number) => numeral(number));
  return (
    <p className="count" data-over={count > limit}>
      {t(count > limit ? "composer.over" : "composer.count", { length, limit: most })}
    </p>
  );
};

export function Composer(props) {
  const { owner, opened, accepted, refused, limit, mostKept, labels, onSend, onStop, onBranch, onTooLong, onKeep } = props;
  const box = useRef(null);
  const hands = useRef({ typing: false, composing: false }).current; // of whoever sits here
  const [filled, setFilled] = useState(false);
  const [count, setCount] = useState(0); // characters, if they come near the limit
  const conversation = useConversation();
  const running = useRunning();
  useKeeper(onKeep, mostKept, opened);

  const look = () => {
    const { value } = box.current;
    const length = value.length > TOLD_FROM * limit ? lengthOf(value) : 0;
    fit(box.current);
    setFilled(Boolean(value.trim()));
    setCount(length > TOLD_FROM * limit ? length : 0);
  };
  const keep = () => {
    if (owner) typed(conversation, box.current.value);
    look();
  };
  const show = (text) => {
    if (text !== box.current.value) box.current.value = text; // else the caret would jump
    look();
  };
  const write = (text) => {
    show(text);
    keep();
  };
  const submit = (text, clientId, queued = false) => {
    keepUnsent(owner, clientId, { text, conversation, queued });
    if (shownAside()) onBranch(shownAside()); // the prompt belongs below what is on the page
    onSend(text, clientId, conversation); // on its way before the page is drawn anew
    addPrompt(clientId, text);
  };
  const send = () => {
    const text = box.current.value;
    if (!text.trim()) return;
    const length = lengthOf(text);
    if (length > limit) return onTooLong(length);
    if (!running) submit(text, newClientId());
    else if (!enqueue(owner, conversation, { id: newClientId(), text })) return;
    hands.typing = false;
    write("");
    flush();
  };
  const focus = () => isTouch() || isTyping({ target: document.activeElement }) || box.current.focus();

  // Whose page it is comes from the server; what was typed before that stays.
  const known = useRef(false);
  const entered = useRef(false);
  useLayoutEffect(() => {
    focus();
    if (window.takeEarlyEnter?.()) entered.current = true;
    if (!owner) return look();
    own(owner);
    if (hasGrown(conversation)) {
      const begun = draftOf("");
      if (begun) typed(conversation, joined(draftOf(conversation), begun));
      if (begun) typed("", "");
      moveQueue(owner, "", conversation);
    }
    const draft = draftOf(conversation);
    const early = known.current ? "" : box.current.value;
    known.current = true;
    hands.typing = Boolean(early);
    show(joined(draft, early));
    if (early) keep();
    if (entered.current && !draft) send(); // with a draft it is not what was on the page when Enter was pressed
    entered.current = false;
  }, [owner, conversation]);

  // What was typed elsewhere comes in when nobody is typing here.
  const catchUp = () => {
    if (!hands.composing && !(hands.typing && box.current.value)) show(draftOf(conversation));
  };
  useEffect(() => (owner ? onDraft((place) => place === conversation && catchUp()) : undefined), [owner, conversation]);

  useEffect(() => {
    if (accepted) dropUnsent(owner, accepted);
  }, [accepted]);

  useEffect(() => {
    if (owner) readUnsent(owner).forEach(([id, { text, conversation }]) => addPrompt(id, text, conversation));
  }, [owner]);

  useEffect(() => {
    const queued = readUnsent(owner).some(([id, prompt]) => id === refused && prompt.queued);
    if (refused) dropUnsent(owner, refused);
    const prompt = refused && takeBack(refused);
    if (!prompt) return;
    if (queued) putBack(owner, prompt.conversation, { id: newClientId(), text: prompt.text, held: true });
    else if (prompt.conversation === conversation) write(restored(prompt.text, box.current.value));
    else typed(prompt.conversation, restored(prompt.text, draftOf(prompt.conversation)));
  }, [refused]);

  // After a reconnect nobody knows whether a prompt arrived; sending it again makes no second row.
  useEffect(() => {
    if (opened && owner && !isOver()) untaken().forEach((prompt) => onSend(...prompt));
  }, [opened, owner]);

  // What was pressed to start or stop an answer is gone; the keyboard goes on in the box.
  useEffect(() => {
    if (document.activeElement.matches("body, :disabled")) focus();
  }, [running]);

  const leave = () => {
    if (!owner) return; // there is no draft yet: what is in the box is all there is
    hands.typing = false;
    flush();
    catchUp();
  };
  const edit = (text) => {
    write(restored(text, box.current.value));
    box.current.focus();
  };
  return (
    <>
      <Queue owner={owner} running={running} onSend={submit} onEdit={edit} />
      {count > 0 && <Count count={count} limit={limit} />}
      <form className="composer" onSubmit={(event) => (event.preventDefault(), send())}>
        <textarea
          ref={box}
          rows={1}
          aria-label={labels.message}
          placeholder={labels.placeholder}
          autoComplete="off"
          onInput={() => ((hands.typing = true), keep())}
          onCompositionStart={() => (hands.composing = true)}
          onCompositionEnd={() => (hands.composing = false)}
          onBlur={leave}
          onKeyDown={(event) => {
            if (event.key === "ArrowUp" && !box.current.value) {
              event.preventDefault();
              return editLast();
            }
            if (event.key !== "Enter" || event.shiftKey || isTouch()) return;
            event.preventDefault();
            send();
          }}
        />
        {running && (
          <button type="button" className="round" aria-label={labels.stop} title={labels.stop} onClick={() => onStop(conversation)}>
            <span className="stop-sign" />
          </button>
        )}
        {(!running || filled) && (
          <button
            type="submit"
            className="round"
            aria-label={running ? labels.queue : labels.send}
            title={running ? labels.queue : labels.send}
            disabled={!filled}
          >
            <span className="up-arrow" />
          </button>
        )}
      </form>
    </>
  );
}
