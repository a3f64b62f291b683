// A metric widget as a picture: series over time as lines or as areas one upon the other, or the last value of each.

import { Bitmap, type Colour, type Point, parseColour, textWidth } from "../../../plots/bitmap.ts";
import { linearScale } from "../../../plots/scale.ts";
import type { TimeSeries } from "../metrics/time-range.ts";
import type { MetricWidget } from "./metric-widget.ts";

export interface DrawnSeries {
  readonly label: string;
  readonly points: TimeSeries;
  readonly colour: string | undefined;
}

const white: Colour = [255, 255, 255];
const ink: Colour = [31, 41, 51];
const faint: Colour = [95, 108, 123];
const grid: Colour = [213, 218, 224];
const red: Colour = [214, 39, 40];
const palette: readonly Colour[] = [
  [31, 119, 180],
  [255, 127, 14],
  [44, 160, 44],
  [214, 39, 40],
  [148, 103, 189],
  [140, 86, 75],
  [227, 119, 194],
  [127, 127, 127],
];
const lineHeight = 12;

interface Line {
  readonly label: string;
  readonly colour: Colour;
  readonly points: readonly Point[];
}

interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export function drawWidget(widget: MetricWidget, series: readonly DrawnSeries[]): Bitmap {
  const bitmap = new Bitmap(widget.width, widget.height, white);
  bitmap.text(widget.title, [10, 8], { colour: ink, size: widget.width < 300 ? 1 : 2 });
  const lines = series.map(({ label, points, colour }, index) => ({
    label,
    colour:
      (colour === undefined ? undefined : parseColour(colour)) ?? palette[index % palette.length] ?? ink,
    points: thinned([...points], widget.width),
  }));
  if (widget.view === "timeSeries") drawOverTime(bitmap, widget, lines);
  else if (widget.view === "bar") drawBars(bitmap, lines);
  else drawValues(bitmap, lines);
  return bitmap;
}

function drawOverTime(bitmap: Bitmap, widget: MetricWidget, lines: readonly Line[]): void {
  const shown = widget.isStacked ? stacked(lines) : lines;
  const frame: Frame = {
    left: 56,
    right: bitmap.width - 14,
    top: 34,
    bottom: bitmap.height - 26 - lineHeight * Math.min(lines.length, 8),
  };
  const values = [
    ...shown.flatMap(({ points }) => points.map(([, value]) => value)),
    ...widget.lines.map(({ value }) => value),
  ];
  const least = widget.axis.least ?? values.reduce((low, value) => Math.min(low, value), 0);
  const most = widget.axis.most ?? values.reduce((high, value) => Math.max(high, value), least);
  const scale = linearScale(least, most > least ? most : least + 1);
  const y = (value: number) => frame.bottom - scale.place(value) * (frame.bottom - frame.top);
  const { from, until } = widget.range;
  const x = (at: number) => frame.left + ((at - from) / (until - from)) * (frame.right - frame.left);
  for (const tick of scale.ticks) {
    bitmap.rectangle([frame.left, y(tick)], [frame.right - frame.left, 1], grid);
    bitmap.text(shortNumber(tick), [frame.left - 6, y(tick) - 3], { colour: faint, anchor: "right" });
  }
  if (widget.axis.label !== undefined)
    bitmap.text(widget.axis.label, [frame.left, frame.top - 11], { colour: faint });
  drawTimes(bitmap, widget, frame, x);
  if (widget.isStacked) drawAreas(bitmap, shown, frame, x, y);
  for (const { points, colour } of shown) {
    const places = points.map(([at, value]): Point => [x(at), y(value)]);
    if (places.length === 1) bitmap.line(places[0] as Point, places[0] as Point, colour, 4);
    bitmap.polyline(places, colour);
  }
  for (const { value, label, color } of widget.lines) {
    const colour = (color === undefined ? undefined : parseColour(color)) ?? red;
    bitmap.rectangle([frame.left, y(value)], [frame.right - frame.left, 1], colour);
    bitmap.text(label, [frame.right, y(value) - 9], { colour, anchor: "right" });
  }
  bitmap.rectangle([frame.left, frame.bottom], [frame.right - frame.left, 1], faint);
  drawLegend(bitmap, lines, frame.bottom + 20);
}

/** The highest of those that would share a column of the picture. */
function thinned(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points;
  const each = Math.ceil(points.length / most);
  return Array.from({ length: Math.ceil(points.length / each) }, (_, index) =>
    points
      .slice(index * each, (index + 1) * each)
      .reduce((highest, point) => (point[1] > highest[1] ? point : highest)),
  );
}

