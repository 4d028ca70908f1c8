// The files that one conversation can become, as choices of a menu. The address is that of routes.EXPORT.
const KINDS = { markdown: "export.as_markdown", html: "export.as_page", json: "export.as_tree" };

export const exportChoices = (t, id) =>
  Object.entries(KINDS).map(([kind, text]) => ({ text: t(text), href: `/export/${id}/${kind}` }));
