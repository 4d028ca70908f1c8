// Pieces of the page for administrators that live in the browser alone.
import { useEffect, useRef, useState } from "react";
import { copyText } from "$/public/external/chatapp/components/message/clipboard.js";

const PAUSE_MS = 200; // of somebody typing

// Searches while one types; what an input method is still composing is no word yet.
export function SearchBox({ label, onSearch }) {
  const waiting = useRef(null);
  const search = (event) => {
    const text = event.target.value;
    clearTimeout(waiting.current);
    if (!event.nativeEvent.isComposing) waiting.current = setTimeout(() => onSearch(text), PAUSE_MS);
  };
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={label}
      maxLength={64}
      autoComplete="off"
      onChange={search}
      onCompositionEnd={search}
    />
  );
}

// One line of text and a button; it is emptied when `done` changes.
export function LineForm({ label, submit, most, required, done, onSave }) {
  const box = useRef(null);
  useEffect(() => {
    box.current.value = "";
  }, [done]);
  const save = (event) => {
    event.preventDefault();
    onSave(box.current.value);
  };
  return (
    <form className="line-form" onSubmit={save}>
      <input ref={box} aria-label={label} placeholder={label} maxLength={most} required={required} autoComplete="off" />
      <button type="submit" className="secondary">
        {submit}
      </button>
    </form>
  );
}

// An address of this site, to be handed on. Only the browser knows by which name the site is reached.
export function AddressToCopy({ path, labels }) {
  const [copied, setCopied] = useState(false);
  const address = new URL(path, location.href).href;
  const copy = () => copyText(address).then(() => setCopied(true));
  return (
    <div className="line-form">
      <input readOnly value={address} aria-label={labels.link} onFocus={(event) => event.target.select()} />
      <button type="button" className="primary" onClick={copy}>
        {copied ? labels.copied : labels.copy}
      </button>
    </div>
  );
}
