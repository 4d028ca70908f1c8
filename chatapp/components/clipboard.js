// navigator.clipboard exists only on https and localhost; a chat on a plain http LAN address copies too.
const byEvent = (text, html) => {
  const put = (event) => {
    event.preventDefault();
    event.clipboardData.setData("text/plain", text);
    if (html) event.clipboardData.setData("text/html", html);
  };
  const focused = document.activeElement;
  const area = document.createElement("textarea"); // a browser copies only where something is selected
  area.value = text;
  area.className = "off-screen";
  (document.querySelector("dialog[open]") ?? document.body).append(area);
  area.select();
  addEventListener("copy", put, { capture: true, once: true });
  document.execCommand("copy");
  removeEventListener("copy", put, { capture: true });
  area.remove();
  focused?.focus();
};

// `html`: the same for programs that take more than letters.
export const copyText = async (text, html = "") => {
  if (!window.isSecureContext || !navigator.clipboard) return byEvent(text, html);
  if (!html || !window.ClipboardItem) return navigator.clipboard.writeText(text);
  const items = { "text/plain": new Blob([text], { type: "text/plain" }), "text/html": new Blob([html], { type: "text/html" }) };
  return navigator.clipboard.write([new ClipboardItem(items)]);
};
