// A title being changed in its place: Enter keeps it, Escape does not, and the keyboard stays in the row.
import { useEffect, useRef } from "react";

export function TitleForm({ title, labels, onSave, onCancel }) {
  const box = useRef(null);
  useEffect(() => {
    const row = box.current.closest("li");
    box.current.select();
    return () => setTimeout(() => document.activeElement === document.body && row?.querySelector("button")?.focus());
  }, []);
  const save = (event) => {
    event.preventDefault();
    onSave(box.current.value);
  };
  return (
    <form className="rename" onSubmit={save} onKeyDown={(event) => event.key === "Escape" && onCancel()}>
      <input
        ref={box}
        defaultValue={title}
        aria-label={labels.title}
        maxLength={200}
        pattern=".*\S.*"
        required
        autoFocus
        autoComplete="off"
      />
      <button type="submit" className="quiet">
        {labels.save}
      </button>
      <button type="button" className="quiet" onClick={() => onCancel()}>
        {labels.cancel}
      </button>
    </form>
  );
}
