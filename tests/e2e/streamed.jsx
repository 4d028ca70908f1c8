// Draws texts as the page does, with the page's own code: as they come, and at once.
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { unstable_IdlePriority, unstable_scheduleCallback } from "scheduler";
import { Markdown } from "$/public/external/chatapp/components/message/markdown.jsx";
import { areWaiting, load } from "$/public/external/chatapp/components/message/formula.jsx";

const frame = () => new Promise(requestAnimationFrame);
const settled = async () => {
  if (!areWaiting()) return;
  while (areWaiting()) await frame();
  // A formula that KaTeX refuses is drawn again by React, which may come after the next frame.
  await new Promise((done) => unstable_scheduleCallback(unstable_IdlePriority, done));
};

const drawn = async (...steps) => {
  const place = document.createElement("div");
  const root = createRoot(place);
  steps.forEach((text, index) => flushSync(() => root.render(<Markdown text={text} live={index < steps.length - 1} />)));
  await settled();
  // Colours come when their language has been loaded: tests/e2e/highlight.mjs is about them.
  place.querySelectorAll("pre code").forEach((code) => code.replaceChildren(code.textContent));
  const { innerHTML } = place;
  root.unmount();
  return innerHTML;
};

// `given` are texts with the places where they are cut; the answer, those that were not drawn the same.
window.drawnOtherwise = async (given) => {
  await load();
  const others = [];
  for (const [text, cuts] of given)
    if ((await drawn(...cuts.map((end) => text.slice(0, end)), text)) !== (await drawn(text))) others.push(text);
  return others;
};

const told = (html) => {
  const place = document.createElement("div");
  place.innerHTML = html;
  place.querySelectorAll(".place").forEach((host) => host.remove());
  const parts = [...place.querySelectorAll("p, strong, em, del")];
  return JSON.stringify(parts.map(({ tagName, textContent }) => [tagName, textContent.trim()]));
};

// Those of [text, HTML] that are drawn with other paragraphs or other words emphasised.
window.emphasisedOtherwise = async (given) => {
  const others = [];
  for (const [text, html] of given) if (told(await drawn(text)) !== told(html)) others.push(text);
  return others;
};

// What of a text that is written letter by letter is seen raw.
window.seenRaw = async (text) => {
  await load();
  const raw = [];
  const place = document.createElement("div");
  const root = createRoot(place);
  for (let end = 1; end <= text.length; end += 1) {
    flushSync(() => root.render(<Markdown text={text.slice(0, end)} live />));
    await settled();
    const shown = place.cloneNode(true);
    shown.querySelectorAll(".formula").forEach((formula) => formula.remove());
    if (/[$\\_*]/.test(shown.textContent)) raw.push(shown.textContent);
  }
  root.unmount();
  return raw;
};

// What formulas are made of: KaTeX's output, or else the source.
window.formulas = async (text) => {
  await load();
  const place = document.createElement("div");
  place.innerHTML = await drawn(text);
  const one = (found) => found.querySelector("annotation")?.textContent ?? `source ${found.textContent}`;
  return [...place.querySelectorAll(".formula, .formula-source")].map(one);
};
