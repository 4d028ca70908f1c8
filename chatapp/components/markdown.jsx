// A message's text. Markdown is built from the syntax tree alone: raw HTML is shown as text, nothing
// from another host is fetched, and a block that is finished is not rendered again.
import { memo, useState } from "react";
import { ErrorBoundary } from "react-error-boundary";
import remend from "remend";
import { Block as Parsed, defaultRemarkPlugins } from "streamdown";
import { cjk } from "@streamdown/cjk";
import { useText } from "$/public/external/chatapp/components/bridge/chat_store.js";
import { nameless } from "$/public/external/chatapp/components/message/addresses.js";
import { Blocks, fenced } from "$/public/external/chatapp/components/message/blocks.js";
import { isTooMuch, pieces } from "$/public/external/chatapp/components/message/bounds.js";
import { elements, useCopy } from "$/public/external/chatapp/components/message/elements.jsx";
import { Fence, InOpenBlock, ParsedFence } from "$/public/external/chatapp/components/message/diagram.jsx";
import { Prompt } from "$/public/external/chatapp/components/message/prompt.jsx";
import { usePaced } from "$/public/external/chatapp/components/message/paced.js";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const remarkPlugins = [...cjk.remarkPluginsBefore, defaultRemarkPlugins.gfm, ...cjk.remarkPluginsAfter];
const rehypePlugins = [nameless]; // without rehype-raw HTML stays text
const components = { ...elements, pre: ParsedFence };

const Piece = memo(({ text }) => <div>{text}</div>);
const Plain = ({ text }) => (
  <div className="plain">
    {pieces(text).map((piece, index) => (
      <Piece key={index} text={piece} />
    ))}
  </div>
);

const Block = memo(({ text, open }) => {
  const code = fenced(text);
  if (code) return <Fence {...code} />;
  if (isTooMuch(text)) return <Plain text={text} />;
  const content = open ? remend(text) : text;
  return (
    <InOpenBlock.Provider value={open}>
      <Parsed index={0} {...{ content, components, remarkPlugins, rehypePlugins }} />
    </InOpenBlock.Provider>
  );
});

const Part = memo(({ blocks, live }) => (
  <div className="part">
    {blocks.map((text, index) => (
      <Block key={index} text={text} open={live && index === blocks.length - 1} />
    ))}
  </div>
));

const Markdown = memo(({ text, live }) => {
  const [blocks] = useState(() => new Blocks());
  const parts = blocks.read(text);
  return (
    <div className="markdown">
      {parts.map((part, index) => (
        <Part key={index} blocks={part} live={live && index === parts.length - 1} />
      ))}
    </div>
  );
});

// Folded until a person opens it, and then as they left it. What nobody sees is not drawn.
const Reasoning = ({ text, live }) => {
  const t = useTexts();
  const [open, setOpen] = useState(false);
  const [shown, drawn] = usePaced(open ? text : "", live);
  return (
    <details className="reasoning" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t(live ? "message.thinking" : "message.thought")}
        {live && <span className="caret" />}
      </summary>
      {open && <div ref={drawn}>{shown}</div>}
    </details>
  );
};

export function MessageText({ messageId, role, status, onEdit }) {
  const live = status === "streaming";
  const { content, reasoning } = useText(messageId);
  const [shown, drawn] = usePaced(content, live);
  if (role === "user") return <Prompt {...{ messageId, content, onEdit }} />;
  return (
    <div ref={drawn}>
      {reasoning && <Reasoning text={reasoning} live={live && !content} />}
      {live && !content && !reasoning && <span className="caret" />}
      {/* Markdown that no parser survives is still text: it is shown as it came. */}
      <ErrorBoundary fallback={<Plain text={content} />}>
        <Markdown text={shown} live={live} />
      </ErrorBoundary>
    </div>
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
