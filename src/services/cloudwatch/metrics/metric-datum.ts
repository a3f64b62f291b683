// One entry of PutMetricData: what it may hold, and what it is refused for.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html

import { ServiceError } from "../../../aws/service-error.ts";
import { invalid } from "../refusals.ts";
import type { StatisticSet } from "./datapoint.ts";
import { checkMetric, type Dimensions } from "./metric-identity.ts";
import { checkUnit } from "./units.ts";

export interface MetricDatum {
  readonly metricName: string;
  readonly dimensions?: Dimensions;
  readonly timestamp?: number;
  readonly value?: number;
  readonly values?: readonly number[];
  readonly counts?: readonly number[];
  readonly statisticValues?: StatisticSet;
  readonly unit?: string;
  readonly storageResolution?: number;
}

/** "150 values" of one entry. */
const mostValues = 150;
/** "Values must be in the range of -2^360 to 2^360." */
const largest = 2 ** 360;

/** "Time stamps that are as much as two weeks before the current date, and as much as 2 hours after." */
const mostBeforeMs = 14 * 86_400_000;
const mostAfterMs = 2 * 3_600_000;

/** `place` is the entry's in the request, from 1; `now` in milliseconds since the epoch. Throws in the words of the service. */
export function checkDatum(
  namespace: string,
  datum: MetricDatum,
  { place, now }: { readonly place: number; readonly now: number },
): void {
  const { metricName, dimensions = {}, value, values, counts, statisticValues, unit } = datum;
  const at = `MetricData.member.${place}`;
  checkMetric({ namespace, metricName, dimensions });
  if (unit !== undefined) checkUnit(unit, `${at}.Unit`);
  const { timestamp = now, storageResolution = 60 } = datum;
  if (storageResolution !== 1 && storageResolution !== 60)
    throw invalid(`The parameter ${at}.StorageResolution must be a value in the set [ 1, 60 ].`);
  if (timestamp < now - mostBeforeMs || timestamp > now + mostAfterMs)
    throw invalid(`The parameter ${at}.Timestamp must specify a time within the past two weeks.`);
  const forms = Object.entries({ Value: value, Values: values, StatisticValues: statisticValues }).filter(
    ([, form]) => form !== undefined,
  );
  const [first, second] = forms;
  if (first === undefined) {
    throw new ServiceError(
      "MissingRequiredParameterException",
      `At least one of the parameters must be specified: ${at}.Value, ${at}.Values, ${at}.StatisticValues.`,
    );
  }
  if (second !== undefined) {
    throw new ServiceError(
      "InvalidParameterCombinationException",
      `The parameters ${at}.${first[0]} and ${at}.${second[0]} are mutually exclusive and you have specified both.`,
    );
  }
  if (values !== undefined && values.length > mostValues)
    throw invalid(`The collection ${at}.Values must not have a size greater than ${mostValues}.`);
  if (counts !== undefined && counts.length !== values?.length)
    throw invalid(`The parameters ${at}.Values and ${at}.Counts must be of the same size.`);
  for (const number of [value, ...(values ?? []), ...Object.values(statisticValues ?? {})]) {
    if (number !== undefined && !(Math.abs(number) <= largest))
      throw invalid(`The value ${number} for parameter ${at}.Value is invalid.`);
  }
}
