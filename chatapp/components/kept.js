// What this browser keeps of what was typed, per person: somebody else at the same browser does not find it.
const keep = (key, text) => {
  try {
    localStorage.setItem(key, text);
  } catch {
    // The browser's store is full: the text is still on the page.
  }
};

const draftKey = (owner, conversation) => `chatapp_draft_${owner}_${conversation || "new"}`;

export const readDraft = (owner, conversation) => localStorage.getItem(draftKey(owner, conversation)) ?? "";

export const writeDraft = (owner, conversation, text) =>
  text ? keep(draftKey(owner, conversation), text) : localStorage.removeItem(draftKey(owner, conversation));

// Prompts on their way, until the server has taken or refused them: a reload, a crash or a server that is away
// does not lose them. Sent again they make no second row: their client id stays the same.
const prefix = (owner) => `chatapp_unsent/${encodeURIComponent(owner)}/`; // nobody's name can reach into another's

export const keepUnsent = (owner, clientId, prompt) => {
  if (owner) keep(prefix(owner) + clientId, JSON.stringify(prompt));
};

export const dropUnsent = (owner, clientId) => localStorage.removeItem(prefix(owner) + clientId);

const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return null; // not ours: something else on this host wrote it
  }
};

// [client id, {text, conversation}] of each.
export const readUnsent = (owner) =>
  Object.keys(localStorage)
    .filter((key) => key.startsWith(prefix(owner)))
    .map((key) => [key.slice(prefix(owner).length), parsed(localStorage.getItem(key))])
    .filter(([, prompt]) => typeof prompt?.text === "string" && typeof prompt.conversation === "string");
