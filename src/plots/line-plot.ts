// Lines over an axis as SVG, for documents and reports. It is drawn right by any viewer, by attributes of its own; a page's style
// goes before them, for which elements carry classes. Dashes tell lines apart without their colours.

import { escapeXml } from "../aws/escape-xml.ts";
import { linearScale, logScale, type Scale } from "./scale.ts";

export interface PlotAxis {
  readonly label: string;
  /** @default "linear" */
  readonly scale?: "linear" | "log";
  /** What the axis spans at least; what the lines need is added. */
  readonly from?: number;
  readonly to?: number;
  readonly format: (value: number) => string;
}

export type PlotPoint = readonly [x: number, y: number];

export interface Plot {
  readonly title: string;
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly lines: readonly { readonly label: string; readonly points: readonly PlotPoint[] }[];
  /** Points that are named, such as where lines cross. */
  readonly marks?: readonly { readonly at: PlotPoint; readonly label: string }[];
  /** Stretches of the x axis that are named, such as the phases of a test. */
  readonly bands?: readonly { readonly from: number; readonly to: number; readonly label: string }[];
}

export const plotSize = { width: 640, height: 280 };

const margin = { left: 64, right: 28, top: 48, bottom: 44 };
const legendLine = 18;
const ink = "#1f2933";
const faint = "#5f6c7b";
const looks = [
  ["#0b6bcb", ""],
  ["#c2410c", "7 3"],
  ["#15803d", "2 3"],
  ["#7e22ce", "9 3 2 3"],
  ["#b91c1c", "4 4"],
] as const;

/** How high the drawing is: the plot with a line of legend for each of its lines. */
export function plotHeight({ lines }: Plot): number {
  return plotSize.height + legendLine * lines.length;
}

/** An `svg` element, at a place of its own within another one if that is given. */
export function renderPlot(plot: Plot, at?: { readonly x: number; readonly y: number }): string {
  const [width, height] = [plotSize.width, plotHeight(plot)];
  const place = at === undefined ? 'xmlns="http://www.w3.org/2000/svg" ' : `x="${at.x}" y="${at.y}" `;
  const points = plot.lines.flatMap((line) => line.points);
  const xScale = scaleOf(
    plot.x,
    points.map(([x]) => x),
  );
  const yScale = scaleOf(
    plot.y,
    points.map(([, y]) => y),
  );
  const x = (value: number) =>
    round(margin.left + xScale.place(value) * (width - margin.left - margin.right));
  const y = (value: number) =>
    round(
      plotSize.height - margin.bottom - yScale.place(value) * (plotSize.height - margin.top - margin.bottom),
    );
  return [
    `<svg ${place}viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" class="plot" role="img" aria-label="${escapeXml(plot.title)}" font-family="Helvetica, Arial, sans-serif" font-size="12" fill="${ink}">`,
    `<text class="title" x="${margin.left}" y="18" font-size="14" font-weight="bold">${escapeXml(plot.title)}</text>`,
    ...bandElements(plot, x),
    ...axisElements(plot, xScale, yScale, x, y),
    ...plot.lines.flatMap((line, index) => lineElements(line, index, x, y)),
    ...(plot.marks ?? []).flatMap(({ at: [atX, atY], label }) => [
      `<circle class="mark" cx="${x(atX)}" cy="${y(atY)}" r="4" fill="none" stroke="${ink}" stroke-width="1.5"/>`,
      `<text class="mark" x="${x(atX) + 7}" y="${y(atY) - 7}" font-size="11">${escapeXml(label)}</text>`,
    ]),
    "</svg>",
    "",
  ].join("\n");
}

function scaleOf({ scale, from, to }: PlotAxis, values: readonly number[]): Scale {
  const [least, most] = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [from ?? Number.POSITIVE_INFINITY, to ?? Number.NEGATIVE_INFINITY],
  );
  if (!Number.isFinite(least)) return scale === "log" ? logScale(1, 10) : linearScale(0, 1);
  if (scale === "log") return logScale(Math.max(least, 1e-6), Math.max(most, 1e-5));
  return linearScale(Math.min(0, least), Math.max(most, 0));
}

type Place = (value: number) => number;

function bandElements({ bands = [] }: Plot, x: Place): readonly string[] {
  return bands.flatMap(({ from, to, label }, index) => [
    `<rect class="band" x="${x(from)}" y="${margin.top}" width="${Math.max(0, round(x(to) - x(from)))}" height="${plotSize.height - margin.top - margin.bottom}" fill="#7b8794" fill-opacity="${index % 2 === 0 ? 0.06 : 0.14}"/>`,
    `<text class="band" x="${x(from) + 4}" y="${margin.top + 12 + (index % 2) * 12}" font-size="10" fill="${faint}">${escapeXml(label)}</text>`,
  ]);
}

function axisElements(plot: Plot, xScale: Scale, yScale: Scale, x: Place, y: Place): readonly string[] {
  const [left, right] = [margin.left, plotSize.width - margin.right];
  const [top, bottom] = [margin.top, plotSize.height - margin.bottom];
  return [
    ...yScale.ticks.flatMap((tick) => [
      `<line class="grid" x1="${left}" y1="${y(tick)}" x2="${right}" y2="${y(tick)}" stroke="#d5dae0"/>`,
      `<text class="tick" x="${left - 6}" y="${y(tick) + 4}" text-anchor="end" font-size="11" fill="${faint}">${escapeXml(plot.y.format(tick))}</text>`,
    ]),
    ...xScale.ticks.map(
      (tick) =>
        `<text class="tick" x="${x(tick)}" y="${bottom + 16}" text-anchor="middle" font-size="11" fill="${faint}">${escapeXml(plot.x.format(tick))}</text>`,
    ),
    `<path class="axis" d="M${left} ${top}V${bottom}H${right}" fill="none" stroke="#7b8794"/>`,
    `<text class="label" x="${right}" y="${bottom + 34}" text-anchor="end" fill="${faint}">${escapeXml(plot.x.label)}</text>`,
    `<text class="label" x="${left}" y="${top - 12}" fill="${faint}">${escapeXml(plot.y.label)}</text>`,
  ];
}

function lineElements(line: Plot["lines"][number], index: number, x: Place, y: Place): readonly string[] {
  const [colour, dashes] = looks[index % looks.length] ?? looks[0];
  const stroke = `stroke="${colour}" stroke-width="2"${dashes === "" ? "" : ` stroke-dasharray="${dashes}"`}`;
  const legendY = plotSize.height + index * legendLine;
  const path = line.points.map(([atX, atY], at) => `${at === 0 ? "M" : "L"}${x(atX)} ${y(atY)}`).join("");
  return [
    `<path class="line line-${index}" d="${path}" fill="none" ${stroke}/>`,
    `<path class="line line-${index}" d="M${margin.left} ${legendY}h28" fill="none" ${stroke}/>`,
    `<text class="legend" x="${margin.left + 36}" y="${legendY + 4}">${escapeXml(line.label)}</text>`,
  ];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
