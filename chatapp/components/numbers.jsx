// What an answer took: counted by us and by the model's server. What nobody counted is left out.
import { useId, useState } from "react";
import { numeral, useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const ENDS = { stop: "numbers.end_stop", length: "numbers.end_length", filter: "numbers.end_filter", tool: "numbers.end_tool" };

const useLines = (model, numbers) => {
  const t = useTexts();
  const seconds = (ms) => t("numbers.seconds", { seconds: numeral(ms / 1000, 2) });
  const tokens = (total, part, key) => (part === undefined ? numeral(total) : t(key, { total: numeral(total), part: numeral(part) }));
  const lines = {
    [t("numbers.model")]: [model, () => model],
    [t("numbers.first")]: [numbers.first, seconds],
    [t("numbers.whole")]: [numbers.whole, seconds],
    [t("numbers.rate")]: [numbers.rate, (rate) => t("numbers.per_second", { rate: numeral(rate, 1) })],
    [t("numbers.in")]: [numbers.in, (total) => tokens(total, numbers.cached, "numbers.cached")],
    [t("numbers.out")]: [numbers.out, (total) => tokens(total, numbers.thought, "numbers.thought")],
    [t("numbers.end")]: [ENDS[numbers.end], t],
    [t("numbers.retries")]: [numbers.retries, (count) => numeral(count)],
  };
  return Object.entries(lines).flatMap(([name, [value, say]]) => (value === undefined || value === "" ? [] : [[name, say(value)]]));
};

const Lines = ({ id, model, numbers }) => (
  <dl id={id} className="numbers">
    {useLines(model, numbers).map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);

export function Numbers({ model, numbers, text, label }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <button
        type="button"
        className="quiet"
        aria-label={label}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {text}
      </button>
      {open && <Lines id={id} model={model} numbers={numbers} />}
    </>
  );
}
