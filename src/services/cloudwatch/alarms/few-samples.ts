// Whether percentiles have been computed of too few values to say anything.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html

import { parseStatistic } from "../metrics/statistic.ts";

/** So many values a percentile needs: ten beyond it. Undefined for other statistics, and for the extremes. */
export function samplesNeeded(stat: string): number | undefined {
  const statistic = parseStatistic(stat);
  if (statistic.type !== "percentile") return undefined;
  const { percent } = statistic;
  const beyond = percent < 50 ? percent : 100 - percent;
  return beyond === 0 ? undefined : Math.round(1000 / beyond);
}
