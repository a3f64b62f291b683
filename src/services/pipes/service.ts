// EventBridge Pipes: each reads a stream, the changes of a table or a queue in batches, hands them through an enrichment to whatever
// has its target's ARN, and keeps how far it has come.

import type { LogSink } from "../../aws/log-sink.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";
import type { ObjectSink } from "../../aws/object-sink.ts";
import type { SourceQueues } from "../../event-sources/queue-source.ts";
import { RecordBook } from "../../storage/record-book.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { pipesApi } from "./api/api.ts";
import { pipesPermissions } from "./needs.ts";
import { Pipes } from "./pipes.ts";
import { pipe } from "./resources.ts";
import type { SourceTables } from "./sources/dynamodb-source.ts";
import type { SourceStreams } from "./sources/kinesis-source.ts";
import { BucketLogs } from "./stages/bucket-logs.ts";
import { RunningExecutions } from "./stages/execution-metrics.ts";

export interface PipesNeeds
  extends Pick<House, "clock" | "identity" | "folder" | "repair" | "router" | "onFault" | "access"> {
  readonly kinesis: SourceStreams;
  readonly dynamodb: SourceTables;
  readonly sqs: SourceQueues;
  readonly cloudwatch: { readonly metrics: MetricSink };
  readonly logs: LogSink;
  readonly s3: ObjectSink;
}

export const pipes: ServiceDoor<"pipes", PipesNeeds, Pipes> = {
  name: "pipes",
  async open({ cloudwatch, ...needs }) {
    const { clock, identity, folder, repair, router, onFault, access, kinesis, dynamodb, sqs, logs, s3 } =
      needs;
    const directory = folder("pipes");
    return new Pipes(
      {
        ...{ clock, identity, repair, router, onFault, access, directory, logs },
        bucketLogs: new BucketLogs(s3, clock, identity),
        ...{ streams: kinesis, tables: dynamodb, queues: sqs, metrics: cloudwatch.metrics },
        running: new RunningExecutions(cloudwatch.metrics, identity.accountId),
      },
      await RecordBook.open({ directory, name: "pipes.journal", repair }),
    );
  },
  permissions: pipesPermissions,
  apis: { pipes: pipesApi },
  sources: [
    { name: "pipe" },
    {
      name: "pipe's enrichment",
      only: ["function", "REST API", "API destination", "Express state machine"],
    },
    { name: "pipe's dead-letter config", only: ["queue", "topic"] },
  ],
  kinds: [pipe],
  keeps: { "pipes/pipes.journal": "all pipes" },
  start: (all) => all.run(),
  stop: (all) => all.halt(),
  close: (all) => all.close(),
};
