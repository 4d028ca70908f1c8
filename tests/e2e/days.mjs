// Reads conversations from a file, {now, lines}. Prints, as JSON, in which part of the list each is for a reader in the
// time zone of TZ, and how many minutes are left of their day.
import { readFileSync } from "node:fs";
import { inParts, untilMidnight } from "../../.web/public/external/chatapp/components/lists/days.js";

const { now, lines } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const parts = inParts(lines, new Date(now)).map(([part, inIt]) => [part, inIt.map(({ id }) => id)]);
console.log(JSON.stringify({ parts, left: untilMidnight(new Date(now)) / 60_000 }));
