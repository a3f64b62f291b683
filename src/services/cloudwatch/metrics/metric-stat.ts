import type { MetricIdentity } from "./metric-identity.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html */
export interface MetricStat {
  readonly metric: MetricIdentity;
  readonly periodSeconds: number;
  readonly stat: string;
  readonly unit?: string;
}
