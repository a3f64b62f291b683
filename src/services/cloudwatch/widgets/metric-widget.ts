// What GetMetricWidgetImage is asked to draw.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Metric-Widget-Structure.html

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { jsonObjectOrUndefined } from "../../../aws/json-text.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { TimeRange } from "../metrics/time-range.ts";
import { type Series, seriesOf } from "./widget-series.ts";

export interface MetricWidget {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly view: "timeSeries" | "singleValue" | "bar";
  readonly isStacked: boolean;
  readonly series: readonly Series[];
  readonly range: TimeRange;
  readonly axis: { readonly least?: number; readonly most?: number; readonly label?: string };
  readonly lines: readonly { readonly value: number; readonly label: string; readonly color?: string }[];
}

const longestSide = 2000;
const mostMetrics = 500;
/** Points of the picture for each of the metrics: so that nobody waits for long. */
const mostDrawn = 40_000_000;
const unitsMs = { M: 60_000, H: 3_600_000, D: 86_400_000, W: 604_800_000 } as const;

/** Throws ValidationException. `now` is what a widget's times count from. */
export function parseMetricWidget(text: string, now: number): MetricWidget {
  const widget = parsed(text);
  const { title = "", stacked = false, metrics, view = "timeSeries" } = widget;
  if (!Array.isArray(metrics) || metrics.length === 0 || !metrics.every(Array.isArray))
    throw invalid("metrics must be a list of at least one metric, each of them a list");
  if (metrics.length > mostMetrics) throw invalid(`metrics has more than ${mostMetrics} entries`);
  if (view !== "timeSeries" && view !== "singleValue" && view !== "bar")
    throw invalid(`view ${JSON.stringify(view)} is not drawn here: expected timeSeries, singleValue or bar`);
  const [width, height] = [sideOf(widget.width ?? 600, "width"), sideOf(widget.height ?? 400, "height")];
  if (metrics.length * width * height > mostDrawn)
    throw invalid(
      `${metrics.length} metrics on ${width} by ${height} points are more than can be drawn at once`,
    );
  const from = timeOf(widget.start ?? "-PT3H", "start", now);
  const until = timeOf(widget.end ?? "PT0H", "end", now);
  if (from >= until) throw invalid("start must be before end");
  return {
    width,
    height,
    title: String(title),
    view,
    isStacked: stacked === true,
    series: seriesOf({
      metrics: metrics as Json[][],
      ...(typeof widget.stat === "string" ? { stat: widget.stat } : {}),
      ...(typeof widget.period === "number" ? { period: widget.period } : {}),
    }),
    range: { from, until },
    axis: axisOf(widget),
    lines: linesOf(widget),
  };
}

function parsed(text: string): JsonObject {
  const widget = jsonObjectOrUndefined(text);
  if (widget !== undefined) return widget;
  throw invalid("MetricWidget must be a JSON object");
}

function sideOf(side: Json, name: string): number {
  if (typeof side === "number" && Number.isInteger(side) && side >= 1 && side <= longestSide) return side;
  throw invalid(`${name} must be a whole number from 1 to ${longestSide}`);
}

/** ISO 8601, or so long before now: `-PT3H`, `-P7D`. */
function timeOf(time: Json, name: string, now: number): number {
  const [, sign, number, unit] = /^(-?)PT?(\d{1,5})([MHDW])$/.exec(String(time)) ?? [];
  if (unit !== undefined) {
    const ms = Number(number) * unitsMs[unit as keyof typeof unitsMs];
    return sign === "-" ? now - ms : now + ms;
  }
  const at = typeof time === "string" ? Date.parse(time) : Number.NaN;
  if (Number.isFinite(at)) return at;
  throw invalid(`${name} must be a time such as 2026-01-31T12:00:00Z, or one before now such as -PT3H`);
}

function axisOf({ yAxis }: JsonObject): MetricWidget["axis"] {
  const left = isJsonObject(yAxis) && isJsonObject(yAxis.left) ? yAxis.left : {};
  return {
    ...(typeof left.min === "number" ? { least: left.min } : {}),
    ...(typeof left.max === "number" ? { most: left.max } : {}),
    ...(typeof left.label === "string" ? { label: left.label } : {}),
  };
}

function linesOf({ annotations }: JsonObject): MetricWidget["lines"] {
  const horizontal = isJsonObject(annotations) ? annotations.horizontal : undefined;
  if (!Array.isArray(horizontal)) return [];
  return horizontal.flat().flatMap((line) => {
    if (!isJsonObject(line) || typeof line.value !== "number") return [];
    const { value, label = "", color } = line;
    return { value, label: String(label), ...(typeof color === "string" ? { color } : {}) };
  });
}

function invalid(problem: string): ServiceError {
  return new ServiceError("ValidationException", `Invalid metric widget: ${problem}.`);
}
