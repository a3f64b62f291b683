// GetMetricWidgetImage: the series of a widget are read, and drawn as a PNG.

import { ServiceError } from "../../../aws/service-error.ts";
import { optionalString, requiredString } from "../../../aws/wire/members.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import type { Clock } from "../../../time/clock.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { drawWidget } from "../widgets/draw-widget.ts";
import { parseMetricWidget } from "../widgets/metric-widget.ts";
import { encodePng } from "../widgets/png.ts";
import { toQuery } from "./shapes.ts";

export function metricWidgetImage(
  metrics: Metrics,
  clock: Pick<Clock, "now">,
  request: WireObject,
): WireObject {
  const format = optionalString(request, "OutputFormat") ?? "png";
  if (format !== "png")
    throw new ServiceError(
      "ValidationException",
      `The output format ${format} is not given here: expected png, which is the picture within the answer.`,
    );
  const widget = parseMetricWidget(requiredString(request, "MetricWidget"), clock.now());
  const colours = new Map(widget.series.map(({ id, colour }) => [id, colour]));
  const found = metrics.getMetricData(
    widget.series.map(({ query }) => toQuery(query as WireObject)),
    widget.range,
  );
  const results = [...found];
  // One colour would not tell the lines of one row apart.
  const isOne = (id: string) => results.filter((each) => each.id === id).length === 1;
  const series = results.map(({ id, label, points }) => ({
    ...{ label, points },
    colour: isOne(id) ? colours.get(id) : undefined,
  }));
  return { MetricWidgetImage: encodePng(drawWidget(widget, series)) };
}
