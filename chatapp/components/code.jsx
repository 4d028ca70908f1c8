// A block of code: its language, its colours, copied and wrapped as its reader likes.
import { useState, useSyncExternalStore } from "react";
import { copyText } from "$/public/external/chatapp/components/message/clipboard.js";
import { useColours } from "$/public/external/chatapp/components/message/colours.js";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const WRAP = "chatapp_wrap";

const Coloured = ({ language, code }) => {
  const [runs, rest] = useColours(code, language);
  return (
    <code>
      {runs.map(([kind, text], index) => (
        <span key={index} className={kind || undefined}>
          {text}
        </span>
      ))}
      {rest}
    </code>
  );
};

// All blocks alike, and the next ones, too.
const wrapping = new Set();
const subscribe = (listener) => {
  wrapping.add(listener);
  return () => wrapping.delete(listener);
};
const wraps = () => localStorage.getItem(WRAP) === "on";
const toggleWrap = () => {
  localStorage.setItem(WRAP, wraps() ? "off" : "on");
  wrapping.forEach((listener) => listener());
};

// What copies when it is pressed, and whether it has just been done.
export const useCopy = (copy) => {
  const [copied, setCopied] = useState(false);
  const press = async (event) => {
    await copy(event);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return [copied, press];
};

export const Code = ({ language, code }) => {
  const t = useTexts();
  const [copied, copy] = useCopy(() => copyText(code));
  const wrap = useSyncExternalStore(subscribe, wraps, () => false);
  return (
    <div className={wrap ? "code-block wrap" : "code-block"}>
      <div className="code-head">
        <span className="code-language">{language}</span>
        <button type="button" aria-pressed={wrap} onClick={toggleWrap}>
          {t("message.wrap_code")}
        </button>
        <button type="button" aria-label={t(copied ? "message.copied" : "message.copy_code_label")} onClick={copy}>
          {copied ? t("message.copied") : t("message.copy_code")}
        </button>
      </div>
      <pre tabIndex={0} role="group" aria-label={t("message.code")}>
        <Coloured language={language} code={code} />
      </pre>
    </div>
  );
};
