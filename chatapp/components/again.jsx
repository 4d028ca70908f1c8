// The dialog that asks to sign in again, over whatever page is open when its session has ended. The page behind it is
// hidden: who sits here now may be somebody else.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { refusal, useTabTitle } from "$/public/external/chatapp/components/page/page.jsx";
import { belongTo, goOn, ownerOf, useOver } from "$/public/external/chatapp/components/session/session.js";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

export function SignInAgain({ name, action, start, elsewhere }) {
  const t = useTexts();
  const over = useOver();
  const dialog = useRef(null);
  const [fault, setFault] = useState(null);
  const [busy, setBusy] = useState(false);

  useLayoutEffect(() => belongTo(name, start), [name, start]);

  const show = () => {
    if (!dialog.current.open) dialog.current.showModal();
    dialog.current.querySelector(ownerOf() ? "[name=password]" : "[name=username]").focus();
  };
  useEffect(() => {
    if (over) show();
  }, [over]);
  useTabTitle(over ? t("account.again") : "");

  const submit = async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    setBusy(true);
    setFault(null);
    const found = await refusal(form);
    if (!found) return goOn(form.elements.username.value, start);
    setBusy(false);
    setFault(found);
    form.elements.password.select();
  };

  if (!over) return null;
  return (
    <dialog
      ref={dialog}
      className="modal again"
      aria-label={t("account.again")}
      onCancel={(event) => event.preventDefault()}
      onClose={show}
    >
      <h1>{t("account.again")}</h1>
      <p className="hint">{t("account.again_why")}</p>
      {fault && (
        <p role="alert" className="fault">
          {t(fault.key, fault.args)}
        </p>
      )}
      <form className="fields" method="post" action={action} onSubmit={submit}>
        <label>
          {t("account.username")}
          <input name="username" defaultValue={ownerOf()} autoComplete="username" autoCapitalize="none" maxLength={64} required />
        </label>
        <label>
          {t("account.password")}
          <input name="password" type="password" autoComplete="current-password" maxLength={1024} required />
        </label>
        <button type="submit" className="primary" disabled={busy}>
          {t("account.sign_in")}
        </button>
      </form>
      <a href={elsewhere}>{t("account.somebody_else")}</a>
    </dialog>
  );
}
