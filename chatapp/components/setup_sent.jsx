// Exactly what the next prompt would send, and what not and why. Tokens are an estimate until a server has counted.
import { useEffect, useState } from "react";
import { Layers } from "$/public/external/chatapp/components/setup/setup_fields.jsx";
import { numeral, useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const FATES = {
  cut: "fate.cut",
  off: "fate.off",
  empty: "fate.empty",
  no_room: "fate.no_room",
  unasked: "fate.unasked",
};

const Share = ({ share: { id, role, beginning, tokens, fate }, number, onSwitch }) => {
  const t = useTexts();
  const [on, setOn] = useState(fate !== "off");
  useEffect(() => setOn(fate !== "off"), [fate, number]);
  const flip = ({ target: { checked } }) => {
    setOn(checked); // at once; how it stands comes with the next look
    onSwitch(id, checked ? 0 : 1);
  };
  const author = t(role === "user" ? "message.you" : "message.assistant");
  const text = id ? beginning || "…" : beginning || t("setup.next_prompt");
  return (
    <li data-fate={fate}>
      <label>
        <input type="checkbox" checked={on} disabled={!id} onChange={flip} />
        <span className="beginning">
          <b>{author}</b> <bdi>{text}</bdi>
        </span>
      </label>
      <span className="meta">{FATES[fate] ? t(FATES[fate]) : t("setup.about", { count: numeral(tokens) })}</span>
    </li>
  );
};

export function Sent({ seen, model, onSwitch }) {
  const t = useTexts();
  return (
    <>
      <p>{t("setup.total", { model, tokens: numeral(seen.total) })}</p>
      <p className="hint">
        {t("setup.estimate")} {seen.counted > 0 && t("setup.counted", { tokens: numeral(seen.counted) })}
      </p>
      {seen.left_out > 0 && (
        <p role="note" className="fault">
          {t("setup.left_out", { count: numeral(seen.left_out), room: numeral(seen.room) })}
        </p>
      )}
      <h3>{t("setup.instructions_tokens", { tokens: numeral(seen.system_tokens) })}</h3>
      <Layers seen={seen} />
      <h3>{t("setup.parameters")}</h3>
      {seen.sent ? <code className="json">{seen.sent}</code> : <p className="hint">{t("setup.defaults")}</p>}
      {seen.refused.length > 0 && (
        <p role="note" className="fault">
          {t("parameter.refused_names", { model, names: seen.refused.join(", ") })}
        </p>
      )}
      <h3>{t("setup.messages")}</h3>
      {seen.older > 0 && <p className="hint">{t("setup.older", { count: numeral(seen.older) })}</p>}
      <ol className="shares">
        {seen.shares.map((share) => (
          <Share key={share.id} share={share} number={seen.number} onSwitch={onSwitch} />
        ))}
      </ol>
    </>
  );
}
