// Picks the reader's language before the first paint: chosen in the settings, else the browser's, else English.
// Pages are built in English: for other readers they stay hidden until their language is there (i18n.js).
(() => {
  const stored = localStorage.getItem("chatapp_locale");
  const wanted = stored ? [stored] : navigator.languages ?? [navigator.language];
  const known = wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag === "en" || tag === "zh");
  const root = document.documentElement;
  root.dataset.locale = known ?? "en";
  if (root.dataset.locale !== "en") root.setAttribute("data-wait", "");
})();
