// Carries frames from Reflex's state into the chat store, and asks the server to follow a conversation.
import { useContext, useEffect, useLayoutEffect, useRef } from "react";
import { PrefetchPageLinks, useNavigate, useParams } from "react-router";
import { StateStoreContext } from "$/utils/context-registry";
import { useTabTitle } from "$/public/external/chatapp/components/page/page.jsx";
import { receiveLines } from "$/public/external/chatapp/components/bridge/list_store.js";
import { receiveDraft, receiveKept, settle } from "$/public/external/chatapp/components/composer/drafts.js";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";
import { end } from "$/public/external/chatapp/components/session/session.js";
import { receiveMap } from "$/public/external/chatapp/components/branches/map_store.js";
import { catchUp, receive, take, useConversation, useReturns, useTemporary, visit } from "$/public/external/chatapp/components/bridge/chat_store.js";

const ASK_AGAIN_MS = 1000;

// `conversation` is the server's, which learns of a new address late; `accepted` the last prompt that it took.
// `place` begins the address of every conversation. `opened` counts page loads and reconnects: each one means that
// frames may have been missed.
export function ChatBridge({ substate, conversation, title, opened, accepted, place, onFollow }) {
  const store = useContext(StateStoreContext);
  const follow = useRef(onFollow);
  follow.current = onFollow;
  const address = useParams().cid ?? "";
  const navigate = useNavigate();
  const shown = useConversation();
  const returns = useReturns();
  const t = useTexts();
  const here = useRef("");
  here.current = shown;

  // A listener of the store runs once for every frame; an effect on a state variable may merge two.
  useLayoutEffect(() => {
    let last = store.getSnapshot(substate)?.f;
    let asked = 0;
    let timer = 0;
    const ask = () => {
      [asked, timer] = [Date.now(), 0];
      follow.current(here.current, catchUp());
    };
    const unsubscribe = store.subscribe(substate, () => {
      const frame = store.getSnapshot(substate)?.f;
      if (frame === last) return;
      last = frame;
      if (frame.ended) return end();
      if (frame.lines) return receiveLines(frame);
      if (frame.draft !== undefined) return receiveDraft(frame);
      if (frame.kept) return receiveKept(frame);
      if (frame.tree) return receiveMap(frame);
      if (frame.whole && !frame.temporary) settle(frame.conversation);
      if (frame.gone) return frame.conversation === here.current && location.assign("/");
      if (!receive(frame)) timer ||= setTimeout(ask, Math.max(0, asked + ASK_AGAIN_MS - Date.now()));
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [store, substate]);

  useLayoutEffect(() => {
    const grown = take(accepted, conversation);
    visit(address);
    if (grown) navigate(place + conversation);
  }, [accepted, conversation, address]);

  useEffect(() => {
    if (opened) follow.current(shown, catchUp());
  }, [shown, opened, returns]);

  // Of a temporary one it says nothing: browsers remember what their tabs were called.
  const passing = useTemporary() && `${t("temporary.title")} · chatapp`;
  useTabTitle(passing || (shown === conversation ? title : ""));

  // A conversation begins while its server may be going away: its page is here before.
  return <PrefetchPageLinks page={`${place}new`} />;
}
