// Which parts of a code block have a colour. What colours them is loaded with the first code there is.
import { createContext, useContext, useEffect, useMemo, useState } from "react";

const MOST = 20_000; // letters: longer code stays plain
const LONG = /.{1001}|\w{129}|[\w\s]{501}/; // lines, words, words without a sign: some grammars take their square
const FIRST = 64;

export const Growing = createContext(false); // whether the block that is drawn is still being written

// Of code that grows, so much is coloured: whole lines, and more of them only when it has grown by an eighth or so. All in
// all that costs a multiple of its length, not its square.
export const settled = (code, growing) => {
  if (!growing) return code;
  const step = Math.max(FIRST, 2 ** Math.floor(Math.log2(code.length || 1)) / 8);
  return code.slice(0, code.lastIndexOf("\n", code.length - (code.length % step)) + 1);
};

export const isPlain = (code) => !code || code.length > MOST || LONG.test(code);

let highlight = null;

const painterOf = (language) =>
  highlight?.knows(language) ? { language, paint: (code) => highlight.runs(code, language) } : null;

const load = async (language) => {
  highlight ??= await import("$/public/external/chatapp/components/message/highlight.js");
  await highlight.learn(language);
  return painterOf(language);
};

// [coloured runs, the plain rest]
export const useColours = (code, language) => {
  const growing = useContext(Growing);
  const [painter, setPainter] = useState(() => painterOf(language));
  const wanted = Boolean(language) && !isPlain(code);
  useEffect(() => {
    if (!wanted || painter?.language === language) return;
    let here = true;
    load(language).then(
      (found) => here && setPainter(found),
      () => {}, // away: plain code is code, too
    );
    return () => (here = false);
  }, [wanted, language]);
  const part = wanted && painter?.language === language ? settled(code, growing) : "";
  const runs = useMemo(() => (part ? painter.paint(part) : []), [part, painter]);
  return [runs, code.slice(part.length)];
};
