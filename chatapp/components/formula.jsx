// A formula, drawn by KaTeX. What KaTeX does not understand is shown as it was written.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { formulaOf } from "$/public/external/chatapp/components/message/formulas.js";

let typeset = null; // until the first formula asks for it
export const load = () =>
  import("$/public/external/chatapp/components/message/typeset.js").then((loaded) => (typeset = loaded.typeset));

// Each takes a while: so many milliseconds of a frame, and a page that is full of them can still be used.
const SHARE_MS = 20;
const waiting = new Set();
let [spent, frame] = [0, 0];
const drawInTurn = (draw) => {
  frame ||= requestAnimationFrame(goOn);
  if (spent > SHARE_MS) return waiting.add(draw);
  const begun = performance.now();
  draw();
  spent += performance.now() - begun;
};
const goOn = () => {
  const next = [...waiting];
  waiting.clear();
  [spent, frame] = [0, 0];
  next.forEach(drawInTurn);
};
export const areWaiting = () => waiting.size > 0;

const Drawn = ({ formula, source }) => {
  const place = useRef(null);
  const [broken, setBroken] = useState(false);
  useLayoutEffect(() => {
    const draw = () => {
      try {
        place.current.replaceChildren(typeset(formula));
      } catch {
        setBroken(true); // no more words of KaTeX's: the source says it
      }
    };
    drawInTurn(draw);
    return () => waiting.delete(draw);
  }, []);
  if (broken) return <span className="formula-source">{source}</span>;
  return <span ref={place} className="formula" tabIndex={formula.display ? 0 : undefined} />; // it may scroll
};

export const Formula = ({ children: source }) => {
  const formula = formulaOf(source);
  const [state, setState] = useState(typeset ? "here" : "coming");
  useEffect(() => {
    if (formula && !typeset) load().then(() => setState("here"), () => setState("away"));
  }, []);
  if (!formula || state === "away") return <span className="formula-source">{source}</span>;
  if (state === "coming") return <span className="formula-coming">{source}</span>;
  return <Drawn key={source} formula={formula} source={source} />;
};
