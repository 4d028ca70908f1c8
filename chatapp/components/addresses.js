// Where a model's links may lead, and what else of its text could reach out of its message.
const SCHEMES = new Set(["http:", "https:", "mailto:"]);

export const addressOf = (href) => {
  try {
    const url = new URL(href);
    return SCHEMES.has(url.protocol) ? url : null;
  } catch {
    return null; // of this site, or none at all: a model knows nothing of our pages
  }
};

// Whether the words of a link begin with the place that it leads to, so that they can't name another.
export const isNamed = (words, place) => {
  const bare = typeof words === "string" ? words.replace(/^(https?:\/\/|mailto:)/i, "").toLowerCase() : "";
  return bare.startsWith(place) && /^([/?#]|$)/.test(bare.slice(place.length));
};

const NOTE = /^user-content-fn(ref)?-/;

// A plugin for the tree of a text. Nothing in it has a name: one of the page's own could be hidden by it. Footnotes find
// each other by what names nothing.
export const nameless = () => (tree) => {
  const nodes = [tree];
  for (const { properties, children } of nodes) {
    if (NOTE.test(properties?.id)) properties.dataNote = properties.id;
    if (properties) properties.id = properties.ariaDescribedBy = undefined;
    children?.forEach((child) => nodes.push(child));
  }
};
