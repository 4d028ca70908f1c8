// Picks the reader's language before the first paint: chosen in the settings, else the browser's, else English.
// Pages are built in English: for other readers they stay hidden until their language is there (i18n.js).
(() => {
  const stored = localStorage.getItem("chatapp_locale");
  const wanted = stored ? [stored] : navigator.languages ?? [navigator.language];
  const known = wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag === "en" || tag === "zh");
  const root = document.documentElement;
  root.dataset.locale = known ?? "en";
  if (root.dataset.locale !== "en") root.setAttribute("data-wait", "");
  if (localStorage.getItem("chatapp_sidebar") === "hidden") root.dataset.sidebar = "hidden";
})();

// A key that an input method takes means its candidates, not the page: no handler hears it, of any field, now or later,
// and no form is sent by it. Safari ends a composition before the keydown of the Enter that ended it: only the key code
// tells, and what that Enter would do here is stopped as well.
addEventListener(
  "keydown",
  (event) => {
    if (!event.isComposing && event.keyCode !== 229) return;
    event.stopImmediatePropagation();
    if (event.key === "Enter" && !event.isComposing) event.preventDefault();
  },
  true,
);

// A page that is not alive yet hears no keys: Enter in the prompt is kept until the composer takes it (composer.jsx).
(() => {
  let entered = false;
  const hear = (event) => {
    if (event.key !== "Enter" || event.shiftKey || !event.target.matches(".composer textarea")) return;
    if (matchMedia("(pointer: coarse)").matches) return;
    event.preventDefault();
    entered = true;
  };
  addEventListener("keydown", hear, true); // before React, which keeps keys from a part it has not reached
  window.takeEarlyEnter = () => {
    removeEventListener("keydown", hear, true);
    const taken = entered;
    entered = false;
    return taken;
  };
})();
