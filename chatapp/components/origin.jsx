// The way back from a fork.
import { Link } from "react-router";
import { useOrigin } from "$/public/external/chatapp/components/bridge/chat_store.js";
import { useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

export function Origin({ place }) {
  const t = useTexts();
  const origin = useOrigin();
  if (!origin) return null;
  const [id, title] = origin;
  return (
    <p className="origin">
      {t("branch.origin")} <Link to={place + id}>{title}</Link>
    </p>
  );
}
