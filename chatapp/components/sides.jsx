// Answers to one prompt side by side, until one of them is gone on with. On a narrow page one is seen at a time.
import { useState } from "react";
import { useSides } from "$/public/external/chatapp/components/bridge/chat_store.js";
import { ModelName, useNameOf } from "$/public/external/chatapp/components/branches/actions.jsx";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const STATES = {
  streaming: "branch.streaming",
  complete: "sides.complete",
  stopped: "branch.stopped",
  interrupted: "branch.interrupted",
  failed: "branch.failed",
};

const Tab = ({ row, shown, onShow }) => (
  <button type="button" className="quiet" aria-pressed={shown} data-status={row.status} onClick={onShow}>
    <ModelName {...row} />
  </button>
);

export function Sides({ children }) {
  const t = useTexts();
  const sides = useSides();
  const [at, setAt] = useState(0);
  return (
    <section className="sides" aria-label={t("sides.label")} data-at={at} style={{ "--sides": sides.length }}>
      <div className="side-tabs" role="group" aria-label={t("sides.shown")}>
        {sides.map((row, index) => (
          <Tab key={row.id} row={row} shown={index === at} onShow={() => setAt(index)} />
        ))}
      </div>
      {children}
    </section>
  );
}

export function Side({ messageId, reference, model, status, open, onChoose, onStop, children }) {
  const t = useTexts();
  const name = useNameOf(reference, model);
  return (
    <section className="side" aria-label={name} data-open={open || undefined}>
      <header>
        <ModelName {...{ reference, model }} />
        <span role="status" className="meta">
          {t(STATES[status])}
        </span>
        <div className="side-actions">
          {status === "streaming" && (
            <button type="button" className="quiet" aria-label={t("sides.stop_one", { name })} onClick={() => onStop(messageId)}>
              {t("sides.stop")}
            </button>
          )}
          <button type="button" className="secondary" aria-label={t("sides.choose_one", { name })} onClick={() => onChoose(messageId)}>
            {t("sides.choose")}
          </button>
        </div>
      </header>
      {children}
    </section>
  );
}
