// A widget's annotations as the chart draws them.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html

import type { WidgetProperties } from "../../../services/cloudwatch/widgets/widget-series.ts";
import type { Moment, Threshold } from "./plot.ts";

/** A list of two is a band; `above` and `below` fill all of one side. */
export function thresholdsOf({ annotations }: WidgetProperties): readonly Threshold[] {
  return (annotations?.horizontal ?? []).flatMap((each) => {
    const [first, second] = [each].flat();
    if (first === undefined || first.visible === false) return [];
    const { value, label = "", color, fill, yAxis } = first;
    const to = second?.value ?? sideOf(fill, value);
    return [
      {
        label,
        from: Math.min(value, to),
        to: Math.max(value, to),
        colour: color,
        isRight: yAxis === "right",
      },
    ];
  });
}

function sideOf(fill: string | undefined, value: number): number {
  if (fill === "above") return Number.POSITIVE_INFINITY;
  return fill === "below" ? Number.NEGATIVE_INFINITY : value;
}

export function momentsOf({ annotations }: WidgetProperties): readonly Moment[] {
  return (annotations?.vertical ?? []).flatMap((each) => {
    const [first, second] = [each].flat();
    if (first === undefined || first.visible === false) return [];
    const at = Date.parse(first.value);
    const to =
      second !== undefined
        ? Date.parse(second.value)
        : first.fill === "after"
          ? Number.POSITIVE_INFINITY
          : first.fill === "before"
            ? Number.NEGATIVE_INFINITY
            : at;
    if (Number.isNaN(at)) return [];
    return [{ label: first.label ?? "", from: Math.min(at, to), to: Math.max(at, to), colour: first.color }];
  });
}
