// A block of code: its language, coloured once it is whole, copied and wrapped as its reader likes.
import { createContext, memo, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { Fragment, jsx, jsxs } from "react/jsx-runtime";
import { toJsxRuntime } from "hast-util-to-jsx-runtime";
import { languageOf } from "$/public/external/chatapp/components/message/blocks.js";
import { copyText } from "$/public/external/chatapp/components/message/clipboard.js";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const MOST = 60_000; // letters that are coloured
const WRAP = "chatapp_wrap";

export const Open = createContext(false); // whether the block around is still being written

// Its languages are most of this page's code together: they come with the first block that has one.
let colouring;
const load = () => (colouring ??= import("lowlight").then(({ common, createLowlight }) => createLowlight(common)));

// One block after the other, so that a page of hundreds stays quick.
let turn = Promise.resolve();
const coloured = (language, code) =>
  (turn = turn.then(load).then(async (lowlight) => {
    await new Promise((resolve) => setTimeout(resolve));
    const tree = lowlight.registered(language) ? lowlight.highlight(language, code) : null;
    return tree && toJsxRuntime(tree, { Fragment, jsx, jsxs });
  })).catch(() => null);

const Coloured = memo(({ language, code, open }) => {
  const [drawn, draw] = useState({});
  useEffect(() => {
    if (open || !language || code.length > MOST) return;
    let wanted = true;
    coloured(language.toLowerCase(), code).then((lines) => wanted && lines && draw({ code, lines }));
    return () => (wanted = false);
  }, [language, code, open]);
  return <code>{drawn.code === code ? drawn.lines : code}</code>;
});

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

export const Code = ({ language, code, open }) => {
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
        <Coloured {...{ language, code, open }} />
      </pre>
    </div>
  );
};

export const ParsedCode = ({ children }) => {
  const { className, children: code } = children?.props ?? {};
  const language = languageOf(className?.replace(/^language-/, "") ?? "");
  return <Code language={language} code={String(code ?? "")} open={useContext(Open)} />;
};
