// Every model there is, for administrators: what people see of it.
import { useState } from "react";
import { SearchBox } from "$/public/external/chatapp/components/admin/admin.jsx";
import { ModelSelect } from "$/public/external/chatapp/components/models/picker.jsx";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const PAGE = 25;

function NameForm({ item, onSave, onCancel }) {
  const t = useTexts();
  const save = (event) => {
    event.preventDefault();
    onSave(event.currentTarget.elements.shown.value);
  };
  return (
    <form className="line-form" onSubmit={save}>
      <input
        name="shown"
        aria-label={t("models.shown_name", { model: item.given })}
        placeholder={item.given}
        defaultValue={item.name}
        maxLength={200}
        autoComplete="off"
        autoFocus
      />
      <button type="submit" className="secondary">
        {t("history.save")}
      </button>
      <button type="button" className="quiet" onClick={onCancel}>
        {t("history.cancel")}
      </button>
    </form>
  );
}

function Row({ item, onHide, onShow, onRename }) {
  const t = useTexts();
  const [naming, setNaming] = useState(false);
  const save = (name) => (setNaming(false), onRename(item.model, name));
  const of = { model: item.given };
  return (
    <li>
      <div>
        <p className="name">
          <bdi>{item.name || item.given}</bdi>
          {item.hidden && <span className="badge">{t("models.hidden")}</span>}
        </p>
        <p className="meta">{[item.endpoint || t("picker.environment"), item.name && item.given].filter(Boolean).join(" · ")}</p>
        {naming && <NameForm item={item} onSave={save} onCancel={() => setNaming(false)} />}
      </div>
      <div className="actions">
        <button type="button" className="quiet" aria-label={t("models.rename_label", of)} onClick={() => setNaming(true)}>
          {t("history.rename")}
        </button>
        <button
          type="button"
          className="quiet"
          aria-label={t(item.hidden ? "models.show_label" : "models.hide_label", of)}
          onClick={() => (item.hidden ? onShow : onHide)(item.model)}
        >
          {t(item.hidden ? "models.show" : "models.hide")}
        </button>
      </div>
    </li>
  );
}

// As the picker has them, for the choice of everybody's.
const groupsOf = (noted) => {
  const groups = new Map();
  for (const { model, given, name, endpoint } of noted) {
    if (!groups.has(endpoint)) groups.set(endpoint, { id: endpoint, name: endpoint, choices: [] });
    groups.get(endpoint).choices.push({ model, name: name || given });
  }
  return [...groups.values()];
};

export function Noted({ noted, everybodys, onHide, onShow, onRename, onChooseDefault }) {
  const t = useTexts();
  const [sought, setSought] = useState("");
  const [most, setMost] = useState(PAGE);
  const fitting = noted.filter(({ given, name }) => `${name} ${given}`.toLowerCase().includes(sought.trim().toLowerCase()));
  return (
    <>
      <label className="setting">
        {t("models.everybodys")}
        <ModelSelect
          label={t("models.everybodys")}
          none={t("models.first")}
          groups={groupsOf(noted)}
          value={everybodys}
          onChoose={onChooseDefault}
        />
      </label>
      <SearchBox label={t("models.search")} onSearch={setSought} />
      <ul className="rows" aria-label={t("models.label")}>
        {fitting.slice(0, most).map((item) => (
          <Row key={item.model} {...{ item, onHide, onShow, onRename }} />
        ))}
      </ul>
      {fitting.length > most && (
        <button type="button" className="secondary" onClick={() => setMost(most + PAGE)}>
          {t("history.more")}
        </button>
      )}
    </>
  );
}
