// Small pieces of the page that live in the browser alone.
import { ErrorBoundary } from "react-error-boundary";
import { useContext, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { ColorModeContext, EventLoopContext } from "$/utils/context-registry";
import { chooseLocale, hasText, useLocale, useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const listen = (listener) => {
  addEventListener("online", listener);
  addEventListener("offline", listener);
  return () => {
    removeEventListener("online", listener);
    removeEventListener("offline", listener);
  };
};

const QUIET_S = 3;

// For how many seconds `broken` has been true.
const useSeconds = (broken) => {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (!broken) return;
    const since = performance.now();
    const timer = setInterval(() => setSeconds(Math.floor((performance.now() - since) / 1000)), 250);
    return () => {
      clearInterval(timer);
      setSeconds(0);
    };
  }, [broken]);
  return seconds;
};

// One of connected · reconnecting · offline.
export const useConnection = () => {
  const [, errors] = useContext(EventLoopContext);
  const online = useSyncExternalStore(listen, () => navigator.onLine, () => true);
  return !online ? "offline" : errors.length ? "reconnecting" : "connected";
};

// A break of a moment is nobody's concern: what is shown and told comes after some seconds, the count of them is for
// eyes alone.
export function ConnectionStatus({ label, labels, texts }) {
  const state = useConnection();
  const seconds = useSeconds(state !== "connected");
  const t = useTexts();
  return (
    <>
      <div role="status" aria-live="off" aria-label={label} className="off-screen" data-state={state}>
        {labels[state]}
      </div>
      <div aria-live="polite" className="outage">
        {seconds >= QUIET_S && state !== "connected" && (
          <p>
            {texts[state]}
            {state === "reconnecting" && <span aria-hidden="true"> {t("connection.seconds", { seconds })}</span>}
          </p>
        )}
      </div>
    </>
  );
}

// The choices kept with the account win over what this browser remembers.
export function SavedChoices({ locale, theme }) {
  const { setColorMode } = useContext(ColorModeContext);
  useEffect(() => {
    if (locale) chooseLocale(locale);
  }, [locale]);
  useEffect(() => {
    if (theme) setColorMode(theme);
  }, [theme]);
  return null;
}

// What `options` of a Select are, of keys of texts.
export const inWords = (t, keys) => Object.fromEntries(Object.entries(keys).map(([choice, key]) => [choice, t(key)]));

export const Select = ({ label, options, value, onChoose, ...props }) => (
  <select aria-label={label} value={value} onChange={(event) => onChoose(event.target.value)} {...props}>
    {Object.entries(options).map(([choice, name]) => (
      <option key={choice} value={choice}>
        {name}
      </option>
    ))}
  </select>
);

export function LanguageSelect({ label, options, onChoose }) {
  const select = useRef(null);
  const choose = (code) => {
    chooseLocale(code);
    onChoose?.(code);
  };
  // Nobody heard what was chosen before the page was alive. As it was built, its first choice is marked.
  useEffect(() => {
    const built = [...select.current.options].find(({ defaultSelected }) => defaultSelected);
    if (built && !built.selected) choose(select.current.value);
  }, []);
  return <Select ref={select} autoComplete="off" label={label} options={options} value={useLocale()} onChoose={choose} />;
}

// Reflex keeps the choice in the browser, too, and applies it before the first paint.
export function ThemeSelect({ label, options, onChoose }) {
  const { rawColorMode, setColorMode } = useContext(ColorModeContext);
  const choose = (mode) => {
    setColorMode(mode);
    onChoose(mode);
  };
  return <Select label={label} options={options} value={rawColorMode} onChoose={choose} />;
}

// Names the browser's tab as long as it is asked to; "" leaves it as it is.
export const useTabTitle = (title) =>
  useEffect(() => {
    if (!title) return;
    const plain = document.title;
    document.title = title;
    return () => {
      document.title = plain;
    };
  }, [title]);

export function PageTitle({ title }) {
  useTabTitle(`${title} · chatapp`);
  return null;
}

// The browser's own dialog: it keeps the focus inside, and Escape closes it.
export function Modal({ open, label, onClose, children }) {
  const dialog = useRef(null);
  useEffect(() => {
    if (open && !dialog.current.open) dialog.current.showModal();
    if (!open && dialog.current.open) dialog.current.close();
  }, [open]);
  return (
    <dialog ref={dialog} className="modal" aria-label={label} onClose={() => open && onClose()}>
      {open && children}
    </dialog>
  );
}

// Closes the dialog that it stands in.
export function Close({ look = "quiet", ...props }) {
  const t = useTexts();
  return (
    <form method="dialog" {...props}>
      <button type="submit" className={look}>
        {t("shortcut.close")}
      </button>
    </form>
  );
}

// A button and the dialog it opens. Inside, a submit button with formMethod "dialog" closes it.
export function DialogButton({ label, look, opened, children }) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (opened) setOpen(true);
  }, [opened]);
  return (
    <>
      <button type="button" className={look} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {label}
      </button>
      <Modal open={open} label={label} onClose={() => setOpen(false)}>
        {children}
      </Modal>
    </>
  );
}

// What a form's answer left in the address: an error's key, its numbers, and what had been typed. Anybody can
// make up an address: its words are never shown as ours.
const isOurs = ([name, value]) => {
  if (["error", "done"].includes(name)) return value.startsWith(`${name}.`) && hasText(value);
  if (["invite", "token"].includes(name)) return /^[\w-]{43}$/.test(value);
  return ["first", "next", "username", "dialog"].includes(name) || /^\d{1,9}$/.test(value);
};

export const useQuery = () => {
  const [query, setQuery] = useState({});
  useEffect(() => {
    const found = Object.fromEntries([...new URLSearchParams(location.search)].filter(isOurs));
    setQuery({ ...found, onward: found.next && `/?next=${encodeURIComponent(found.next)}` });
  }, []);
  return query;
};

const FailedPage = () => {
  const t = useTexts();
  return (
    <div role="alert" className="failed-page">
      <p>{t("page.failed")}</p>
      <button type="button" className="primary" onClick={() => location.reload()}>
        {t("page.reload")}
      </button>
    </div>
  );
};

export const PageBoundary = ({ children }) => <ErrorBoundary FallbackComponent={FailedPage}>{children}</ErrorBoundary>;

const UNREACHABLE = { key: "account.unreachable" };

// Posts a form without leaving the page: what the server has against it, null when it took it.
export const refusal = async (form) => {
  const headers = { Accept: "application/json" };
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: "POST", headers, body }).catch(() => null);
  if (!answer) return UNREACHABLE;
  return answer.ok ? null : answer.json().catch(() => UNREACHABLE);
};
