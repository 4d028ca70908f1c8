// How a conversation is held: its instructions and parameters, and a look at what its next prompt would send.
import { useEffect, useRef, useState } from "react";
import { hasGrown, useConversation } from "$/public/external/chatapp/components/bridge/chat_store.js";
import { useNameOf } from "$/public/external/chatapp/components/branches/actions.jsx";
import { draftOf } from "$/public/external/chatapp/components/composer/drafts.js";
import { InstructionsBox, nextNumber, Outcome } from "$/public/external/chatapp/components/instructions/instructions.jsx";
import { Modal } from "$/public/external/chatapp/components/page/page.jsx";
import { Layers, Parameters } from "$/public/external/chatapp/components/setup/setup_fields.jsx";
import { Sent } from "$/public/external/chatapp/components/setup/setup_sent.jsx";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const TABS = { instructions: "setup.instructions", parameters: "setup.parameters", sent: "setup.sent" };

const unsaved = {}; // by conversation: what was typed and is not stored; a panel that is closed loses nothing

const Tabs = ({ chosen, onChoose }) => {
  const t = useTexts();
  const list = useRef(null);
  const names = Object.keys(TABS);
  const move = (event) => {
    const here = names.indexOf(chosen);
    const to = { ArrowRight: here + 1, ArrowLeft: here - 1 + names.length, Home: 0, End: names.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    onChoose(names[to % names.length]);
    list.current.children[to % names.length].focus();
  };
  return (
    <div ref={list} role="tablist" aria-label={t("setup.open")} className="tabs" onKeyDown={move}>
      {names.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`setup-${name}`}
          className="quiet"
          aria-selected={name === chosen}
          aria-controls="setup-panel"
          tabIndex={name === chosen ? 0 : -1}
          onClick={() => onChoose(name)}
        >
          {t(TABS[name])}
        </button>
      ))}
    </div>
  );
};

// What was being set on the empty page belongs to the conversation that grew out of it.
const takeUnsaved = (conversation) => {
  if (hasGrown(conversation) && unsaved[""]) unsaved[conversation] = unsaved[""];
  if (hasGrown(conversation)) delete unsaved[""];
  return unsaved[conversation];
};

const useForm = (conversation, seen, told, onSave, look) => {
  const [typed, setTyped] = useState(() => takeUnsaved(conversation));
  const [saved, setSaved] = useState({ number: 0 });
  const values = typed ?? { ...seen.parameters, instructions: seen.instructions };
  useEffect(() => {
    if (!saved.number || told.number !== saved.number || told.key) return;
    if (unsaved[conversation] === saved.values) delete unsaved[conversation];
    look();
  }, [told.number]);
  const change = (more) => setTyped((unsaved[conversation] = { ...values, ...more }));
  const save = (event) => {
    event.preventDefault();
    const { instructions, ...parameters } = values;
    const number = nextNumber();
    setSaved({ number, values: typed });
    onSave(conversation, instructions, parameters, number);
  };
  const stored = saved.number > 0 && told.number === saved.number && !told.key && typed === saved.values;
  return { values, change, save, number: saved.number, dirty: typed !== undefined && !stored };
};

const Panel = ({ conversation, seen, told, limit, onLook, onSave, onSwitch, onClose }) => {
  const t = useTexts();
  const [tab, setTab] = useState("instructions");
  const [since] = useState(nextNumber);
  const model = useNameOf(seen.reference, seen.model);
  const look = (number = nextNumber()) => onLook(conversation, draftOf(conversation), number);
  const { values, change, save, number, dirty } = useForm(conversation, seen, told, onSave, look);
  useEffect(() => {
    look(since);
  }, []);
  const flip = (id, off) => {
    onSwitch(id, off);
    look();
  };
  return (
    <form className="setup" onSubmit={save}>
      <Tabs chosen={tab} onChoose={setTab} />
      <div role="tabpanel" id="setup-panel" aria-labelledby={`setup-${tab}`} tabIndex={0}>
        {seen.number < since && (told.number < since ? <p className="hint">{t("setup.loading")}</p> : <Outcome number={since} told={told} />)}
        {seen.number >= since && tab === "instructions" && (
          <>
            <InstructionsBox
              label={t("setup.of_conversation")}
              hint={t("setup.of_conversation_hint")}
              value={values.instructions}
              limit={limit}
              onChange={(instructions) => change({ instructions })}
            />
            <Layers seen={seen} />
          </>
        )}
        {seen.number >= since && tab === "parameters" && <Parameters {...{ values, seen, model }} onChange={change} />}
        {seen.number >= since && tab === "sent" && <Sent {...{ seen, model }} onSwitch={flip} />}
      </div>
      <div className="setup-foot">
        <Outcome number={number} told={told} dirty={dirty} />
        <button type="button" className="secondary" onClick={onClose}>
          {t("setup.close")}
        </button>
        <button type="submit" className="primary" disabled={!dirty}>
          {t("setup.save")}
        </button>
      </div>
    </form>
  );
};

export function SetupButton({ changed, ...panel }) {
  const t = useTexts();
  const conversation = useConversation();
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  const count = t("setup.changed", { count: changed });
  const label = changed ? `${t("setup.open")}, ${count}` : t("setup.open");
  return (
    <>
      <button type="button" className="quiet setup-button" aria-haspopup="dialog" aria-label={label} title={label} onClick={() => setOpen(true)}>
        <span className="sliders" />
        {changed > 0 && <span>{count}</span>}
      </button>
      <Modal open={open} label={t("setup.open")} onClose={close}>
        <Panel key={conversation} conversation={conversation} onClose={close} {...panel} />
      </Modal>
    </>
  );
}
