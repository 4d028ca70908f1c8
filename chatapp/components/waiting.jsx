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

export function WaitingNote({ messageId }) {
  const t = useTexts();
  const waiting = useWaiting(messageId);
  const seconds = useCountdown(waiting?.until ?? 0);
  if (!waiting) return null;
  const text = {
    after: () => t("waiting.after"),
    queue: () => t("waiting.queue", { place: waiting.place }),
    retry: () => {
      const fault = t(FAULTS[waiting.fault], { detail: waiting.detail });
      return t("waiting.retry", { fault, seconds, attempt: waiting.attempt });
    },
  }[waiting.kind]();
  return (
    <p className="waiting" role="status">
      {text}
    </p>
  );
}
