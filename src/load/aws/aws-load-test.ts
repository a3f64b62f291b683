// A load test of a deployed service: puts records on its stream, waits until they are through, and reads from CloudWatch what
// became of them. It sees no record by itself: whoever else puts records at the same time is counted with it.

import { setTimeout as sleep } from "node:timers/promises";
import { DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { createLoadRecords } from "../../weather/load-records.ts";
import type { Latency } from "../load-series.ts";
import { type Clients, mostCalls } from "./clients.ts";
import type { DeployedService } from "./deployed-service.ts";
import { InsideProducers } from "./inside-producers.ts";
import { type Readings, readMetrics, sumOf, withoutEarlier } from "./metric-readings.ts";
import { Producer, type SentSecond } from "./producer.ts";
import { putRecords } from "./put-records.ts";

/** CloudWatch shows a minute up to three later, and the service may have something to work off. */
const patienceMs = 480_000;
const [firstLookMs, mostLookMs] = [1000, 15_000];

export interface AwsLoadOptions {
  readonly clients: Clients;
  readonly service: DeployedService;
  readonly ratePerSecond: number;
  readonly durationSeconds: number;
  /** Where records are sent from: this machine, or functions inside AWS. */
  readonly from: "here" | "inside";
}

/** Who sends the records. */
type Sender = Pick<
  Producer,
  | "sent"
  | "acknowledged"
  | "givenUp"
  | "refused"
  | "startedAt"
  | "elapsedSeconds"
  | "latency"
  | "run"
  | "stop"
> & { readonly seconds: readonly SentSecond[]; readonly refusals: ReadonlyMap<string, number> };

export interface AwsLoadResult {
  readonly asked: number;
  readonly from: AwsLoadOptions["from"];
  readonly startedAt: number;
  /** Acknowledged, until the last was. */
  readonly sentPerSecond: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly givenUp: number;
  /** Refusals by their error codes; what was refused was sent again. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Milliseconds from due to acknowledged. */
  readonly putLatency: Latency;
  readonly seconds: readonly SentSecond[];
  readonly readings: Readings;
  /** What the queue of dead letters has more than before. */
  readonly deadLetters: number;
  /** Alarms of the stack that sounded at the end. */
  readonly alarms: readonly string[];
  /** Whether CloudWatch showed all of it before patience ended. */
  readonly complete: boolean;
}

export class AwsLoadTest {
  readonly #options: AwsLoadOptions;
  readonly #producer: Sender;
  #received = 0;
  #stopped = false;

  constructor(options: AwsLoadOptions) {
    this.#options = options;
    this.#producer = senderOf(options);
  }

  stop(): void {
    this.#stopped = true;
    this.#producer.stop();
  }

  progress() {
    const { acknowledged, refused } = this.#producer;
    return { acknowledged, refused, received: this.#received };
  }

  /** Rejects with the SDK's error for what trying again does not mend. */
  async run(): Promise<AwsLoadResult> {
    const { clients, service, ratePerSecond: asked, from } = this.#options;
    const before = await this.#deadLetters();
    const earlier = await readMetrics(clients, service, Date.now());
    const producer = this.#producer;
    await producer.run();
    const { startedAt } = producer;
    const { readings, complete } = await this.#untilThrough(startedAt, earlier);
    const { sent, acknowledged, givenUp, seconds, elapsedSeconds } = producer;
    return {
      ...{ asked, from, startedAt, sent, acknowledged, givenUp, seconds, readings, complete },
      sentPerSecond: acknowledged / Math.max(elapsedSeconds, acknowledged / asked),
      refusals: Object.fromEntries(producer.refusals),
      putLatency: producer.latency,
      deadLetters: Math.max(0, (await this.#deadLetters()) - before),
      alarms: await this.#soundingAlarms(),
    };
  }

  async #untilThrough(startedAt: number, earlier: Readings) {
    const { clients, service } = this.#options;
    const deadline = performance.now() + patienceMs;
    for (let waitMs = firstLookMs; ; waitMs = Math.min(mostLookMs, waitMs * 2)) {
      await sleep(waitMs);
      const all = await readMetrics(clients, service, startedAt);
      const readings = withoutEarlier(service, all, earlier);
      this.#received = sumOf(readings.received);
      const complete = isThrough(readings, this.#producer.acknowledged);
      if (complete || this.#stopped || performance.now() > deadline) return { readings, complete };
    }
  }

  async #deadLetters(): Promise<number> {
    const { clients, service } = this.#options;
    const { Attributes } = await clients.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: service.deadLettersUrl,
        AttributeNames: ["ApproximateNumberOfMessages"],
      }),
    );
    return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
  }

  async #soundingAlarms(): Promise<readonly string[]> {
    const { clients, service } = this.#options;
    const sounding: string[] = [];
    for (let at = 0; at < service.alarmNames.length; at += 100) {
      const { MetricAlarms = [], CompositeAlarms = [] } = await clients.cloudwatch.send(
        new DescribeAlarmsCommand({
          AlarmNames: service.alarmNames.slice(at, at + 100),
          AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
          StateValue: "ALARM",
          MaxRecords: 100,
        }),
      );
      for (const { AlarmName = "" } of [...MetricAlarms, ...CompositeAlarms]) sounding.push(AlarmName);
    }
    return sounding.sort();
  }
}

function senderOf({ clients, service, ratePerSecond, durationSeconds, from }: AwsLoadOptions): Sender {
  const { streamName, stackName } = service;
  if (from === "inside")
    return new InsideProducers({ clients, stackName, streamName, ratePerSecond, durationSeconds });
  return new Producer({
    ...{ ratePerSecond, durationSeconds, mostCalls },
    put: putRecords(clients.kinesis, streamName),
    recordAt: createLoadRecords(),
  });
}

/** Whether CloudWatch shows all records taken and received, and an end of each execution. */
function isThrough(readings: Readings, acknowledged: number): boolean {
  const { incoming, received, started, succeeded, failed, timedOut, aborted } = readings;
  const ended = [succeeded, failed, timedOut, aborted].reduce((sum, minutes) => sum + sumOf(minutes), 0);
  return (
    sumOf(incoming) >= acknowledged &&
    sumOf(received) >= sumOf(incoming) &&
    ended >= Math.max(1, sumOf(started))
  );
}
