// What becomes of a model's links, pictures, tables and code: nothing here asks another host for anything.
import { createContext, useContext } from "react";
import { addressOf, isNamed } from "$/public/external/chatapp/components/message/addresses.js";
import { ParsedFence } from "$/public/external/chatapp/components/message/diagram.jsx";
import { Formula } from "$/public/external/chatapp/components/message/formula.jsx";
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

const Table = ({ node, ...props }) => {
  const t = useTexts();
  return (
    <div className="table-scroll" tabIndex={0} role="group" aria-label={t("message.table")}>
      <table {...props} />
    </div>
  );
};

// To a footnote of the same text and back: there may be others of its name on the page.
const NoteLink = ({ href, back, note, children }) => {
  const t = useTexts();
  const go = ({ currentTarget }) => {
    const notes = [...currentTarget.closest(".markdown").querySelectorAll("[data-note]")];
    notes.find(({ dataset }) => dataset.note === href.slice(1))?.focus();
  };
  const label = back ? t("message.note_back") : t("message.note", { number: children });
  return (
    <button type="button" className={back ? "note-back" : "note-link"} data-note={note} aria-label={label} onClick={go}>
      {children}
    </button>
  );
};

const Anchor = ({ href, children, ...props }) => {
  const [reference, back] = [props["data-footnote-ref"], props["data-footnote-backref"]].map((mark) => mark !== undefined);
  if (!reference && !back) return <Link href={href}>{children}</Link>;
  return (
    <NoteLink href={href} back={back} note={props["data-note"]}>
      {children}
    </NoteLink>
  );
};

const Item = ({ node, ...props }) => <li {...props} tabIndex={props["data-note"] ? -1 : undefined} />;

export const elements = { a: Anchor, img: Picture, table: Table, pre: ParsedFence, li: Item, formula: Formula };
