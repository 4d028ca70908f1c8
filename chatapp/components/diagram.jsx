// A diagram is drawn in a frame whose origin is nobody's: what a model writes there reaches nothing of ours. Its source
// goes in, its height comes back. Until then, and when it can't be drawn, its source is shown.
import { useContext, useEffect, useRef, useState, useSyncExternalStore } from "react";
import mermaid from "mermaid/dist/mermaid.min.js?url";
import { languageOf } from "$/public/external/chatapp/components/message/blocks.js";
import { copyText } from "$/public/external/chatapp/components/message/clipboard.js";
import { Code, useCopy } from "$/public/external/chatapp/components/message/code.jsx";
import { Growing } from "$/public/external/chatapp/components/message/colours.js";
import { whenNear } from "$/public/external/chatapp/components/message/near.js";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const PATIENCE_MS = 8000; // for drawing alone: loading takes what it takes
const TALLEST_PX = 4000;
const AHEAD = "800px";

const watchLook = (changed) => {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ["class"] });
  return () => observer.disconnect();
};
const isDark = () => document.documentElement.classList.contains("dark");
const useDark = () => useSyncExternalStore(watchLook, isDark, () => false);

// A conversation full of diagrams costs what is looked at.
const useNear = () => {
  const place = useRef(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (!near) return whenNear(place.current, place.current.closest(".log-scroller"), AHEAD, () => setNear(true));
  }, [near]);
  return [place, near];
};

// `onAnswer` hears the height in pixels, or which fault there is and what mermaid says of it.
const Drawing = ({ code, dark, height, onAnswer }) => {
  const t = useTexts();
  const frame = useRef(null);
  const [loaded, setLoaded] = useState(false);
  useEffect(() => {
    if (!loaded) return;
    const late = setTimeout(() => onAnswer({ fault: "slow" }), PATIENCE_MS);
    const hear = ({ source, data }) => {
      if (source !== frame.current.contentWindow) return;
      clearTimeout(late);
      if (data?.height > 0) onAnswer({ height: Math.min(data.height, TALLEST_PX) });
      else onAnswer({ fault: data?.fault === "missing" ? "missing" : "broken", detail: String(data?.detail ?? "") });
    };
    addEventListener("message", hear);
    frame.current.contentWindow.postMessage({ code, dark }, "*"); // an origin that is nobody's has no name
    return () => {
      clearTimeout(late);
      removeEventListener("message", hear);
    };
  }, [loaded]);
  return (
    <iframe
      ref={frame}
      className={height ? undefined : "undrawn"}
      title={t("diagram.title")}
      sandbox="allow-scripts"
      src={`/diagram.html#${mermaid}`}
      style={{ height }}
      onLoad={() => setLoaded(true)}
    />
  );
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
  const dark = useDark(); // another look is another frame: each draws once
  const [place, near] = useNear();
  const [copied, copy] = useCopy(() => copyText(code));
  const [asSource, setAsSource] = useState(false);
  const [{ height, fault, detail }, setAnswer] = useState({});
  const drawn = height && !fault;
  return (
    <div className="diagram" ref={place}>
      {drawn && (
        <div className="diagram-head">
          <button type="button" className="quiet" onClick={() => setAsSource(!asSource)}>
            {asSource ? t("diagram.show") : t("diagram.source")}
          </button>
          {!asSource && (
            <button
              type="button"
              className="quiet"
              aria-label={copied ? undefined : t("diagram.copy_label")}
              onClick={copy}
            >
              {copied ? t("message.copied") : t("message.copy_code")}
            </button>
          )}
        </div>
      )}
      {(!drawn || asSource) && <Code language="mermaid" code={code} />}
      {near && !fault && !(drawn && asSource) && <Drawing key={dark} {...{ code, dark, height }} onAnswer={setAnswer} />}
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
