// What only those notice who hear the page or go through it by keys.
import { useEffect, useState } from "react";
import { useMessages } from "$/public/external/chatapp/components/bridge/chat_store.js";
import { useWaiting } from "$/public/external/chatapp/components/bridge/waits.js";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const ENDS = {
  complete: "access.complete",
  stopped: "access.stopped",
  interrupted: "access.interrupted",
  failed: "access.failed",
};

// The page may be drawn anew before an answer ends.
let begun = ""; // id of the answer whose beginning was told
let asked = ""; // client id of the last prompt sent: its answer may be over before it is seen

// Says when an answer begins and how it has ended. Its words are read when somebody wants to.
export function Announcer() {
  const t = useTexts();
  const messages = useMessages();
  const last = messages.at(-1);
  const running = messages.find(({ role, status }) => role === "assistant" && status === "streaming")?.id ?? "";
  const written = useWaiting(running) ? "" : running; // that it waits is told where it is shown
  const [told, tell] = useState([]);
  useEffect(() => {
    if (last?.status === "sending") asked = last.client_id;
    const answers = asked && !written && messages.at(-2)?.client_id === asked;
    const awaited = [begun, answers && last.id];
    const ended = messages.find(({ id, role, status }) => role === "assistant" && status in ENDS && awaited.includes(id));
    if (written === begun && !ended) return;
    if (written || answers) asked = "";
    begun = written;
    tell([ended && [ENDS[ended.status]], ended?.fault && [`fault.${ended.fault}`, ended], begun && ["access.writing"]]);
  }, [written, last?.id, last?.status]);
  const text = ([key, row]) => t(key, { detail: row?.detail, context: row?.detail }); // as the message shows it
  return (
    <p role="status" className="off-screen">
      {told.filter(Boolean).map(text).join(" ")}
    </p>
  );
}

// Past the list of conversations, to where one writes; on other pages to what they are about.
export function SkipLink({ label, to }) {
  const skip = (event) => {
    event.preventDefault();
    (document.querySelector(".composer textarea") ?? document.getElementById(to)).focus();
  };
  return (
    <a className="skip" href={`#${to}`} onClick={skip}>
      {label}
    </a>
  );
}
