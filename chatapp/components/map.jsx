// The tree of a conversation, to be found one's way in: what one picks is opened, with all that came after it.
import { useEffect, useRef, useState } from "react";
import { useConversation, useHasEarlier, useMessages } from "$/public/external/chatapp/components/bridge/chat_store.js";
import { forgetMap, useMap } from "$/public/external/chatapp/components/branches/map_store.js";
import { Close, Modal } from "$/public/external/chatapp/components/page/page.jsx";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const LONG = 30; // messages: what is shorter and has no versions is seen as it is
const DEEPEST = 8; // steps to the right that a narrow page has room for
const STATUSES = { streaming: "branch.streaming", stopped: "branch.stopped", interrupted: "branch.interrupted", failed: "branch.failed" };

const Line = ({ line, chosen, onPick }) => {
  const t = useTexts();
  const { id, level, role, status, words, open, last, version, versions } = line;
  return (
    <div
      role="treeitem"
      aria-level={level}
      aria-selected={chosen}
      aria-current={last ? "true" : undefined}
      tabIndex={chosen ? 0 : -1}
      data-id={id}
      data-open={open}
      style={{ paddingInlineStart: `${0.7 + 1.1 * Math.min(level - 1, DEEPEST)}rem` }}
      onClick={() => onPick(id)}
    >
      <span className="who">{role === "user" ? t("message.you") : t("message.assistant")}</span>
      <bdi>{words.trim() || "…"}</bdi>
      {STATUSES[status] && <span className="meta">{t(STATUSES[status])}</span>}
      {versions > 1 && <span className="meta">{`${version} / ${versions}`}</span>}
    </div>
  );
};

const Tree = ({ lines, onPick }) => {
  const t = useTexts();
  const tree = useRef(null);
  const [at, setAt] = useState(() => Math.max(0, lines.findIndex(({ last }) => last)));
  useEffect(() => {
    const chosen = tree.current.children[at];
    chosen?.focus({ preventScroll: true });
    chosen?.scrollIntoView({ block: "nearest" });
  }, [at]);
  const press = (event) => {
    const outer = lines.findLastIndex(({ level }, index) => index < at && level < lines[at].level);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1, ArrowLeft: outer, ArrowRight: at + 1 }[event.key];
    if (event.key === "Enter" || event.key === " ") onPick(lines[at].id);
    else if (to === undefined) return;
    event.preventDefault();
    if (lines[to]) setAt(to);
  };
  return (
    <div ref={tree} role="tree" aria-label={t("branch.map")} className="map" onKeyDown={press}>
      {lines.map((line, index) => (
        <Line key={line.id} line={line} chosen={index === at} onPick={onPick} />
      ))}
    </div>
  );
};

export function MapButton({ onShow, onOpen }) {
  const t = useTexts();
  const conversation = useConversation();
  const messages = useMessages();
  const more = useHasEarlier();
  const { of, lines } = useMap();
  const [open, setOpen] = useState(false);
  if (!conversation || !(more || messages.length > LONG || messages.some(({ versions }) => versions))) return null;
  const show = () => {
    forgetMap();
    setOpen(true);
    onShow(conversation);
  };
  const pick = (id) => {
    setOpen(false);
    onOpen(id);
  };
  return (
    <>
      <button type="button" className="quiet map-button" aria-haspopup="dialog" onClick={show}>
        {t("branch.map")}
      </button>
      <Modal open={open} label={t("branch.map")} onClose={() => setOpen(false)}>
        <div className="map-head">
          <h2>{t("branch.map")}</h2>
          <Close />
        </div>
        {of === conversation && <Tree lines={lines} onPick={pick} />}
      </Modal>
    </>
  );
}
