// A conversation that the server has in memory alone: the way into one, and what is said above it.
import { leave, useConversation, useMessages, useTemporary } from "$/public/external/chatapp/components/bridge/chat_store.js";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

export function BeginTemporary({ label, onBegin }) {
  const begin = () => {
    leave();
    onBegin();
  };
  return <button type="button" className="new-temporary" aria-label={label} title={label} onClick={begin} />;
}

export function TemporaryBanner({ hours, onKeep, onEnd }) {
  const t = useTexts();
  const conversation = useConversation();
  const begun = useMessages().some(({ status }) => status !== "sending");
  if (!useTemporary()) return null;
  return (
    <section className="temporary" aria-label={t("temporary.title")}>
      <h1>{t("temporary.title")}</h1>
      <p>{t("temporary.what", { hours })}</p>
      <div className="actions">
        {begun && (
          <button type="button" className="secondary" onClick={() => onKeep(conversation)}>
            {t("temporary.keep")}
          </button>
        )}
        <button type="button" className="quiet" onClick={() => onEnd(conversation)}>
          {t("temporary.end")}
        </button>
      </div>
    </section>
  );
}
