// The frame that draws a diagram: its origin is nobody's, so what a model writes there reaches nothing of ours. Its source
// goes in, its height and its picture come back.
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import mermaid from "mermaid/dist/mermaid.min.js?url";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const PATIENCE_MS = 8000; // for drawing alone: loading takes what it takes
const TALLEST_PX = 4000;
const TALLEST_WIDE_PX = 30_000;

const watchLook = (changed) => {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ["class"] });
  return () => observer.disconnect();
};
const isDark = () => document.documentElement.classList.contains("dark");
const useDark = () => useSyncExternalStore(watchLook, isDark, () => false);

// `onAnswer` hears the height in pixels and the picture as SVG, or which fault there is and what mermaid says of it.
// Where it is `wide`, the picture fills the width, however small it was meant.
const Frame = ({ code, dark, wide, height, onAnswer }) => {
  const t = useTexts();
  const frame = useRef(null);
  const [loaded, setLoaded] = useState(false);
  const tallest = wide ? TALLEST_WIDE_PX : TALLEST_PX;
  useEffect(() => {
    if (!loaded) return;
    const late = setTimeout(() => onAnswer({ fault: "slow" }), PATIENCE_MS);
    const hear = ({ source, data }) => {
      if (source !== frame.current.contentWindow) return;
      clearTimeout(late);
      if (data?.height > 0) onAnswer({ height: Math.min(data.height, tallest), svg: String(data.svg) });
      else onAnswer({ fault: data?.fault === "missing" ? "missing" : "broken", detail: String(data?.detail ?? "") });
    };
    addEventListener("message", hear);
    frame.current.contentWindow.postMessage({ code, dark, wide }, "*"); // an origin that is nobody's has no name
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

// Another look is another frame: each draws once.
export const Drawing = (props) => {
  const dark = useDark();
  return <Frame key={dark} dark={dark} {...props} />;
};
