// Kinesis: streams of records, each shard a log on disk, read from wherever a reader wants to begin.

import type { MetricSink } from "../../aws/metric-sink.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { kinesisApi } from "./api/api.ts";
import { kinesisPermissions } from "./needs.ts";
import { publishedMetrics } from "./published-metrics.ts";
import { kinesisResourcePolicy, kinesisStream, kinesisStreamConsumer } from "./resources.ts";
import { Streams } from "./streams/streams.ts";
import { streamTarget } from "./targets.ts";

export interface KinesisNeeds
  extends Pick<House, "clock" | "identity" | "folder" | "repair" | "onFault" | "enforceLimits"> {
  readonly cloudwatch: { readonly metrics: MetricSink };
}

export const kinesis: ServiceDoor<"kinesis", KinesisNeeds, Streams> = {
  name: "kinesis",
  open: ({ folder, clock, identity, repair, onFault, enforceLimits, cloudwatch }) =>
    Streams.open({
      directory: folder("streams"),
      ...{ clock, identity, repair, enforceLimits },
      metrics: publishedMetrics(cloudwatch.metrics),
      onFault: (fault, name) => onFault(fault, `the stream ${name}`),
    }),
  permissions: kinesisPermissions,
  apis: { kinesis: kinesisApi },
  kinds: [kinesisStream, kinesisStreamConsumer, kinesisResourcePolicy],
  targets: [streamTarget],
  close: (streams) => streams.close(),
};
