// EventBridge Pipes: each reads a Kinesis stream in batches, hands them to whatever has its target's ARN, and keeps how far it
// has come.

import type { MetricSink } from "../../aws/metric-sink.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { Pipes, type PipesOptions } from "./pipes.ts";
import { pipe } from "./resources.ts";

export interface PipesNeeds extends Pick<House, "clock" | "identity" | "folder" | "repair" | "router"> {
  readonly kinesis: PipesOptions["streams"];
  readonly cloudwatch: { readonly metrics: MetricSink };
}

export const pipes: ServiceDoor<"pipes", PipesNeeds, Pipes> = {
  name: "pipes",
  open: ({ clock, identity, folder, repair, router, kinesis, cloudwatch }) =>
    new Pipes({
      ...{ clock, identity, repair, router },
      directory: folder("pipes"),
      streams: kinesis,
      metrics: cloudwatch.metrics,
    }),
  kinds: [pipe],
  start: (all) => all.start(),
  stop: (all) => all.stop(),
};
