// Model servers, for administrators. What is typed of one is posted as a form: its key is in no event, and never comes
// back.
import { useEffect, useId, useRef, useState } from "react";
import { Modal, refusal } from "$/public/external/chatapp/components/page/page.jsx";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const NEW = { id: "", name: "", base_url: "" };

function Presets({ presets, onPick }) {
  const t = useTexts();
  const pick = (event) => onPick(presets.find(({ name }) => name === event.target.value));
  return (
    <label>
      {t("endpoint.preset")}
      <select value="" onChange={pick}>
        <option value="">{t("endpoint.preset_none")}</option>
        {presets.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}

function EndpointForm({ shown, presets, action, onDone, onCancel }) {
  const t = useTexts();
  const form = useRef(null);
  const hint = useId();
  const [fault, setFault] = useState(null);
  const [busy, setBusy] = useState(false);
  const fill = ({ name, base_url }) => {
    const { elements } = form.current;
    [elements.name.value, elements.base_url.value] = [name, base_url];
    elements.key.focus();
  };
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    setFault(null);
    const found = await refusal(event.currentTarget);
    setBusy(false);
    if (found) setFault(found);
    else onDone();
  };
  return (
    <form ref={form} className="fields" method="post" action={action} autoComplete="off" onSubmit={submit}>
      {fault && (
        <p role="alert" className="fault">
          {t(fault.key, fault.args)}
        </p>
      )}
      <input type="hidden" name="id" value={shown.id} />
      {!shown.id && <Presets presets={presets} onPick={fill} />}
      <label>
        {t("endpoint.name")}
        <input name="name" defaultValue={shown.name} maxLength={100} required />
      </label>
      <label>
        {t("endpoint.address")}
        <input name="base_url" type="url" defaultValue={shown.base_url} maxLength={500} required />
      </label>
      <label>
        {t("endpoint.key")}
        <input name="key" type="password" autoComplete="new-password" maxLength={1000} aria-describedby={hint} />
      </label>
      <p id={hint} className="hint">
        {t(shown.has_key ? "endpoint.key_kept" : "endpoint.key_hint")}
      </p>
      <details>
        <summary>{t("endpoint.more")}</summary>
        <label>
          {t("endpoint.headers")}
          <textarea name="headers" rows={3} maxLength={4000} spellCheck={false} />
        </label>
        <label>
          {t("endpoint.models")}
          <textarea name="models" rows={3} maxLength={4000} spellCheck={false} defaultValue={shown.models} />
        </label>
        {(shown.has_key || shown.has_headers) && (
          <label className="check">
            <input type="checkbox" name="forget" value="1" /> {t("endpoint.forget")}
          </label>
        )}
      </details>
      <div className="actions">
        <button type="button" className="secondary" onClick={onCancel}>
          {t("account.cancel")}
        </button>
        <button type="submit" className="primary" disabled={busy}>
          {t("history.save")}
        </button>
      </div>
    </form>
  );
}

function Trial({ trial }) {
  const t = useTexts();
  if (trial.running) return t("endpoint.testing");
  const listed = t("endpoint.listed", { models: String(trial.models), ms: String(trial.list_ms) });
  const first = trial.first_ms < 0 ? "" : t("endpoint.first", { model: trial.model, ms: String(trial.first_ms) });
  return (
    <>
      {(trial.models > 0 || !trial.fault.key) && listed} {first}
      {trial.fault.key && <span className="fault">{t(trial.fault.key, trial.fault.arguments)}</span>} {trial.nameless && t("endpoint.nameless")}
    </>
  );
}

function Row({ item, trial, onTest, onChange, onRemove }) {
  const t = useTexts();
  const acts = [
    ["endpoint.test", "endpoint.test_label", onTest],
    ["endpoint.change", "endpoint.change_label", onChange],
    ["endpoint.remove", "endpoint.remove_label", onRemove],
  ];
  const marks = [item.has_key && t("endpoint.has_key"), item.has_headers && t("endpoint.has_headers")].filter(Boolean);
  return (
    <li>
      <div>
        <p className="name">
          <bdi>{item.name}</bdi>
        </p>
        <p className="meta">{[item.base_url, ...marks].join(" · ")}</p>
        {item.flaw.key && <p className="fault">{t(item.flaw.key, item.flaw.arguments)}</p>}
        <p role="status" className="trial">
          {trial && <Trial trial={trial} />}
        </p>
      </div>
      <div className="actions">
        {acts.map(([text, label, act]) => (
          <button key={text} type="button" className="quiet" aria-label={t(label, { name: item.name })} onClick={() => act(item)}>
            {t(text)}
          </button>
        ))}
      </div>
    </li>
  );
}

function Found({ found, onAdd }) {
  const t = useTexts();
  if (!found.length) return null;
  return (
    <ul className="rows" aria-label={t("endpoint.found")}>
      {found.map((each) => (
        <li key={each.base_url}>
          <div>
            <p className="name">{each.name}</p>
            <p className="meta">{t("endpoint.found_here", { address: each.base_url })}</p>
          </div>
          <div className="actions">
            <button type="button" className="quiet" onClick={() => onAdd({ ...NEW, ...each })}>
              {t("endpoint.connect")}
            </button>
          </div>
        </li>
      ))}
    </ul>
  );
}

export function Endpoints({ action, items, trials, environment, presets, found, onLoad, onLookAround, onTest, onRemove }) {
  const t = useTexts();
  const [shown, setShown] = useState(null);
  const [leaving, setLeaving] = useState(null);
  const close = () => setShown(null);
  const done = () => (close(), onLoad(), onLookAround());
  const remove = () => (onRemove(leaving.id), setLeaving(null), onLookAround());
  useEffect(() => {
    if (shown?.id && !items.some(({ id }) => id === shown.id)) close();
  }, [items]);
  return (
    <>
      <p className="hint">{t("endpoint.hint")}</p>
      <ul className="rows" aria-label={t("endpoint.label")}>
        {environment && (
          <li>
            <div>
              <p className="name">{t("picker.environment")}</p>
              <p className="meta">{t("endpoint.environment", { address: environment })}</p>
            </div>
          </li>
        )}
        {items.map((item) => (
          <Row
            key={item.id}
            item={item}
            trial={trials[item.id]}
            onTest={({ id }) => onTest(id)}
            onChange={setShown}
            onRemove={setLeaving}
          />
        ))}
      </ul>
      <Found found={found} onAdd={setShown} />
      <button type="button" className="secondary" aria-haspopup="dialog" onClick={() => setShown(NEW)}>
        {t("endpoint.add")}
      </button>
      <Modal open={Boolean(shown)} label={t("endpoint.dialog")} onClose={close}>
        <h2>{t("endpoint.dialog")}</h2>
        {shown && <EndpointForm {...{ shown, presets, action }} onDone={done} onCancel={close} />}
      </Modal>
      <Modal open={Boolean(leaving)} label={t("endpoint.remove_title")} onClose={() => setLeaving(null)}>
        <p>{leaving && t("endpoint.remove_question", { name: leaving.name })}</p>
        <div className="actions">
          <button type="button" className="secondary" onClick={() => setLeaving(null)}>
            {t("account.cancel")}
          </button>
          <button type="button" className="danger" onClick={remove}>
            {t("endpoint.remove")}
          </button>
        </div>
      </Modal>
    </>
  );
}
