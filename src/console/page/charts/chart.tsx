// Lines over time, with an axis, a legend and the thresholds that are drawn across them.

import { clockTime, count } from "../parts/words.ts";

export interface Line {
  readonly label: string;
  readonly colour: string | undefined;
  readonly points: readonly { readonly at: number; readonly value: number }[];
}

export interface ChartProps {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly from: number;
  readonly to: number;
  readonly thresholds?: readonly { readonly label?: string; readonly value: number }[];
}

const size = { width: 560, height: 200 };
const margin = { left: 56, right: 8, top: 8, bottom: 22 };
/** A dash each as well, so that lines are told apart without their colours. */
const looks = [
  ["#0b6bcb", ""],
  ["#c2410c", "6 3"],
  ["#15803d", "2 3"],
  ["#7e22ce", "8 3 2 3"],
  ["#b91c1c", "4 4"],
  ["#0f766e", "1 3"],
] as const;

export function Chart({ title, lines, from, to, thresholds = [] }: ChartProps) {
  const values = [
    ...lines.flatMap(({ points }) => points.map(({ value }) => value)),
    ...thresholds.map(({ value }) => value),
  ];
  const top = niceTop(Math.max(0, ...values));
  const bottom = Math.min(0, ...values);
  const x = (at: number) =>
    margin.left + ((at - from) / (to - from)) * (size.width - margin.left - margin.right);
  const y = (value: number) =>
    size.height -
    margin.bottom -
    ((value - bottom) / (top - bottom)) * (size.height - margin.top - margin.bottom);
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label={`${title}: ${spoken(lines)}`}>
        {[bottom, (bottom + top) / 2, top].map((value) => (
          <g key={value}>
            <line class="grid" x1={margin.left} x2={size.width - margin.right} y1={y(value)} y2={y(value)} />
            <text x={margin.left - 6} y={y(value) + 4} text-anchor="end">
              {count(value)}
            </text>
          </g>
        ))}
        {[from, (from + to) / 2, to].map((at, index) => (
          <text
            key={at}
            x={x(at)}
            y={size.height - 6}
            text-anchor={index === 0 ? "start" : index === 1 ? "middle" : "end"}
          >
            {clockTime(at).slice(0, 8)}
          </text>
        ))}
        {thresholds.map(({ label, value }) => (
          <g key={`${label} ${value}`}>
            <line
              class="threshold"
              x1={margin.left}
              x2={size.width - margin.right}
              y1={y(value)}
              y2={y(value)}
            />
            <text class="threshold-label" x={size.width - margin.right} y={y(value) - 4} text-anchor="end">
              {label}
            </text>
          </g>
        ))}
        {lines.map(({ label, colour, points }, index) => {
          const [usual, dash] = looks[index % looks.length] ?? looks[0];
          const path = points
            .map(
              ({ at, value }, number) =>
                `${number === 0 ? "M" : "L"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`,
            )
            .join("");
          return (
            <g key={label} stroke={colour ?? usual} fill={colour ?? usual}>
              <path d={path} fill="none" stroke-width="1.8" stroke-dasharray={dash} />
              {points.length < 40 &&
                points.map(({ at, value }) => <circle key={at} cx={x(at)} cy={y(value)} r="2" />)}
            </g>
          );
        })}
      </svg>
      <ul class="legend">
        {lines.map(({ label, colour, points }, index) => (
          <li key={label}>
            <svg width="26" height="8" aria-hidden="true">
              <line
                x1="0"
                x2="26"
                y1="4"
                y2="4"
                stroke={colour ?? looks[index % looks.length]?.[0]}
                stroke-width="2"
                stroke-dasharray={looks[index % looks.length]?.[1]}
              />
            </svg>{" "}
            {label}: {points.length === 0 ? "no data" : count(points.at(-1)?.value ?? 0)}
          </li>
        ))}
      </ul>
    </figure>
  );
}

function spoken(lines: readonly Line[]): string {
  return lines
    .map(
      ({ label, points }) =>
        `${label} ${points.length === 0 ? "without data" : count(points.at(-1)?.value ?? 0)}`,
    )
    .join(", ");
}

/** 1, 2 or 5 times a power of ten. */
function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}
