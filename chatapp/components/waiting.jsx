// Why an answer has no text yet, in its place: others come first, or the request is sent again in so many seconds; and
// why a prompt is not on its way.
import { useEffect, useState } from "react";
import { useConnection } from "$/public/external/chatapp/components/page/page.jsx";
import { useWaiting } from "$/public/external/chatapp/components/bridge/waits.js";
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

// Those who hear the page are told of a countdown once, not of each second.
const Countdown = ({ text, seconds, left }) => (
  <>
    <span role="status" className="off-screen">
      {text(seconds)}
    </span>
    <span aria-hidden="true">{text(left)}</span>
  </>
);

export function WaitingNote({ messageId }) {
  const t = useTexts();
  const waiting = useWaiting(messageId);
  const left = useCountdown(waiting?.until ?? 0);
  if (!waiting) return null;
  const { kind, place, fault, detail, attempt, seconds } = waiting;
  const text = (seconds) => t("waiting.retry", { fault: t(FAULTS[fault], { detail }), seconds, attempt });
  return (
    <p className="waiting">
      {kind === "after" && <span role="status">{t("waiting.after")}</span>}
      {kind === "queue" && <span role="status">{t("waiting.queue", { place })}</span>}
      {kind === "retry" && <Countdown text={text} seconds={Math.ceil(seconds)} left={left} />}
    </p>
  );
}

export function SendingNote() {
  const t = useTexts();
  const connection = useConnection();
  if (connection === "connected") return null;
  return (
    <p role="status" className="waiting">
      {t("waiting.connection")}
    </p>
  );
}
