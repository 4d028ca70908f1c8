// A row's way to the files that its conversation can become.
import { useState } from "react";
import { exportChoices } from "$/public/external/chatapp/components/exports/exports.js";
import { Menu } from "$/public/external/chatapp/components/lists/conversation_list.jsx";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

export function ExportButton({ conversationId, title }) {
  const t = useTexts();
  const [at, setAt] = useState(null);
  const close = () => setAt(null);
  return (
    <>
      <button type="button" className="quiet" aria-haspopup="menu" aria-expanded={Boolean(at)} onClick={(event) => setAt(event.currentTarget)}>
        {t("export.export")}
      </button>
      {at && <Menu at={at} label={t("export.menu", { title })} choices={exportChoices(t, conversationId)} onClose={close} />}
    </>
  );
}
