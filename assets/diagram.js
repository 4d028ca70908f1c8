// Inside the frame of a diagram, whose origin is nobody's (headers.py): its source comes from the page around it; its
// height and picture go back, or what is wrong with it. The address's fragment says which build of mermaid draws.
(() => {
  const page = window.parent;
  const place = document.querySelector("main");
  const answer = (said) => page.postMessage(said, "*"); // to the page that frames us: only one of our own may
  const tell = () => {
    const drawn = place.firstChild;
    if (!drawn) return;
    const svg = new XMLSerializer().serializeToString(drawn);
    answer({ height: Math.ceil(place.getBoundingClientRect().height), svg });
  };

  // Nothing in a diagram can loosen these.
  const kept = ["securityLevel", "startOnLoad", "maxTextSize", "maxEdges", "suppressErrorRendering", "secure"];
  const secure = [...kept, "htmlLabels", "themeCSS", "fontFamily", "dompurifyConfig"];
  const settings = {
    startOnLoad: false,
    securityLevel: "strict",
    suppressErrorRendering: true,
    htmlLabels: false, // letters of the picture itself, as it is saved
    fontFamily: "inherit",
    secure,
  };

  const draw = async ({ code, dark, wide }) => {
    if (!window.mermaid) return answer({ fault: "missing" });
    try {
      mermaid.initialize({ ...settings, theme: dark ? "dark" : "default", darkMode: dark });
      const { svg } = await mermaid.render("diagram", code);
      place.innerHTML = svg;
      if (wide) Object.assign(place.firstChild.style, { width: "100%", maxWidth: "none", height: "auto" });
      tell();
    } catch (error) {
      answer({ fault: "broken", detail: String(error?.message ?? error).slice(0, 500) });
    }
  };

  addEventListener("message", ({ source, data }) => {
    if (source !== page || page === window || typeof data?.code !== "string") return;
    draw({ code: data.code, dark: !!data.dark, wide: !!data.wide });
  });
  new ResizeObserver(tell).observe(place);

  const bundle = location.hash.slice(1);
  if (!/^\/assets\/mermaid\.min-[\w-]+\.js$/.test(bundle)) return;
  const script = document.createElement("script");
  script.src = bundle;
  document.body.append(script); // the frame counts as loaded once this is
})();
