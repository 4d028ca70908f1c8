// The table of shortcuts, as a person reads it.
import { Keys } from "$/public/external/chatapp/components/commands/commands.jsx";
import { keysOf, SHORTCUTS } from "$/public/external/chatapp/components/commands/shortcuts.js";
import { Close, Modal } from "$/public/external/chatapp/components/page/page.jsx";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

export default function ShortcutHelp({ onClose }) {
  const t = useTexts();
  return (
    <Modal open label={t("shortcut.title")} onClose={onClose}>
      <h2>{t("shortcut.title")}</h2>
      <dl className="shortcuts">
        {SHORTCUTS.map(({ id, text }) => (
          <div key={id}>
            <dt>{t(text)}</dt>
            <dd>
              <span className="off-screen">{keysOf(id).join(" ")}</span>
              <Keys of={id} />
            </dd>
          </div>
        ))}
      </dl>
      <Close look="secondary" className="actions" />
    </Modal>
  );
}
