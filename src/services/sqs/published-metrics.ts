// Turns what becomes of messages into CloudWatch's metrics AWS/SQS. SQS developer guide, "Available CloudWatch metrics".

import { KeptSeries } from "../../aws/kept-series.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";
import type { Clock, Timer } from "../../time/clock.ts";
import type { Queue } from "./queues/queue.ts";

const counted = {
  sent: { name: "NumberOfMessagesSent", unit: "Count" },
  size: { name: "SentMessageSize", unit: "Bytes" },
  received: { name: "NumberOfMessagesReceived", unit: "Count" },
  empty: { name: "NumberOfEmptyReceives", unit: "Count" },
  deleted: { name: "NumberOfMessagesDeleted", unit: "Count" },
  duplicate: { name: "NumberOfDeduplicatedSentMessages", unit: "Count" },
  visible: { name: "ApproximateNumberOfMessagesVisible", unit: "Count" },
  inFlight: { name: "ApproximateNumberOfMessagesNotVisible", unit: "Count" },
  delayed: { name: "ApproximateNumberOfMessagesDelayed", unit: "Count" },
  age: { name: "ApproximateAgeOfOldestMessage", unit: "Seconds" },
  groupsInFlight: { name: "ApproximateNumberOfGroupsWithInflightMessages", unit: "Count" },
  noisyGroups: { name: "ApproximateNumberOfNoisyGroups", unit: "Count" },
  quietVisible: { name: "ApproximateNumberOfMessagesVisibleInQuietGroups", unit: "Count" },
  quietInFlight: { name: "ApproximateNumberOfMessagesNotVisibleInQuietGroups", unit: "Count" },
} as const;

export type QueueMetric = keyof typeof counted;

const intervalMs = 60_000;

export class QueueMetrics {
  readonly #clock: Clock;
  readonly #series: KeptSeries;
  #timer: Timer | undefined;

  constructor(sink: MetricSink | undefined, clock: Clock) {
    this.#clock = clock;
    this.#series = new KeptSeries(sink, "AWS/SQS", (QueueName) => [{ QueueName }]);
  }

  record(queueName: string, metric: QueueMetric, value: number): void {
    const { name, unit } = counted[metric];
    this.#series.record(queueName, name, unit, value);
  }

  forget(queueName: string): void {
    this.#series.forget(queueName);
  }

  /** Says each minute what the queues hold. */
  watch(queues: () => Iterable<Queue>): void {
    this.#timer = this.#clock.setTimer(intervalMs, () => {
      for (const queue of queues()) this.#tell(queue);
      this.watch(queues);
    });
  }

  close(): void {
    this.#timer?.cancel();
  }

  #tell(queue: Queue): void {
    const { visible, inFlight, delayed } = queue.counts();
    this.record(queue.name, "visible", visible);
    this.record(queue.name, "inFlight", inFlight);
    this.record(queue.name, "delayed", delayed);
    const sentAt = queue.oldest?.sentAt ?? this.#clock.now();
    this.record(queue.name, "age", Math.floor((this.#clock.now() - sentAt) / 1000));
    const groups = queue.groupCounts();
    if (queue.fifo) {
      this.record(queue.name, "groupsInFlight", groups.inFlight);
      return;
    }
    this.record(queue.name, "noisyGroups", groups.noisy);
    this.record(queue.name, "quietVisible", groups.quietVisible);
    this.record(queue.name, "quietInFlight", groups.quietInFlight);
  }
}
