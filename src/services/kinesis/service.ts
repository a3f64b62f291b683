// Kinesis: streams of records, each shard a log on disk, read from wherever a reader wants to begin.

import type { MetricSink } from "../../aws/metric-sink.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { kinesisApi } from "./api.ts";
import { publishedMetrics } from "./published-metrics.ts";
import { kinesisResourcePolicy, kinesisStream } from "./resources.ts";
import { Streams } from "./streams.ts";
import { streamTarget } from "./targets.ts";

export interface KinesisNeeds extends Pick<House, "clock" | "identity" | "folder" | "repair"> {
  readonly cloudwatch: { readonly metrics: MetricSink };
}

export const kinesis: ServiceDoor<"kinesis", KinesisNeeds, Streams> = {
  name: "kinesis",
  open: ({ folder, clock, identity, repair, cloudwatch }) =>
    Streams.open({
      directory: folder("streams"),
      ...{ clock, identity, repair },
      metrics: publishedMetrics(cloudwatch.metrics),
    }),
  apis: { kinesis: kinesisApi },
  kinds: [kinesisStream, kinesisResourcePolicy],
  targets: [streamTarget],
  close: (streams) => streams.close(),
};
