// Producers inside AWS: a stack of functions that a distributed Map starts, with the totals of what all of them have sent.

import { setTimeout as sleep } from "node:timers/promises";
import { DescribeExecutionCommand, StartExecutionCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import type { Latency } from "../load-series.ts";
import type { Clients } from "./clients.ts";
import type { SentSecond } from "./producer.ts";
import {
  addShare,
  nothingSent,
  type ProducerShare,
  type ProducerTask,
  producerTasks,
} from "./producer-share.ts";
import { ProducersStack } from "./producers-stack.ts";

export interface InsideProducersOptions {
  readonly clients: Clients;
  /** The service's. */
  readonly stackName: string;
  readonly streamName: string;
  readonly ratePerSecond: number;
  readonly durationSeconds: number;
}

/** Until then each has been started. */
const startInMs = 5000;
const lookMs = 1000;

export class InsideProducers {
  readonly #options: InsideProducersOptions;
  readonly #stack: ProducersStack;
  #executionArn: string | undefined;
  #startedAt = 0;
  #stretchSeconds = 1;
  #share: ProducerShare = nothingSent;

  constructor(options: InsideProducersOptions) {
    this.#options = options;
    this.#stack = new ProducersStack(options.clients, options.stackName);
  }

  /** What they have sent by then nobody knows. */
  stop(): void {
    const { sfn } = this.#options.clients;
    const executionArn = this.#executionArn;
    // Whoever runs them sees that they have ended, or why they could not be.
    if (executionArn !== undefined)
      sfn.send(new StopExecutionCommand({ executionArn })).catch(() => undefined);
  }

  /** Resolves when all have ended and their stack is gone. Rejects with the SDK's error, and if a producer failed. */
  async run(): Promise<void> {
    const { streamName } = this.#options;
    try {
      await this.#produce(await this.#stack.create(streamName));
    } finally {
      await this.#stack.remove();
    }
  }

  get sent(): number {
    return this.#share.sent;
  }

  get acknowledged(): number {
    return this.#share.acknowledged;
  }

  get givenUp(): number {
    return this.#share.givenUp;
  }

  get refused(): number {
    return Object.values(this.#share.refusals).reduce((sum, count) => sum + count, 0);
  }

  get refusals(): ReadonlyMap<string, number> {
    return new Map(Object.entries(this.#share.refusals));
  }

  /** Of the worst producer. */
  get latency(): Latency {
    return this.#share.latency;
  }

  get startedAt(): number {
    return this.#startedAt;
  }

  get elapsedSeconds(): number {
    return Math.max(0, this.#share.endedAt - this.#startedAt) / 1000;
  }

  get seconds(): readonly SentSecond[] {
    const perSecond = (count: number) => count / this.#stretchSeconds;
    return this.#share.stretches.map(([acknowledged, refused], at) => ({
      atSeconds: (at + 1) * this.#stretchSeconds,
      ...{ acknowledged: perSecond(acknowledged), refused: perSecond(refused) },
    }));
  }

  async #produce(stateMachineArn: string): Promise<void> {
    const { clients, ratePerSecond, durationSeconds } = this.#options;
    this.#startedAt = Date.now() + startInMs;
    const producers = producerTasks(ratePerSecond, durationSeconds, this.#startedAt);
    this.#stretchSeconds = producers[0]?.stretchSeconds ?? 1;
    const input = JSON.stringify({ producers });
    const { executionArn } = await clients.sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
    this.#executionArn = executionArn;
    const ended = JSON.parse(await this.#output()) as readonly ProducerTask[];
    this.#share = ended.reduce((sum, { done }) => addShare(sum, done), nothingSent);
  }

  async #output(): Promise<string> {
    const describe = new DescribeExecutionCommand({ executionArn: this.#executionArn });
    for (;;) {
      const { status, output = "", error, cause } = await this.#options.clients.sfn.send(describe);
      if (status === "SUCCEEDED") return output;
      if (status !== "RUNNING")
        throw new Error(`the producers ended ${status}: ${error ?? "nobody says why"} ${cause ?? ""}`.trim());
      await sleep(lookMs);
    }
  }
}
