// How a text becomes elements: the plugins of the parser, and what is done to a block that is still being written.
import remend from "remend";
import { defaultRemarkPlugins } from "streamdown";
import { cjk } from "@streamdown/cjk";
import { nameless } from "./addresses.js";
import { withoutOpenFormula } from "./formulas.js";
import { maths } from "./maths.js";

export const remarkPlugins = [...cjk.remarkPluginsBefore, defaultRemarkPlugins.gfm, ...cjk.remarkPluginsAfter, maths];
export const rehypePlugins = [nameless]; // without rehype-raw HTML stays text

// What is open gets its end, so that nothing flashes raw.
export const mended = (written) => {
  const { text, masked, end } = withoutOpenFormula(written);
  const whole = remend(masked, { katex: false });
  return whole.startsWith(masked.slice(0, end)) ? text.slice(0, end) + whole.slice(end) : remend(text);
};
