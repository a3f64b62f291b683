// The last value of each line: as a number, a bar, a share of a circle, a pointer, or a row of a table.

import { clockTime, count } from "../parts/words.ts";
import { Legend } from "./legend.tsx";
import { type Line, lookOf } from "./plot.ts";

export interface LastValuesProps {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly view: string;
  /** What a gauge goes from and to. */
  readonly range: readonly [least: number, most: number];
}

export function LastValues({ title, lines, view, range }: LastValuesProps) {
  return (
    <figure class="numbers">
      <figcaption>{title}</figcaption>
      <Body {...{ lines, view, range }} />
    </figure>
  );
}

function Body({ lines, view, range }: Omit<LastValuesProps, "title">) {
  switch (view) {
    case "bar":
      return <Bars lines={lines} />;
    case "pie":
      return <Pie lines={lines} />;
    case "gauge":
      return <Gauge lines={lines} range={range} />;
    case "table":
      return <Table lines={lines} />;
    default:
      return <Numbers lines={lines} />;
  }
}

interface Lines {
  readonly lines: readonly Line[];
}

function lastOf({ points }: Line): number | undefined {
  return points.at(-1)?.value;
}

function written(line: Line): string {
  const last = lastOf(line);
  return last === undefined ? "–" : count(last);
}

function Numbers({ lines }: Lines) {
  return (
    <div class="last-numbers">
      {lines.map((line, index) => (
        <p key={`${line.label} ${index}`}>
          <b>{written(line)}</b> {line.label}
        </p>
      ))}
    </div>
  );
}

function Bars({ lines }: Lines) {
  const most = Math.max(Number.EPSILON, ...lines.map((line) => lastOf(line) ?? 0));
  return (
    <ul class="bars">
      {lines.map((line, index) => (
        <li key={`${line.label} ${index}`}>
          <span>{line.label}</span>
          <span
            class="bar-value"
            style={{
              width: `${(Math.max(0, lastOf(line) ?? 0) / most) * 70}%`,
              background: lookOf(line, index).colour,
            }}
          />
          {written(line)}
        </li>
      ))}
    </ul>
  );
}

function Pie({ lines }: Lines) {
  const values = lines.map((line) => Math.max(0, lastOf(line) ?? 0));
  const total = values.reduce((sum, value) => sum + value, 0);
  const around = 2 * Math.PI * 25;
  let before = 0;
  return (
    <>
      <svg
        viewBox="0 0 100 100"
        class="pie"
        role="img"
        aria-label={lines.map((line) => `${line.label} ${written(line)}`).join(", ")}
      >
        {total > 0 &&
          values.map((value, index) => {
            const line = lines[index] as Line;
            const part = (value / total) * around;
            const offset = -before;
            before += part;
            return (
              <circle
                key={`${line.label} ${index}`}
                cx="50"
                cy="50"
                r="25"
                fill="none"
                stroke={lookOf(line, index).colour}
                stroke-width="48"
                stroke-dasharray={`${part} ${around - part}`}
                stroke-dashoffset={offset}
                transform="rotate(-90 50 50)"
              />
            );
          })}
      </svg>
      <Legend lines={lines} />
    </>
  );
}

function Gauge({ lines, range: [least, most] }: Pick<LastValuesProps, "lines" | "range">) {
  const [line] = lines;
  if (line === undefined) return null;
  const share = Math.min(1, Math.max(0, ((lastOf(line) ?? least) - least) / (most - least || 1)));
  const half = Math.PI * 40;
  return (
    <svg
      viewBox="0 0 100 62"
      class="gauge"
      role="img"
      aria-label={`${line.label}: ${written(line)} of ${count(most)}`}
    >
      <path class="gauge-ground" d="M10 52A40 40 0 0 1 90 52" />
      <path
        d="M10 52A40 40 0 0 1 90 52"
        stroke={lookOf(line, 0).colour}
        stroke-dasharray={`${share * half} ${half}`}
      />
      <text x="50" y="50" text-anchor="middle" class="gauge-value">
        {written(line)}
      </text>
      <text x="10" y="61" text-anchor="middle">
        {count(least)}
      </text>
      <text x="90" y="61" text-anchor="middle">
        {count(most)}
      </text>
    </svg>
  );
}

const mostRows = 12;

function Table({ lines }: Lines) {
  const times = [...new Set(lines.flatMap(({ points }) => points.map(({ at }) => at)))].toSorted(
    (a, b) => b - a,
  );
  return (
    <div class="scrolls" tabIndex={0} role="region" aria-label="Values by time">
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {lines.map(({ label }, index) => (
              <th key={`${label} ${index}`} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times.slice(0, mostRows).map((at) => (
            <tr key={at}>
              <th scope="row">{clockTime(at).slice(0, 8)}</th>
              {lines.map(({ label, points }, index) => {
                const point = points.find((each) => each.at === at);
                return <td key={`${label} ${index}`}>{point === undefined ? "" : count(point.value)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
