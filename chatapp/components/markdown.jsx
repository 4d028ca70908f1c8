// A message's text. Markdown is built from the syntax tree alone: raw HTML is shown as text, nothing
// from another host is fetched, and finished blocks are rendered once (streamdown keeps them).
import { memo, useState } from "react";
import { ErrorBoundary } from "react-error-boundary";
import { Streamdown } from "streamdown";
import { cjk } from "@streamdown/cjk";
import { useText } from "$/public/external/chatapp/components/bridge/chat_store.js";
import { copyText } from "$/public/external/chatapp/components/message/clipboard.js";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const plain = (Tag) => ({ node, ...props }) => <Tag {...props} />;
const hostOf = (href) => {
  try {
    return new URL(href, location.href).host;
  } catch {
    return "";
  }
};
const isWeb = (href) => /^(https?:|mailto:)/i.test(href ?? "");

const Link = ({ node, href, children, ...props }) =>
  isWeb(href) ? (
    <a {...props} href={href} target="_blank" rel="noopener noreferrer" title={hostOf(href)}>
      {children}
    </a>
  ) : (
    <span>{children}</span>
  );

// A picture would tell its host that it was looked at, and when: it becomes a link.
const Picture = ({ src, alt }) => (
  <Link href={src}>
    {alt || src} ({hostOf(src)})
  </Link>
);

const Table = ({ node, ...props }) => (
  <div className="table-scroll" tabIndex={0}>
    <table {...props} />
  </div>
);

// What copies `text()`, and whether it has just been done.
const useCopy = (text) => {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await copyText(text());
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return [copied, copy];
};

const CodeBlock = ({ node, children }) => {
  const t = useTexts();
  const { className, children: code } = children?.props ?? {};
  const [copied, copy] = useCopy(() => String(code ?? ""));
  return (
    <div className="code-block">
      <div className="code-head">
        <span>{/language-([\w+#.-]+)/.exec(className ?? "")?.[1] ?? ""}</span>
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

const tags = "p h1 h2 h3 h4 h5 h6 ul ol li blockquote hr strong em del thead tbody tr th td sup sub section".split(" ");
const components = {
  ...Object.fromEntries(tags.map((tag) => [tag, plain(tag)])),
  a: Link,
  img: Picture,
  table: Table,
  pre: CodeBlock,
  inlineCode: plain("code"),
  code: plain("code"),
};

const plugins = { cjk };
const NO_HTML = [];

const Markdown = memo(({ text, live }) => (
  <Streamdown
    mode={live ? "streaming" : "static"}
    parseIncompleteMarkdown={live}
    components={components}
    rehypePlugins={NO_HTML}
    plugins={plugins}
    controls={false}
    linkSafety={{ enabled: false }}
    className="markdown"
  >
    {text}
  </Streamdown>
));

const Reasoning = ({ text, open }) => {
  const t = useTexts();
  return (
    <details className="reasoning" open={open}>
      <summary>{t("message.reasoning")}</summary>
      <div>{text}</div>
    </details>
  );
};

export function MessageText({ messageId, role, status }) {
  const { content, reasoning } = useText(messageId);
  const live = status === "streaming";
  if (role === "user") return <div className="prompt">{content}</div>;
  return (
    <>
      {reasoning && <Reasoning text={reasoning} open={live && !content} />}
      {live && !content && !reasoning && <span className="caret" />}
      {/* Markdown that no parser survives is still text: it is shown as it came. */}
      <ErrorBoundary fallback={<div className="prompt">{content}</div>}>
        <Markdown text={content} live={live} />
      </ErrorBoundary>
    </>
  );
}

export function CopyButton({ messageId, label, text, doneText }) {
  const { content } = useText(messageId);
  const [copied, copy] = useCopy(() => content);
  if (!content) return null;
  return (
    <button type="button" className="quiet copy" aria-label={copied ? doneText : label} title={label} onClick={copy}>
      {copied ? doneText : text}
    </button>
  );
}
