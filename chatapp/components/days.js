// In which part of the list a conversation stands, by the reader's own days.
const DAY_MS = 86_400_000;

const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());

// pinned · today · yesterday · week · month, or the first day of the month it was last changed in.
export const partOf = ({ pinned, updated }, now) => {
  if (pinned) return "pinned";
  const date = new Date(updated);
  const days = Math.round((midnight(now) - midnight(date)) / DAY_MS); // a day of a clock that changes has 23 or 25 hours
  if (days <= 0) return "today";
  if (days === 1) return "yesterday";
  if (days <= 7) return "week";
  if (days <= 30) return "month";
  return new Date(date.getFullYear(), date.getMonth(), 1).toISOString();
};

// [[part, lines], …] of lines in their order.
export const inParts = (lines, now) => {
  const parts = [];
  for (const line of lines) {
    const part = partOf(line, now);
    if (parts.at(-1)?.[0] === part) parts.at(-1)[1].push(line);
    else parts.push([part, [line]]);
  }
  return parts;
};

export const untilMidnight = (now) => midnight(new Date(now.getTime() + 1.5 * DAY_MS - (now - midnight(now)))) - now;
