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

// A page that is not alive yet hears no keys: Enter in the prompt is kept until the composer takes it (composer.jsx).
(() => {
  let entered = false;
  const hear = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches(".composer textarea")) return;
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
