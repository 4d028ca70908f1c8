// The scrolled column of messages: follows the newest word until the reader scrolls up, and lets them be.
import { StickToBottom, useStickToBottomContext } from "use-stick-to-bottom";

const reduced = () => typeof matchMedia === "function" && matchMedia("(prefers-reduced-motion: reduce)").matches;

const Jump = ({ label }) => {
  const { isAtBottom, scrollToBottom } = useStickToBottomContext();
  if (isAtBottom) return null;
  return (
    <button type="button" className="jump" aria-label={label} title={label} onClick={() => scrollToBottom()}>
      <span className="down-arrow" />
    </button>
  );
};

export function MessageLog({ conversation, label, jumpLabel, children }) {
  return (
    <StickToBottom
      key={conversation}
      className="log"
      role="log"
      aria-live="off"
      aria-label={label}
      initial="instant"
      resize={reduced() ? "instant" : "smooth"}
    >
      <StickToBottom.Content className="log-column">{children}</StickToBottom.Content>
      <Jump label={jumpLabel} />
    </StickToBottom>
  );
}
