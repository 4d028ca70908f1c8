// What becomes of a model's links, pictures, tables and code: nothing here asks another host for anything.
import { createContext, useContext, useState } from "react";
import { addressOf, isNamed } from "$/public/external/chatapp/components/message/addresses.js";
import { copyText } from "$/public/external/chatapp/components/message/clipboard.js";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const InLink = createContext(false);

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

export const elements = { a: Link, img: Picture, table: Table };
