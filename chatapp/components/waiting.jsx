// Why an answer has no text yet, in its place: others come first, or the request is sent again in so many seconds.
import { useEffect, useState } from "react";
import { useWaiting } from "$/public/external/chatapp/components/bridge/chat_store.js";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const FAULTS = { rate: "waiting.rate", server: "waiting.server" };

const useCountdown = (until) => {
  const [now, setNow] = useState(performance.now());
  useEffect(() => {
    if (!until) return;
    setNow(performance.now());
    const timer = setInterval(() => setNow(performance.now()), 250);
    return () => clearInterval(timer);
  }, [until]);
  return Math.max(0, Math.ceil((until - now) / 1000));
};

// Said once for those who hear the page, without the seconds that run down.
export function WaitingNote({ messageId }) {
  const t = useTexts();
  const waiting = useWaiting(messageId);
  const seconds = useCountdown(waiting?.until ?? 0);
  if (!waiting) return null;
  const text = (seconds) => {
    if (waiting.kind === "after") return t("waiting.after");
    if (waiting.kind === "queue") return t("waiting.queue", { place: waiting.place });
    const fault = t(FAULTS[waiting.fault], { detail: waiting.detail });
    return t("waiting.retry", { fault, seconds, attempt: waiting.attempt });
  };
  return (
    <p className="waiting">
      <span role="status" className="off-screen">
        {text(Math.ceil(waiting.seconds))}
      </span>
      <span aria-hidden="true">{text(seconds)}</span>
    </p>
  );
}
