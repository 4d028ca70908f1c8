// Steps through the versions of what stands at one place; each comes with all that was written after it.
import { useEffect, useRef } from "react";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

let stepped = {}; // to which version, by which button: the keyboard goes on there

export function Versions({ messageId, version, count, previous, next, onOpen }) {
  const t = useTexts();
  const bar = useRef(null);
  useEffect(() => {
    if (stepped.to !== messageId) return;
    const [back, on] = bar.current.querySelectorAll("button");
    (stepped.on ? [on, back] : [back, on]).find((button) => !button.disabled)?.focus();
    stepped = {};
  }, []);
  const step = (to, on) => () => {
    stepped = { to, on };
    onOpen(to);
  };
  return (
    <span ref={bar} className="versions">
      <button type="button" className="quiet" aria-label={t("message.previous")} disabled={!previous} onClick={step(previous, false)}>
        ‹
      </button>
      <span>{`${version} / ${count}`}</span>
      <button type="button" className="quiet" aria-label={t("message.next")} disabled={!next} onClick={step(next, true)}>
        ›
      </button>
    </span>
  );
}
