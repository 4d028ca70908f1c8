// Runs before the first paint. Pages are built in English: for readers of another language they stay
// hidden until their language is there, so that no English flashes up.
(() => {
  const stored = localStorage.getItem("chatapp_locale");
  const wanted = stored ? [stored] : navigator.languages ?? [navigator.language];
  const known = wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag === "en" || tag === "zh");
  if (known === "zh") document.documentElement.setAttribute("data-wait", "");
})();
