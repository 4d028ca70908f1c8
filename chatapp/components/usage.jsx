// How much was asked and answered, in the days and hours of the reader's own time zone.
import { useEffect, useState } from "react";
import { Plot } from "$/public/external/chatapp/components/usage/plots.jsx";
import { numeral, timeZone, useMonth, useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const RANGES = [7, 30, 90, 0];
const STEPS_S = [0.5, 1, 2, 5, 10]; // as the server counts waits (store/usage.py)

// "2026-11-28" is a day of the reader's, "2026-11" a month; neither is a moment.
const useNames = (periods) => {
  const month = useMonth();
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { month: "short", day: "numeric" });
  return periods.map(({ name }) => {
    const [year, number, day] = name.split("-").map(Number);
    return day ? format.format(new Date(year, number - 1, day)) : month(new Date(year, number - 1));
  });
};

const Totals = ({ usage }) => {
  const t = useTexts();
  const all = { "usage.prompts": usage.prompts, "usage.answers": usage.answers, "numbers.in": usage.sent, "numbers.out": usage.written };
  return (
    <dl className="totals">
      {Object.entries(all).map(([text, number]) => (
        <div key={text}>
          <dt>{t(text)}</dt>
          <dd>{numeral(number)}</dd>
        </div>
      ))}
    </dl>
  );
};

const Plots = ({ usage }) => {
  const t = useTexts();
  const names = useNames(usage.periods);
  const series = (what) =>
    usage.models.map((model, place) => ({ name: model || t("usage.others"), values: usage.periods.map((period) => period[what][place]) }));
  const hours = usage.prompts_by_hour.map((_, hour) => `${String(hour).padStart(2, "0")}:00`);
  const waits = [...STEPS_S.map((s) => t("usage.within", { seconds: numeral(s, 1) })), t("usage.longer", { seconds: numeral(STEPS_S.at(-1)) })];
  return (
    <>
      <Plot title={t("usage.answers_over_time")} along={t("usage.time")} names={names} series={series("answers")} />
      <Plot title={t("usage.tokens_over_time")} along={t("usage.time")} names={names} series={series("tokens")} />
      <Plot title={t("usage.waits")} along={t("usage.wait")} names={waits} series={[{ name: t("usage.answers"), values: usage.waits }]} all />
      <Plot title={t("usage.hours")} along={t("usage.hour")} names={hours} series={[{ name: t("usage.prompts"), values: usage.prompts_by_hour }]} />
    </>
  );
};

const Choices = ({ days, onDays, everybody, onEverybody, isAdmin }) => {
  const t = useTexts();
  return (
    <div className="choices">
      <select aria-label={t("usage.range")} value={days} onChange={(event) => onDays(Number(event.target.value))}>
        {RANGES.map((range) => (
          <option key={range} value={range}>
            {range ? t("usage.last_days", { days: range }) : t("usage.all_time")}
          </option>
        ))}
      </select>
      {isAdmin && (
        <label className="check">
          <input type="checkbox" checked={everybody} onChange={(event) => onEverybody(event.target.checked)} />
          {t("usage.everybody")}
        </label>
      )}
    </div>
  );
};

export function Usage({ usage, isAdmin, onLook }) {
  const t = useTexts();
  const [days, setDays] = useState(30);
  const [everybody, setEverybody] = useState(false);
  useEffect(() => {
    onLook(days, timeZone(), everybody ? "everybody" : "own");
  }, [days, everybody]);
  return (
    <>
      <Choices days={days} onDays={setDays} everybody={everybody} onEverybody={setEverybody} isAdmin={isAdmin} />
      {usage.zone !== "" && usage.prompts + usage.answers === 0 && <p className="empty">{t("usage.empty")}</p>}
      {usage.prompts + usage.answers > 0 && (
        <>
          <Totals usage={usage} />
          <Plots usage={usage} />
          <p className="hint">{t("usage.zone", { zone: usage.zone })}</p>
        </>
      )}
    </>
  );
}
