// The one table of shortcuts: the keys that are heard, the help and the palette's hints are all made of it.
import { isApple, isComposing, isTyping } from "$/public/external/chatapp/components/lists/keys.js";

// Mod: ⌘ on Apple's systems, Ctrl elsewhere. Own: ⌃⇧ there, Alt+Shift elsewhere. With a letter no browser uses those two,
// but for Chromium's Alt+Shift A, I and T and ChromeOS' B, K, L, M, N and S, which are left out here. Ctrl+Shift is no
// choice: in Chromium and Firefox hardly a letter of it is free, and Windows' and macOS' Chinese input methods take more.
// Option+Shift writes letters on a Mac, Ctrl+Alt is AltGr on Windows and VoiceOver's on a Mac.
export const SHORTCUTS = [
  { id: "palette", keys: "Mod+K", text: "shortcut.palette" }, // the habit of all chats; browsers leave it to a page
  { id: "new", keys: "Own+O", text: "shortcut.new" }, // Open a new one
  { id: "temporary", keys: "Own+P", text: "shortcut.temporary" }, // Passing
  { id: "box", keys: "Own+E", text: "shortcut.box" }, // Edit. Shift+Escape is Chromium's task manager
  { id: "previous", keys: "Own+U", text: "shortcut.previous" }, // Up in the list. Arrows with these are the text's and the system's
  { id: "next", keys: "Own+D", text: "shortcut.next" }, // Down in the list
  { id: "copy", keys: "Own+C", text: "shortcut.copy" }, // Copy
  { id: "stop", keys: "Own+X", text: "shortcut.stop" }, // Escape already closes what lies over the page
  { id: "sidebar", keys: "Own+H", text: "shortcut.sidebar" }, // Hide
  { id: "help", keys: "?", text: "shortcut.help" }, // heard where no text is written; a letter without Ctrl would be hit by chance
];

const MODIFIERS = { Mod: ["Ctrl"], Own: ["Alt", "Shift"] };
const APPLE = { Mod: ["⌘"], Own: ["⌃", "⇧"] };

// The keys to press, one by one, as this system names them.
export const keysOf = (id) => {
  const names = isApple() ? APPLE : MODIFIERS;
  return SHORTCUTS.find((each) => each.id === id).keys.split("+").flatMap((key) => names[key] ?? [key]);
};

// The letter as it is printed; of a layout without Latin letters the one in its place.
const letterOf = ({ key, code }) => (/^[a-z]$/i.test(key) ? key.toUpperCase() : code.replace(/^Key/, ""));

const held = ({ ctrlKey, altKey, shiftKey, metaKey }) =>
  [ctrlKey && "Ctrl", altKey && "Alt", shiftKey && "Shift", metaKey && "Meta"].filter(Boolean).join("+");

const prefixOf = (event) => {
  const modifiers = held(event);
  if (modifiers === (isApple() ? "Meta" : "Ctrl")) return "Mod+";
  return modifiers === (isApple() ? "Ctrl+Shift" : "Alt+Shift") ? "Own+" : "";
};

// What a key asks for: an id of the table, or undefined.
export const shortcutOf = (event) => {
  if (event.defaultPrevented || event.repeat || isComposing(event) || event.getModifierState("AltGraph")) return;
  if (event.key === "?") return isTyping(event) || event.ctrlKey || event.metaKey ? undefined : "help";
  const prefix = prefixOf(event);
  return prefix && SHORTCUTS.find(({ keys }) => keys === prefix + letterOf(event))?.id;
};
