// What can be set for one conversation, field by field. An empty field leaves the choice to the model.
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const NUMBERS = {
  temperature: ["parameter.temperature", "0–2", "decimal"],
  top_p: ["parameter.top_p", "0–1", "decimal"],
  max_tokens: ["parameter.max_tokens", "", "numeric"],
  seed: ["parameter.seed", "", "numeric"],
};
const EFFORTS = ["none", "minimal", "low", "medium", "high", "xhigh"]; // words of the interface, in no language

const Field = ({ label, hint, refusal, children }) => (
  <label>
    <span>{label}</span>
    {children}
    {hint && <small className="hint">{hint}</small>}
    {refusal && (
      <small role="note" className="fault">
        {refusal}
      </small>
    )}
  </label>
);

// What the model is known to refuse: of a value that is stored, until another one is typed.
const useRefusals = (values, seen, model) => {
  const t = useTexts();
  const isStored = (name) => values[name] === seen.parameters[name];
  const members = seen.refused.filter((name) => !(name in seen.parameters));
  return {
    of: (name) => isStored(name) && seen.refused.includes(name) && t("parameter.refused", { model }),
    ofMembers: isStored("extra") && members.length > 0 && t("parameter.refused_names", { model, names: members.join(", ") }),
  };
};

export function Parameters({ values, seen, model, onChange }) {
  const t = useTexts();
  const refusals = useRefusals(values, seen, model);
  const box = (name) => ({ value: values[name] ?? "", onChange: ({ target }) => onChange({ [name]: target.value }) });
  const reset = () => {
    const { instructions, ...set } = values;
    onChange(Object.fromEntries(Object.keys(set).map((name) => [name, ""])));
  };
  return (
    <div className="parameters">
      <p className="hint">{t("parameter.hint")}</p>
      {Object.entries(NUMBERS).map(([name, [label, range, inputMode]]) => (
        <Field key={name} label={t(label)} hint={range} refusal={refusals.of(name)}>
          <input inputMode={inputMode} placeholder={t("parameter.default")} autoComplete="off" maxLength={20} {...box(name)} />
        </Field>
      ))}
      <Field label={t("parameter.reasoning_effort")} refusal={refusals.of("reasoning_effort")}>
        <select {...box("reasoning_effort")}>
          <option value="">{t("parameter.default")}</option>
          {EFFORTS.map((effort) => (
            <option key={effort}>{effort}</option>
          ))}
        </select>
      </Field>
      <Field label={t("parameter.stop")} hint={t("parameter.stop_hint")} refusal={refusals.of("stop")}>
        <textarea rows={2} autoComplete="off" maxLength={500} {...box("stop")} />
      </Field>
      <Field label={t("parameter.extra")} hint={t("parameter.extra_hint")} refusal={refusals.ofMembers}>
        <textarea rows={4} className="json" spellCheck={false} autoComplete="off" maxLength={5000} {...box("extra")} />
      </Field>
      <button type="button" className="quiet" onClick={reset}>
        {t("parameter.reset")}
      </button>
    </div>
  );
}

// What is joined, in its order; of each only what is stored.
export function Layers({ seen }) {
  const t = useTexts();
  const layers = { "setup.app": seen.app, "setup.person": seen.person, "setup.conversation": seen.instructions };
  return (
    <details className="layers">
      <summary>{t("setup.effective")}</summary>
      <dl>
        {Object.entries(layers).map(([name, text]) => (
          <div key={name}>
            <dt>{t(name)}</dt>
            <dd>{text || t("setup.none")}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
