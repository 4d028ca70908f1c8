// A diagram, once its source is complete. Until it is drawn, and when it can't be, its source is shown.
import { useContext, useEffect, useRef, useState } from "react";
import { languageOf } from "$/public/external/chatapp/components/message/blocks.js";
import { copyText } from "$/public/external/chatapp/components/message/clipboard.js";
import { Code, useCopy } from "$/public/external/chatapp/components/message/code.jsx";
import { Growing } from "$/public/external/chatapp/components/message/colours.js";
import { Drawing } from "$/public/external/chatapp/components/message/drawing.jsx";
import { Enlarged, saveSvg } from "$/public/external/chatapp/components/message/enlarged.jsx";
import { whenNear } from "$/public/external/chatapp/components/message/near.js";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const AHEAD = "800px";

// A conversation full of diagrams costs what is looked at.
const useNear = () => {
  const place = useRef(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (!near) return whenNear(place.current, place.current.closest(".log-scroller"), AHEAD, () => setNear(true));
  }, [near]);
  return [place, near];
};

const Fault = ({ fault, detail }) => {
  const t = useTexts();
  const said = { broken: t("diagram.broken"), slow: t("diagram.slow"), missing: t("diagram.missing") };
  return (
    <p className="fault" role="note">
      {said[fault]}
      {detail && <code>{detail}</code>}
    </p>
  );
};

const Diagram = ({ code }) => {
  const t = useTexts();
  const [place, near] = useNear();
  const [copied, copy] = useCopy(() => copyText(code));
  const [asSource, setAsSource] = useState(false);
  const [large, setLarge] = useState(false);
  const [{ height, svg, fault, detail }, setAnswer] = useState({});
  const drawn = height && !fault;
  return (
    <div className="diagram" ref={place}>
      {drawn && (
        <div className="diagram-head">
          <button type="button" className="quiet" onClick={() => setAsSource(!asSource)}>
            {asSource ? t("diagram.show") : t("diagram.source")}
          </button>
          {!asSource && (
            <>
              <button type="button" className="quiet" aria-haspopup="dialog" onClick={() => setLarge(true)}>
                {t("diagram.enlarge")}
              </button>
              <button type="button" className="quiet" aria-label={t("diagram.save_label")} onClick={() => saveSvg(svg, t("diagram.title"))}>
                {t("diagram.save")}
              </button>
              <button
                type="button"
                className="quiet"
                aria-label={copied ? undefined : t("diagram.copy_label")}
                onClick={copy}
              >
                {copied ? t("message.copied") : t("message.copy_code")}
              </button>
            </>
          )}
          <Enlarged open={large} code={code} onClose={() => setLarge(false)} />
        </div>
      )}
      {(!drawn || asSource) && <Code language="mermaid" code={code} />}
      {near && !fault && !(drawn && asSource) && <Drawing {...{ code, height }} onAnswer={setAnswer} />}
      {fault && <Fault {...{ fault, detail }} />}
    </div>
  );
};

// Code between fences; `closed` once its last line is there.
export const Fence = ({ language, code, closed }) =>
  closed && language === "mermaid" && code.trim() ? <Diagram code={code} /> : <Code {...{ language, code }} />;

export const ParsedFence = ({ children }) => {
  const { className, children: code } = children?.props ?? {};
  const language = languageOf(className?.replace(/^language-/, "") ?? "");
  return <Fence language={language} code={String(code ?? "")} closed={!useContext(Growing)} />;
};
