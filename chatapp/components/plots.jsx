// Columns, one upon the other by series: SVG for the eye, a table with the same numbers behind it. Its scale is drawn
// as text of the page, so that it is as large as all other text, however wide the plot is.
import { useId } from "react";
import { numeral, useTexts } from "$/public/external/chatapp/i18n/catalog/i18n.js";

const HEIGHT = 100;
const GAP = 0.2; // of a column's width
const MOST_NAMES = 4; // below the plot, when not all have room

const sum = (numbers) => numbers.reduce((all, number) => all + number, 0);

const Column = ({ at, name, series, most }) => {
  let below = 0;
  const told = series.filter(({ values }) => values[at]).map(({ name, values }) => `${name}: ${numeral(values[at])}`);
  return (
    <g>
      <title>{[name, ...told].join("\n")}</title>
      <rect x={at} width={1} height={HEIGHT} className="room" />
      {series.map(({ name, values }, place) => {
        const height = (HEIGHT * values[at]) / most;
        below += height;
        return <rect key={name} x={at + GAP / 2} width={1 - GAP} y={HEIGHT - below} height={height} className={`series-${place}`} />;
      })}
    </g>
  );
};

const Names = ({ names, all }) => {
  const parts = Math.min(MOST_NAMES, names.length) - 1;
  const some = Array.from({ length: parts + 1 }, (_, n) => names[Math.round((n * (names.length - 1)) / (parts || 1))]);
  const shown = all ? names : some;
  return (
    <div className={all ? "names all" : "names"} aria-hidden="true">
      {shown.map((name) => (
        <span key={name}>{name}</span>
      ))}
    </div>
  );
};

const Legend = ({ series }) => (
  <ul className="legend">
    {series.map(({ name }, place) => (
      <li key={name}>
        <svg viewBox="0 0 1 1" aria-hidden="true">
          <rect width={1} height={1} className={`series-${place}`} />
        </svg>
        <bdi>{name}</bdi>
      </li>
    ))}
  </ul>
);

const Table = ({ title, along, names, series }) => {
  const t = useTexts();
  return (
    <details>
      <summary>{t("usage.table")}</summary>
      <div className="table" tabIndex={0} role="region" aria-label={title}>
        <table>
          <thead>
            <tr>
              {[along, ...series.map(({ name }) => name)].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map((name, at) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {series.map(({ name, values }) => (
                  <td key={name}>{numeral(values[at])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
};

const Columns = ({ title, highest, along, names, series, most, all }) => (
  <>
    <svg viewBox={`0 0 ${names.length} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`${title}. ${highest}`}>
      {names.map((name, at) => (
        <Column key={name} at={at} name={name} series={series} most={most} />
      ))}
    </svg>
    <Names names={names} all={all} />
    {series.length > 1 && <Legend series={series} />}
    <Table title={title} along={along} names={names} series={series} />
  </>
);

// `names`: of the columns; `all`: each of them is written below.
export function Plot({ title, along, names, series, all }) {
  const t = useTexts();
  const id = useId();
  const sums = names.map((_, at) => sum(series.map(({ values }) => values[at])));
  const most = Math.max(...sums, 1);
  const highest = t("usage.most", { number: numeral(most), name: names[sums.indexOf(most)] ?? "" });
  return (
    <figure className="plot" aria-labelledby={id}>
      <figcaption>
        <h2 id={id}>{title}</h2>
        <p className="meta">{sum(sums) > 0 && highest}</p>
      </figcaption>
      {sum(sums) === 0 && <p className="hint">{t("usage.empty")}</p>}
      {sum(sums) > 0 && <Columns title={title} highest={highest} along={along} names={names} series={series} most={most} all={all} />}
    </figure>
  );
}
