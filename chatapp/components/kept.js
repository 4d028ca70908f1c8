// What this browser keeps of what was typed, per person: somebody else at the same browser does not find it.
const keep = (key, text) => {
  try {
    localStorage.setItem(key, text);
    return true;
  } catch {
    return false; // the browser's store is full: the text is still on the page
  }
};

const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return null; // not ours: something else on this host wrote it
  }
};

const prefix = (kind, owner) => `chatapp_${kind}/${encodeURIComponent(owner)}/`; // nobody's name can reach into another's

// A draft is {text, at, saved}: typed when, and which version of the server's says the same; none: it has not been told.
const isDraft = (value) => typeof value?.text === "string" && typeof value.at === "number";

const unkept = new Map(); // by key: what did not fit into the browser's store, as long as the page is here

export const readDraft = (owner, conversation) => {
  const key = prefix("draft", owner) + conversation;
  const draft = unkept.get(key) ?? parsed(localStorage.getItem(key));
  return isDraft(draft) ? draft : { text: "", at: 0, saved: 0 };
};

export const writeDraft = (owner, conversation, draft) => {
  const key = prefix("draft", owner) + conversation;
  unkept.delete(key);
  if (!draft.text && draft.saved !== undefined) localStorage.removeItem(key);
  else if (!keep(key, JSON.stringify(draft))) unkept.set(key, draft);
};

// Prompts on their way, until the server has taken or refused them: a reload, a crash or a server that is away
// does not lose them. Sent again they make no second row: their client id stays the same.
export const keepUnsent = (owner, clientId, prompt) => {
  if (owner) keep(prefix("unsent", owner) + clientId, JSON.stringify(prompt));
};

export const dropUnsent = (owner, clientId) => localStorage.removeItem(prefix("unsent", owner) + clientId);

// [client id, {text, conversation, queued}] of each.
export const readUnsent = (owner) =>
  Object.keys(localStorage)
    .filter((key) => key.startsWith(prefix("unsent", owner)))
    .map((key) => [key.slice(prefix("unsent", owner).length), parsed(localStorage.getItem(key))])
    .filter(([, prompt]) => typeof prompt?.text === "string" && typeof prompt.conversation === "string");

// Prompts that wait for the answer before them, by conversation: [{id, text, held}]. `id` is the client id to be.
const queueKey = (owner, conversation) => prefix("queue", owner) + conversation;

export const rawQueue = (owner, conversation) => localStorage.getItem(queueKey(owner, conversation));

export const queueOf = (raw) => {
  const found = parsed(raw);
  return Array.isArray(found) ? found.filter((item) => typeof item?.id === "string" && typeof item.text === "string") : [];
};

// False when it could not be kept.
export const writeQueue = (owner, conversation, queue) => {
  if (queue.length) return keep(queueKey(owner, conversation), JSON.stringify(queue));
  localStorage.removeItem(queueKey(owner, conversation));
  return true;
};
