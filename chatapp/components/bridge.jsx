// Carries frames from Reflex's state into the chat store, and asks the server to follow a conversation.
import { useContext, useEffect, useLayoutEffect, useRef } from "react";
import { StateStoreContext } from "$/utils/context-registry";
import { have, open, receive } from "$/public/external/chatapp/components/bridge/chat_store.js";

const ASK_AGAIN_MS = 1000;

// `opened` counts page loads and reconnects: each one means that frames may have been missed.
export function ChatBridge({ substate, conversation, title, opened, accepted, onFollow }) {
  const store = useContext(StateStoreContext);
  const follow = useRef(onFollow);
  follow.current = onFollow;
  const shown = useRef("");
  shown.current = conversation;

  // A listener of the store runs once for every frame; an effect on a state variable may merge two.
  useLayoutEffect(() => {
    let last = store.getSnapshot(substate)?.frame_rx_state_;
    let asked = 0;
    return store.subscribe(substate, () => {
      const frame = store.getSnapshot(substate)?.frame_rx_state_;
      if (frame === last) return;
      last = frame;
      if (frame.ended) return location.reload();
      if (frame.gone) return frame.conversation === shown.current && location.assign("/");
      if (receive(frame) || Date.now() - asked < ASK_AGAIN_MS) return;
      asked = Date.now();
      follow.current(have());
    });
  }, [store, substate]);

  useEffect(() => {
    if (!opened) return;
    open(conversation, accepted);
    if (conversation) follow.current(have());
  }, [conversation, opened]);

  useEffect(() => {
    const plain = document.title;
    if (title) document.title = title;
    return () => {
      document.title = plain;
    };
  }, [title]);

  return null;
}
