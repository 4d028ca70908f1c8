// A diagram over the whole window, and as a file.
import { useState } from "react";
import { Drawing } from "$/public/external/chatapp/components/message/drawing.jsx";
import { Close, Modal } from "$/public/external/chatapp/components/page/page.jsx";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const STEP = 1.5;
const MOST = STEP ** 5;

// As mermaid drew it, without scripts and links that run (diagram.js: securityLevel).
export const saveSvg = (svg, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  link.download = `${name}.svg`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
};

const View = ({ code }) => {
  const t = useTexts();
  const [zoom, setZoom] = useState(1);
  const [{ height }, setAnswer] = useState({});
  const percent = `${Math.round(100 * zoom)}%`;
  return (
    <>
      <div className="enlarged-head">
        <h2>{t("diagram.title")}</h2>
        <span aria-live="polite">{percent}</span>
        <button type="button" className="quiet" disabled={zoom <= 1} onClick={() => setZoom(zoom / STEP)}>
          {t("diagram.smaller")}
        </button>
        <button type="button" className="quiet" disabled={zoom >= MOST} onClick={() => setZoom(zoom * STEP)}>
          {t("diagram.larger")}
        </button>
        <Close />
      </div>
      <div className="enlarged" tabIndex={0} role="group" aria-label={t("diagram.title")}>
        <div style={{ width: percent }}>
          <Drawing {...{ code, height }} wide onAnswer={setAnswer} />
        </div>
      </div>
    </>
  );
};

export const Enlarged = ({ open, code, onClose }) => {
  const t = useTexts();
  return (
    <Modal open={open} label={t("diagram.title")} onClose={onClose}>
      <View code={code} />
    </Modal>
  );
};