/** Each series upon the ones before it, at the times of any. */
function stacked(lines: readonly Line[]): readonly Line[] {
  const times = [...new Set(lines.flatMap(({ points }) => points.map(([at]) => at)))].sort((a, b) => a - b);
  const sums = new Map<number, number>();
  return lines.map((line) => {
    const values = new Map(line.points);
    const points = times.map((at): Point => {
      sums.set(at, (sums.get(at) ?? 0) + (values.get(at) ?? 0));
      return [at, sums.get(at) ?? 0];
    });
    return { ...line, points };
  });
}

/** Column by column, the highest first, so that each is seen above the one below it. */
function drawAreas(
  bitmap: Bitmap,
  lines: readonly Line[],
  frame: Frame,
  x: (at: number) => number,
  y: (value: number) => number,
): void {
  for (const { points, colour } of lines.toReversed()) {
    for (const [at, [time, value]] of points.entries()) {
      const next = points[at + 1];
      if (next === undefined) continue;
      const [left, right] = [x(time), x(next[0])];
      for (let column = Math.ceil(left); column < right; column++) {
        const share = (column - left) / (right - left);
        const top = y(value + share * (next[1] - value));
        bitmap.rectangle([column, top], [1, frame.bottom - top], white);
        bitmap.rectangle([column, top], [1, frame.bottom - top], [colour[0], colour[1], colour[2], 0.5]);
      }
    }
  }
}

function drawTimes(
  bitmap: Bitmap,
  { range: { from, until } }: MetricWidget,
  frame: Frame,
  x: (at: number) => number,
): void {
  const isLong = until - from > 2 * 86_400_000;
  const most = Math.max(1, Math.floor((frame.right - frame.left) / 90));
  for (let index = 0; index <= most; index++) {
    const at = from + ((until - from) * index) / most;
    const text = new Date(at).toISOString();
    const label = isLong ? text.slice(5, 10) : text.slice(11, 16);
    const half = textWidth(label) / 2;
    const place = Math.min(x(at), bitmap.width - half - 2);
    bitmap.text(label, [place, frame.bottom + 5], { colour: faint, anchor: "middle" });
  }
}

function drawLegend(bitmap: Bitmap, lines: readonly Line[], top: number): void {
  for (const [index, { label, colour }] of lines.slice(0, 8).entries()) {
    const y = top + index * lineHeight;
    bitmap.rectangle([12, y], [8, 7], colour);
    bitmap.text(label, [26, y], { colour: ink });
  }
}

function drawBars(bitmap: Bitmap, lines: readonly Line[]): void {
  const last = lines.map((line) => ({ ...line, value: line.points.at(-1)?.[1] ?? 0 }));
  const most = last.reduce((high, { value }) => Math.max(high, value), Number.EPSILON);
  const height = Math.max(10, (bitmap.height - 44) / Math.max(1, last.length));
  for (const [index, { label, colour, value }] of last.entries()) {
    const y = 36 + index * height;
    const width = Math.max(1, (Math.max(0, value) / most) * (bitmap.width - 90));
    bitmap.rectangle([12, y], [width, Math.max(2, height - 14)], colour);
    bitmap.text(shortNumber(value), [18 + width, y], { colour: ink });
    bitmap.text(label, [12, y + height - 11], { colour: faint });
  }
}

function drawValues(bitmap: Bitmap, lines: readonly Line[]): void {
  const width = bitmap.width / Math.max(1, lines.length);
  for (const [index, { label, colour, points }] of lines.entries()) {
    const value = points.at(-1)?.[1];
    const text = value === undefined ? "--" : shortNumber(value);
    const size = Math.max(1, Math.min(6, Math.floor((width - 20) / textWidth(text))));
    const middle = width * (index + 0.5);
    bitmap.text(text, [middle, bitmap.height / 2 - size * 3], { colour, size, anchor: "middle" });
    bitmap.text(label, [middle, bitmap.height / 2 + size * 5], { colour: faint, anchor: "middle" });
  }
}

/** 1,234,567 is 1.23M: what is beside an axis is read at a glance. */
function shortNumber(value: number): string {
  for (const [unit, letter] of [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const)
    if (Math.abs(value) >= unit) return `${trimmed(value / unit)}${letter}`;
  return trimmed(value);
}

function trimmed(value: number): string {
  return String(Number(value.toPrecision(3)));
}
