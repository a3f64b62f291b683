// Turns what becomes of messages into CloudWatch's metrics AWS/SQS. SQS developer guide, "Available CloudWatch metrics".

import type { CountedSeries, MetricSink } from "../../aws/metric-sink.ts";
import type { Clock, Timer } from "../../time/clock.ts";
import type { Queue } from "./queue.ts";

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
} as const;

export type QueueMetric = keyof typeof counted;

const intervalMs = 60_000;

export class QueueMetrics {
  readonly #sink: MetricSink | undefined;
  readonly #clock: Clock;
  /** Finding a series by its dimensions is too dear for every message. */
  readonly #series = new Map<string, Map<QueueMetric, CountedSeries>>();
  #timer: Timer | undefined;

  constructor(sink: MetricSink | undefined, clock: Clock) {
    this.#sink = sink;
    this.#clock = clock;
  }

  record(queueName: string, metric: QueueMetric, value: number): void {
    if (this.#sink === undefined) return;
    let ofQueue = this.#series.get(queueName);
    if (ofQueue === undefined) {
      ofQueue = new Map();
      this.#series.set(queueName, ofQueue);
    }
    let series = ofQueue.get(metric);
    if (series === undefined) {
      const { name, unit } = counted[metric];
      series = this.#sink.series("AWS/SQS", name, { QueueName: queueName }, unit);
      ofQueue.set(metric, series);
    }
    series.record(value);
  }

  forget(queueName: string): void {
    this.#series.delete(queueName);
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
  }
}
