// A message's text. Markdown is built from the syntax tree alone: raw HTML is shown as text, nothing
// from another host is fetched, and a block that is finished is not rendered again.
import { memo, useState } from "react";
import { ErrorBoundary } from "react-error-boundary";
import { Block as Parsed } from "streamdown";
import { useEditing } from "$/public/external/chatapp/components/bridge/chat_store.js";
import { useText } from "$/public/external/chatapp/components/bridge/texts.js";
import { Blocks, fenced } from "$/public/external/chatapp/components/message/blocks.js";
import { isTooMuch, pieces } from "$/public/external/chatapp/components/message/bounds.js";
import { copyText } from "$/public/external/chatapp/components/message/clipboard.js";
import { useCopy } from "$/public/external/chatapp/components/message/code.jsx";
import { Growing } from "$/public/external/chatapp/components/message/colours.js";
import { Fence } from "$/public/external/chatapp/components/message/diagram.jsx";
import { elements } from "$/public/external/chatapp/components/message/elements.jsx";
import { mended, rehypePlugins, remarkPlugins } from "$/public/external/chatapp/components/message/pipeline.js";
import { EditForm, Prompt } from "$/public/external/chatapp/components/message/prompt.jsx";
import { htmlOf } from "$/public/external/chatapp/components/message/rich.js";
import { usePaced } from "$/public/external/chatapp/components/message/paced.js";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const Piece = memo(({ text }) => <div>{text}</div>);
const Plain = ({ text }) => (
  <div className="plain">
    {pieces(text).map((piece, index) => (
      <Piece key={index} text={piece} />
    ))}
  </div>
);

const Block = memo(({ text, open }) => {
  const t = useTexts();
  const code = fenced(text);
  if (code)
    return (
      <Growing.Provider value={open && !code.closed}>
        <Fence {...code} />
      </Growing.Provider>
    );
  if (isTooMuch(text)) return <Plain text={text} />;
  const content = open ? mended(text) : text;
  const remarkRehypeOptions = { footnoteLabel: t("message.notes"), footnoteBackLabel: t("message.note_back") };
  return (
    <Growing.Provider value={open}>
      <Parsed
        index={0}
        content={content}
        components={elements}
        {...{ remarkPlugins, rehypePlugins, remarkRehypeOptions }}
      />
    </Growing.Provider>
  );
});

const Part = memo(({ blocks, live }) => (
  <div className="part">
    {blocks.map((text, index) => (
      <Block key={index} text={text} open={live && index === blocks.length - 1} />
    ))}
  </div>
));

export const Markdown = memo(({ text, live }) => {
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

const thought = (t, seconds) => {
  if (!seconds) return t("message.thought");
  const minutes = Math.floor(seconds / 60);
  return minutes ? t("message.thought_minutes", { minutes, seconds: seconds % 60 }) : t("message.thought_seconds", { seconds });
};

// Folded until a person opens it, and then as they left it. What nobody sees is not drawn.
const Reasoning = ({ text, live, seconds }) => {
  const t = useTexts();
  const [open, setOpen] = useState(false);
  const [shown, drawn] = usePaced(open ? text : "", live);
  return (
    <details className="reasoning" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {live ? t("message.thinking") : thought(t, seconds)}
        {live && <span className="caret" />}
      </summary>
      {open && <div ref={drawn}>{shown}</div>}
    </details>
  );
};

export function MessageText({ messageId, role, status, thoughtSeconds, last, onEdit, onEditAnswer }) {
  const live = status === "streaming";
  const editing = useEditing(messageId);
  const { content, reasoning } = useText(messageId);
  const [shown, drawn] = usePaced(content, live);
  if (role === "user") return <Prompt {...{ messageId, content, onEdit }} />;
  if (editing && !live) return <EditForm ofAnswer {...{ messageId, content, last }} onEdit={onEditAnswer} />;
  return (
    <div ref={drawn}>
      {reasoning && <Reasoning text={reasoning} live={live && !content} seconds={thoughtSeconds} />}
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
  const [copied, copy] = useCopy(({ currentTarget }) => {
    const drawn = currentTarget.closest("article").querySelector(".markdown");
    return copyText(content, drawn ? htmlOf(drawn) : "");
  });
  if (!content) return null;
  return (
    <button type="button" className="quiet copy" aria-label={copied ? doneText : label} title={label} onClick={copy}>
      {copied ? doneText : text}
    </button>
  );
}
