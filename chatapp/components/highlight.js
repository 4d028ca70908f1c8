// Colours code. Loaded with the first code on the page; each language with the first code in it.
import { createLowlight } from "lowlight";

const GRAMMARS = {
  bash: [() => import("highlight.js/lib/languages/bash"), "sh zsh"],
  c: [() => import("highlight.js/lib/languages/c"), "h"],
  clojure: [() => import("highlight.js/lib/languages/clojure"), "clj"],
  cmake: [() => import("highlight.js/lib/languages/cmake"), ""],
  cpp: [() => import("highlight.js/lib/languages/cpp"), "c++ cc cxx hpp hh"],
  csharp: [() => import("highlight.js/lib/languages/csharp"), "cs c#"],
  css: [() => import("highlight.js/lib/languages/css"), ""],
  dart: [() => import("highlight.js/lib/languages/dart"), ""],
  diff: [() => import("highlight.js/lib/languages/diff"), "patch"],
  dockerfile: [() => import("highlight.js/lib/languages/dockerfile"), "docker"],
  elixir: [() => import("highlight.js/lib/languages/elixir"), "ex exs"],
  erlang: [() => import("highlight.js/lib/languages/erlang"), "erl"],
  fsharp: [() => import("highlight.js/lib/languages/fsharp"), "fs f#"],
  go: [() => import("highlight.js/lib/languages/go"), "golang"],
  graphql: [() => import("highlight.js/lib/languages/graphql"), "gql"],
  haskell: [() => import("highlight.js/lib/languages/haskell"), "hs"],
  http: [() => import("highlight.js/lib/languages/http"), ""],
  ini: [() => import("highlight.js/lib/languages/ini"), "toml conf"],
  java: [() => import("highlight.js/lib/languages/java"), ""],
  javascript: [() => import("highlight.js/lib/languages/javascript"), "js jsx mjs cjs"],
  json: [() => import("highlight.js/lib/languages/json"), "jsonc json5 jsonl"],
  julia: [() => import("highlight.js/lib/languages/julia"), "jl"],
  kotlin: [() => import("highlight.js/lib/languages/kotlin"), "kt kts"],
  latex: [() => import("highlight.js/lib/languages/latex"), "tex"],
  less: [() => import("highlight.js/lib/languages/less"), ""],
  lua: [() => import("highlight.js/lib/languages/lua"), ""],
  makefile: [() => import("highlight.js/lib/languages/makefile"), "make mk"],
  markdown: [() => import("highlight.js/lib/languages/markdown"), "md"],
  matlab: [() => import("highlight.js/lib/languages/matlab"), "octave"],
  nginx: [() => import("highlight.js/lib/languages/nginx"), ""],
  objectivec: [() => import("highlight.js/lib/languages/objectivec"), "objc objective-c"],
  perl: [() => import("highlight.js/lib/languages/perl"), "pl"],
  php: [() => import("highlight.js/lib/languages/php"), ""],
  powershell: [() => import("highlight.js/lib/languages/powershell"), "pwsh ps1 ps"],
  protobuf: [() => import("highlight.js/lib/languages/protobuf"), "proto"],
  python: [() => import("highlight.js/lib/languages/python"), "py python3"],
  r: [() => import("highlight.js/lib/languages/r"), ""],
  ruby: [() => import("highlight.js/lib/languages/ruby"), "rb"],
  rust: [() => import("highlight.js/lib/languages/rust"), "rs"],
  scala: [() => import("highlight.js/lib/languages/scala"), ""],
  scss: [() => import("highlight.js/lib/languages/scss"), "sass"],
  shell: [() => import("highlight.js/lib/languages/shell"), "console shellsession"],
  sql: [() => import("highlight.js/lib/languages/sql"), "mysql postgresql sqlite"],
  swift: [() => import("highlight.js/lib/languages/swift"), ""],
  typescript: [() => import("highlight.js/lib/languages/typescript"), "ts tsx mts cts"],
  xml: [() => import("highlight.js/lib/languages/xml"), "html xhtml svg vue svelte"],
  yaml: [() => import("highlight.js/lib/languages/yaml"), "yml"],
};
const WITHIN = { xml: ["css", "javascript"], markdown: ["xml"] }; // languages that others quote

export const LANGUAGES = Object.keys(GRAMMARS);
const NAMES = new Map(
  Object.entries(GRAMMARS).flatMap(([name, [, others]]) => [name, ...others.split(" ")].map((other) => [other, name])),
);
const lowlight = createLowlight();

const nameOf = (language) => NAMES.get(language.toLowerCase());

export const knows = (language) => lowlight.registered(nameOf(language) ?? "");

export const learn = async (language) => {
  const name = nameOf(language);
  if (!name || lowlight.registered(name)) return;
  const [{ default: grammar }] = await Promise.all([GRAMMARS[name][0](), ...(WITHIN[name] ?? []).map(learn)]);
  lowlight.register(name, grammar);
};

// Code in a language that is known, as a flat list of [class or "", text]: what a hostile text nests a thousand times
// over would end the stack of whoever draws it.
export const runs = (code, language) => {
  const found = [];
  const waiting = [["", lowlight.highlight(nameOf(language), code)]];
  while (waiting.length) {
    const [kind, node] = waiting.pop();
    if (node.type === "text") {
      if (found.at(-1)?.[0] === kind) found.at(-1)[1] += node.value;
      else found.push([kind, node.value]);
      continue;
    }
    const own = node.properties?.className?.join(" ") ?? kind;
    for (const child of node.children.toReversed()) waiting.push([own, child]);
  }
  // Some grammars lose letters of what they can't make sense of.
  return found.map(([, text]) => text).join("") === code ? found : [["", code]];
};
