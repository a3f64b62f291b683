// GetMetricData in pages: at most so many datapoints at a time, whichever queries they belong to.

import { ServiceError } from "../../../aws/service-error.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import { TimeSlice } from "../../../time/time-slice.ts";
import type { MetricDataResult } from "../metrics/metric-query.ts";
import { mostDatapoints } from "../metrics/point-budget.ts";

export interface DataPageRequest {
  readonly ascending: boolean;
  /** @default as many as AWS answers with at most */
  readonly maxDatapoints: number | undefined;
  readonly nextToken: string | undefined;
}

/** Where the next page begins: at a datapoint of a result. */
interface Place {
  readonly result: number;
  readonly point: number;
}

const dropped = {
  Code: "ArithmeticError",
  Value: "One or more data-points have been dropped due to non-numeric values (NaN, -Infinite, +Infinite)",
};

export async function dataPage(
  results: Iterable<MetricDataResult>,
  { ascending, maxDatapoints = mostDatapoints, nextToken }: DataPageRequest,
): Promise<WireObject> {
  const slice = new TimeSlice();
  const from = placeOf(nextToken);
  const page: WireObject[] = [];
  let left = Math.min(maxDatapoints, mostDatapoints);
  let index = -1;
  for (const { id, label, points, hasDropped } of results) {
    index++;
    if (slice.isOver) await slice.giveWay();
    if (index < from.result) continue;
    const inOrder = ascending ? [...points] : [...points].reverse();
    const first = index === from.result ? from.point : 0;
    const shown = inOrder.slice(first, first + left);
    left -= shown.length;
    const complete = first + shown.length === inOrder.length;
    page.push({
      Id: id,
      Label: label,
      Timestamps: shown.map(([at]) => new Date(at)),
      Values: shown.map(([, value]) => value),
      StatusCode: complete ? "Complete" : "PartialData",
      ...(hasDropped === true ? { Messages: [dropped] } : {}),
    });
    if (complete) continue;
    return {
      MetricDataResults: page,
      NextToken: tokenOf({ result: index, point: first + shown.length }),
      Messages: [],
    };
  }
  return { MetricDataResults: page, Messages: [] };
}

function tokenOf({ result, point }: Place): string {
  return Buffer.from(`${result}:${point}`).toString("base64");
}

function placeOf(token: string | undefined): Place {
  if (token === undefined) return { result: 0, point: 0 };
  const [, result, point] = /^(\d{1,6}):(\d{1,9})$/.exec(Buffer.from(token, "base64").toString()) ?? [];
  if (point !== undefined) return { result: Number(result), point: Number(point) };
  throw new ServiceError("InvalidNextToken", "The service provided an invalid NextToken.");
}
