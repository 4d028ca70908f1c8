// What this browser keeps of what was typed, per person: somebody else at the same browser does not find it.

// The id of a conversation that was begun as a temporary one says so (chatapp/homes.py). What is typed there goes with
// this tab, even after it was kept: nobody has to be asked first, whether it is.
export const isPassing = (conversation) => conversation[14] === "8";
const storeOf = (conversation) => (isPassing(conversation) ? sessionStorage : localStorage);

const keep = (conversation, key, text) => {
  try {
    storeOf(conversation).setItem(key, text);
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
  const draft = unkept.get(key) ?? parsed(storeOf(conversation).getItem(key));
  return isDraft(draft) ? draft : { text: "", at: 0, saved: 0 };
};

export const writeDraft = (owner, conversation, draft) => {
  const key = prefix("draft", owner) + conversation;
  unkept.delete(key);
  if (!draft.text && draft.saved !== undefined) storeOf(conversation).removeItem(key);
  else if (!keep(conversation, key, JSON.stringify(draft))) unkept.set(key, draft);
};

// Prompts on their way, until the server has taken or refused them: a reload, a crash or a server that is away
// does not lose them. Sent again they make no second row: their client id stays the same.
export const keepUnsent = (owner, clientId, prompt) => {
  if (owner) keep(prompt.conversation, prefix("unsent", owner) + clientId, JSON.stringify(prompt));
};

export const dropUnsent = (owner, clientId) =>
  [localStorage, sessionStorage].forEach((store) => store.removeItem(prefix("unsent", owner) + clientId));

// [client id, {text, conversation, queued}] of each.
export const readUnsent = (owner) =>
  [localStorage, sessionStorage]
    .flatMap((store) => Object.entries(store))
    .filter(([key]) => key.startsWith(prefix("unsent", owner)))
    .map(([key, prompt]) => [key.slice(prefix("unsent", owner).length), parsed(prompt)])
    .filter(([, prompt]) => typeof prompt?.text === "string" && typeof prompt.conversation === "string");

// Prompts that wait for the answer before them, by conversation: [{id, text, held}]. `id` is the client id to be.
const queueKey = (owner, conversation) => prefix("queue", owner) + conversation;

export const rawQueue = (owner, conversation) => storeOf(conversation).getItem(queueKey(owner, conversation));

export const queueOf = (raw) => {
  const found = parsed(raw);
  return Array.isArray(found) ? found.filter((item) => typeof item?.id === "string" && typeof item.text === "string") : [];
};

// False when it could not be kept.
export const writeQueue = (owner, conversation, queue) => {
  if (queue.length) return keep(conversation, queueKey(owner, conversation), JSON.stringify(queue));
  storeOf(conversation).removeItem(queueKey(owner, conversation));
  return true;
};
