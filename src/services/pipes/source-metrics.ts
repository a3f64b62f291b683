// What CloudWatch counts of a Kinesis stream because a pipe reads it.

import { parseArn } from "../../aws/arn.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";
import type { Pipe } from "./pipe.ts";
import { sourceKindOf } from "./pipe-definition.ts";

const namespace = "AWS/Kinesis";

export class SourceMetrics {
  readonly #delivered = new Map<string, number>();

  /** Pipes tell nobody of each record; a look at their counters every second is cheaper, and as good. */
  measure(pipe: Pipe, source: string, metrics: MetricSink): void {
    if (sourceKindOf(source) !== "kinesis") return;
    const { iteratorAgeMs, recordsDelivered } = pipe.statistics();
    const ofStream = { StreamName: parseArn(source)?.resource.slice("stream/".length) ?? "" };
    metrics
      .series(namespace, "GetRecords.IteratorAgeMilliseconds", ofStream, "Milliseconds")
      .record(iteratorAgeMs);
    const read = recordsDelivered - (this.#delivered.get(pipe.name) ?? 0);
    this.#delivered.set(pipe.name, recordsDelivered);
    if (read > 0) metrics.series(namespace, "GetRecords.Records", ofStream, "Count").record(read);
  }
}
