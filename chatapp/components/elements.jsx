// What becomes of a model's links, pictures, tables and code: nothing here asks another host for anything.
import { createContext, useContext, useState } from "react";
import { languageOf } from "$/public/external/chatapp/components/message/blocks.js";
import { copyText } from "$/public/external/chatapp/components/message/clipboard.js";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const SCHEMES = new Set(["http:", "https:", "mailto:"]);
const InLink = createContext(false);

const addressOf = (href) => {
  try {
    const url = new URL(href);
    return SCHEMES.has(url.protocol) ? url : null;
  } catch {
    return null; // of this site, or none at all: a model knows nothing of our pages
  }
};

// Whether the words of a link begin with the place that it leads to, so that they can't name another.
const isNamed = (words, place) => {
  const bare = typeof words === "string" ? words.replace(/^(https?:\/\/|mailto:)/i, "").toLowerCase() : "";
  return bare.startsWith(place) && /^([/?#]|$)/.test(bare.slice(place.length));
};

// Where a link leads is seen before it is followed.
const Link = ({ href, children }) => {
  const url = addressOf(href);
  if (useContext(InLink) || !url) return <span>{children}</span>;
  const place = url.host || url.pathname.toLowerCase();
  return (
    <a href={url.href} target="_blank" rel="noopener noreferrer">
      <InLink.Provider value={true}>{children}</InLink.Provider>
      {!isNamed(children, place) && <bdi className="place"> ({place})</bdi>}
    </a>
  );
};

// A picture would tell its host that it was looked at, and when: it becomes a link, whoever its host is.
const Picture = ({ src, alt }) => {
  const t = useTexts();
  return <Link href={src}>{alt || t("message.picture")}</Link>;
};

const Table = ({ node, ...props }) => (
  <div className="table-scroll" tabIndex={0}>
    <table {...props} />
  </div>
);

// What copies `text()`, and whether it has just been done.
export const useCopy = (text) => {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await copyText(text());
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return [copied, copy];
};

export const Code = ({ language, code }) => {
  const t = useTexts();
  const [copied, copy] = useCopy(() => code);
  return (
    <div className="code-block">
      <div className="code-head">
        <span>{language}</span>
        <button type="button" onClick={copy}>
          {copied ? t("message.copied") : t("message.copy_code")}
        </button>
      </div>
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
    </div>
  );
};

const ParsedCode = ({ children }) => {
  const { className, children: code } = children?.props ?? {};
  return <Code language={languageOf(className?.replace(/^language-/, "") ?? "")} code={String(code ?? "")} />;
};

export const elements = { a: Link, img: Picture, table: Table, pre: ParsedCode };

// A plugin for the tree that these are made of. Nothing in it has a name: the page's own would be hidden by it.
export const nameless = () => (tree) => {
  const nodes = [tree];
  for (const { properties, children } of nodes) {
    if (properties) properties.id = undefined;
    children?.forEach((child) => nodes.push(child));
  }
};
