// Lines or areas over time, with an axis on either side, thresholds across and moments down, as CloudWatch draws them.

import { useRef } from "preact/hooks";
import type { WidgetProperties } from "../../../services/cloudwatch/widgets/widget-series.ts";
import { clockTime, count } from "../parts/words.ts";
import { useDrawnSize } from "./drawn-size.ts";
import { Legend } from "./legend.tsx";
import {
  bandsOf,
  type Line,
  lookOf,
  type Moment,
  type Scale,
  scaleOf,
  stacked,
  type Threshold,
} from "./plot.ts";

export interface ChartProps {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly from: number;
  readonly to: number;
  readonly isStacked?: boolean | undefined;
  readonly yAxis?: WidgetProperties["yAxis"] | undefined;
  readonly thresholds?: readonly Threshold[];
  readonly moments?: readonly Moment[];
}

const usual = { width: 560, height: 220 };
const least = { width: 200, height: 100 };
const top = 16;
/** Between the labels of the time. */
const leastGap = 90;

export function Chart(props: ChartProps) {
  const { title, lines, from, to, isStacked = false, yAxis, thresholds = [], moments = [] } = props;
  const drawing = useRef<SVGSVGElement>(null);
  const size = useDrawnSize(drawing, usual, least);
  const bottom = size.height - 24;
  const shown = isStacked ? stacked(lines) : lines;
  const hasRight = shown.some(({ isRight }) => isRight);
  const [left, right] = [54, size.width - (hasRight ? 54 : 10)];
  const gaps = Math.max(1, Math.min(4, Math.floor((right - left) / leastGap)));
  const scaleAt = (isRight: boolean) => {
    const values = [
      ...shown
        .filter((line) => line.isRight === isRight)
        .flatMap(({ points }) => points.map(({ value }) => value)),
      ...thresholds.filter((each) => each.isRight === isRight).flatMap((each) => [each.from, each.to]),
    ].filter(Number.isFinite);
    return scaleOf(values, isRight ? yAxis?.right : yAxis?.left);
  };
  const scales = { left: scaleAt(false), right: scaleAt(true) };
  const x = (at: number) => left + ((Math.min(Math.max(at, from), to) - from) / (to - from)) * (right - left);
  const y = (value: number, isRight: boolean) => {
    const { least, most } = isRight ? scales.right : scales.left;
    return bottom - ((Math.min(Math.max(value, least), most) - least) / (most - least)) * (bottom - top);
  };
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <svg
        ref={drawing}
        viewBox={`0 0 ${size.width} ${size.height}`}
        role="img"
        aria-label={`${title}: ${spoken(lines)}`}
      >
        <AxisTicks scale={scales.left} at={left - 6} anchor="end" y={(value) => y(value, false)} />
        {hasRight && (
          <AxisTicks scale={scales.right} at={right + 6} anchor="start" y={(value) => y(value, true)} />
        )}
        {scales.left.ticks.map((tick) => (
          <line key={tick} class="grid" x1={left} x2={right} y1={y(tick, false)} y2={y(tick, false)} />
        ))}
        <text x={left} y={10}>
          {yAxis?.left?.label}
        </text>
        <text x={right} y={10} text-anchor="end">
          {yAxis?.right?.label}
        </text>
        {Array.from({ length: gaps + 1 }, (_, part) => (
          <text
            key={part}
            x={left + ((right - left) * part) / gaps}
            y={size.height - 7}
            text-anchor={part === 0 ? "start" : part === gaps ? "end" : "middle"}
          >
            {timeLabel(from + ((to - from) * part) / gaps, to - from)}
          </text>
        ))}
        {moments.map(({ label, from: begin, to: end, colour }) => (
          <g key={`${label} ${begin}`} class="moment" style={colour === undefined ? {} : { color: colour }}>
            <rect x={x(begin)} width={Math.max(1, x(end) - x(begin))} y={top} height={bottom - top} />
            <text x={x(Math.max(begin, from)) + 4} y={top + 10}>
              {label}
            </text>
          </g>
        ))}
        {bandsOf(shown).map(({ name, isRight, outline }) => (
          <polygon
            key={name}
            class="band"
            points={outline
              .map(({ at, value }) => `${x(at).toFixed(1)},${y(value, isRight).toFixed(1)}`)
              .join(" ")}
          />
        ))}
        {(isStacked ? shown.toReversed() : shown).map((line) => {
          const index = shown.indexOf(line);
          const { colour, dash } = lookOf(line, index);
          const places = line.points.map(
            ({ at, value }) => `${x(at).toFixed(1)} ${y(value, line.isRight).toFixed(1)}`,
          );
          const path = places.length === 0 ? "" : `M${places.join("L")}`;
          const floor = y(0, line.isRight).toFixed(1);
          const [first, last] = [line.points[0], line.points.at(-1)];
          return (
            <g key={`${line.label} ${index}`} stroke={colour} fill={colour}>
              {isStacked && first !== undefined && last !== undefined && (
                <path
                  class="area"
                  d={`${path}L${x(last.at).toFixed(1)} ${floor}L${x(first.at).toFixed(1)} ${floor}Z`}
                  stroke="none"
                />
              )}
              <path d={path} fill="none" stroke-width="1.8" stroke-dasharray={dash} />
              {line.points.length < 40 &&
                line.points.map(({ at, value }) => (
                  <circle key={at} cx={x(at)} cy={y(value, line.isRight)} r="2.2">
                    <title>{`${line.label}: ${count(value)} at ${clockTime(at).slice(0, 8)}`}</title>
                  </circle>
                ))}
            </g>
          );
        })}
        {thresholds.map(({ label, from: low, to: high, colour, isRight }) => (
          <g key={`${label} ${low}`} class="threshold" style={colour === undefined ? {} : { color: colour }}>
            <rect
              x={left}
              width={right - left}
              y={y(high, isRight)}
              height={Math.max(0, y(low, isRight) - y(high, isRight))}
            />
            {[low, high].filter(Number.isFinite).map((value) => (
              <line key={value} x1={left} x2={right} y1={y(value, isRight)} y2={y(value, isRight)} />
            ))}
            <text x={right - 2} y={y(Number.isFinite(high) ? high : low, isRight) - 4} text-anchor="end">
              {label}
            </text>
          </g>
        ))}
      </svg>
      <Legend lines={lines} />
    </figure>
  );
}

interface AxisTicksProps {
  readonly scale: Scale;
  readonly at: number;
  readonly anchor: "start" | "end";
  readonly y: (value: number) => number;
}

function AxisTicks({ scale, at, anchor, y }: AxisTicksProps) {
  return (
    <>
      {scale.ticks.map((tick) => (
        <text key={tick} x={at} y={y(tick) + 4} text-anchor={anchor}>
          {count(tick)}
        </text>
      ))}
    </>
  );
}

function timeLabel(at: number, span: number): string {
  return clockTime(at).slice(0, span < 10 * 60_000 ? 8 : 5);
}

function spoken(lines: readonly Line[]): string {
  return lines
    .map(
      ({ label, points }) =>
        `${label} ${points.length === 0 ? "without data" : count(points.at(-1)?.value ?? 0)}`,
    )
    .join(", ");
}
