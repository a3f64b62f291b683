// What the topics of a region are opened with.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { MetricSink } from "../../../aws/metric-sink.ts";
import type { Repair } from "../../../storage/damage.ts";
import type { Clock } from "../../../time/clock.ts";
import type { CompileFilter } from "../subscriptions/filter-policy.ts";
import type { DeliverySeams } from "../subscriptions/subscriber-delivery.ts";

export interface TopicsOptions extends DeliverySeams {
  readonly repair?: Repair | undefined;
  /** Where to keep them. @default in memory only */
  readonly directory?: string | undefined;
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly compileFilter: CompileFilter;
  /** @default what is done is not counted */
  readonly metrics?: MetricSink | undefined;
  /** How many of a topic's messages stay readable. */
  readonly keptMessages?: number;
}
