// A title being changed in its place: Enter keeps it, Escape does not, and the keyboard stays in the row.
import { useEffect, useRef } from "react";
import { isComposing } from "$/public/external/chatapp/components/lists/keys.js";

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
  // Of a composition these keys are the input method's.
  const press = (event) => {
    if (isComposing(event.nativeEvent)) return event.key === "Enter" && event.preventDefault();
    if (event.key !== "Escape") return;
    event.preventDefault(); // it closes nothing else
    onCancel();
  };
  return (
    <form className="rename" onSubmit={save} onKeyDown={press}>
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
