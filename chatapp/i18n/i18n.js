// Texts in the reader's language, which assets/boot.js has picked; here it is shown and changed.
import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import { useCallback, useEffect } from "react";
import en from "$/public/external/chatapp/i18n/catalog/en.json";
import zh from "$/public/external/chatapp/i18n/catalog/zh.json";

const KEY = "chatapp_locale";
const languages = { en: "en", zh: "zh-CN" };
// Days and hours as the reader's own country writes them, where the browser says which one that is.
const region = (code) => navigator.languages.find((tag) => tag.startsWith(code)) ?? languages[code];

// What is filled into a text (a title, a model's name) can't turn round the words about it.
const TURNING = /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/;
const isolated = (value) =>
  TURNING.test(value) ? `\u2068${value.replace(/[\u202a-\u202e\u2066-\u2069]/g, "")}\u2069` : value;

// Pages are prerendered in English; the first client render has to agree with them, so the language
// is switched right after it (assets/boot.js keeps the page hidden for that moment).
i18next.use(initReactI18next).init({
  lng: "en",
  fallbackLng: "en",
  resources: { en: { translation: en }, zh: { translation: zh } },
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escape: isolated },
});

const show = (code) => {
  document.documentElement.lang = languages[code];
  return i18next.changeLanguage(code).then(() => document.documentElement.removeAttribute("data-wait"));
};

export const chooseLocale = (code) => {
  if (!(code in languages)) return;
  localStorage.setItem(KEY, code);
  document.documentElement.dataset.locale = code;
  show(code);
};

// A number as the reader writes it.
export const numeral = (number, digits = 0) =>
  number.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits });

export const timeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";

export const hasText = (key) => i18next.exists(key);

let started = false;
const useStart = () =>
  useEffect(() => {
    if (started) return;
    started = true;
    show(document.documentElement.dataset.locale ?? "en");
    window.addEventListener("storage", (event) => event.key === KEY && event.newValue && show(event.newValue));
  }, []);

export const useTexts = () => {
  useStart();
  return useTranslation().t;
};

export const useLocale = () => {
  useStart();
  return useTranslation().i18n.language;
};

export const useWhen = () => {
  const { i18n } = useTranslation();
  return useCallback((iso) => (iso ? describe(new Date(iso), region(i18n.language)) : ""), [i18n.language]);
};

// A month by its name; of another year with the year.
export const useMonth = () => {
  const { i18n } = useTranslation();
  return useCallback(
    (iso) => {
      const date = new Date(iso);
      const year = date.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
      return new Intl.DateTimeFormat(region(i18n.language), { month: "long", year }).format(date);
    },
    [i18n.language],
  );
};

// To the minute, for what may have to be looked into or kept to.
export const useMoment = () => {
  const { i18n } = useTranslation();
  return useCallback(
    (iso) => {
      const format = { dateStyle: "medium", timeStyle: "short" };
      return iso ? new Intl.DateTimeFormat(region(i18n.language), format).format(new Date(iso)) : "";
    },
    [i18n.language],
  );
};

const describe = (date, tag) => {
  const now = new Date();
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  const days = Math.ceil((midnight - date) / 86_400_000);
  if (days <= 0) return new Intl.DateTimeFormat(tag, { timeStyle: "short" }).format(date);
  if (days < 7) return new Intl.RelativeTimeFormat(tag, { numeric: "auto" }).format(-days, "day");
  return new Intl.DateTimeFormat(tag, { dateStyle: "medium" }).format(date);
};
