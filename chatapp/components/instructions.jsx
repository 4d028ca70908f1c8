// What every model is told: a box that says when it is saved. What is typed stays until it is.
import { useEffect, useId, useState } from "react";
import { numeral, useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

let last = Date.now() % 1_000_000_000;
export const nextNumber = () => ++last;

// What became of what was saved under `number`; 0: nothing was.
export function Outcome({ number, told, dirty }) {
  const t = useTexts();
  const known = number > 0 && told.number === number;
  return (
    <>
      {known && told.key && (
        <p role="alert" className="fault">
          {t(told.key, told.arguments)}
        </p>
      )}
      <span role="status" className="saved">
        {number > 0 && !known && t("setup.saving")}
        {known && !told.key && !dirty && t("setup.saved")}
      </span>
    </>
  );
}

export function InstructionsBox({ label, hint, value, limit, rows = 6, onChange }) {
  const id = useId();
  const t = useTexts();
  const over = value.length > limit;
  return (
    <>
      <label className="instructions">
        {label}
        <textarea
          rows={rows}
          value={value}
          aria-describedby={id}
          aria-invalid={over}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      </label>
      <p id={id} className="hint">
        {hint} {over && t("setup.over", { length: numeral(value.length), limit: numeral(limit) })}
      </p>
    </>
  );
}

export function InstructionsForm({ label, hint, text, limit, told, onSave }) {
  const t = useTexts();
  const [typed, setTyped] = useState(null); // null: as stored
  const [sent, setSent] = useState({ number: 0, text: null });
  const value = typed ?? text;
  useEffect(() => {
    if (told.number === sent.number && !told.key && typed === sent.text) setTyped(null);
  }, [told.number]);
  const save = (event) => {
    event.preventDefault();
    const number = nextNumber();
    setSent({ number, text: value });
    onSave(value, number);
  };
  return (
    <form className="instructions-form" onSubmit={save}>
      <InstructionsBox label={label} hint={hint} value={value} limit={limit} onChange={setTyped} />
      <div className="setup-foot">
        <Outcome number={sent.number} told={told} dirty={typed !== null && typed !== sent.text} />
        <button type="submit" className="secondary">
          {t("setup.save")}
        </button>
      </div>
    </form>
  );
}
