// Invocations of durable executions that did not come to their end, made again. What runs the function may be to blame, which is tried
// again at once and not often; an error of its handler may pass, so it is waited for, longer each time.
// https://github.com/aws/aws-durable-execution-sdk-js, "Error Classification" of its specification

import type { Clock, Timer } from "../../../time/clock.ts";
import type { ErrorObject } from "./durable-record.ts";

const firstRetryMs = 1000;
const longestRetryMs = 60_000;
const retriesAtOnce = 3;

/** In a row. */
interface Failures {
  readonly ofRuntime: number;
  readonly others: number;
}

interface Retry extends Failures {
  readonly delayMs: number;
  readonly timer?: Timer;
}

const none: Failures = { ofRuntime: 0, others: 0 };

export class InvocationRetries {
  readonly #clock: Clock;
  /** By the ARNs of the executions. */
  readonly #planned = new Map<string, Retry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** False if the runtime has failed so often that the execution is to fail. */
  plan(arn: string, error: ErrorObject | undefined): boolean {
    const { ofRuntime, others } = this.#planned.get(arn) ?? none;
    if (!isOfRuntime(error)) {
      const delayMs = Math.min(firstRetryMs * 2 ** others, longestRetryMs);
      this.#planned.set(arn, { ofRuntime: 0, others: others + 1, delayMs });
      return true;
    }
    this.#planned.set(arn, { ofRuntime: ofRuntime + 1, others, delayMs: 0 });
    return ofRuntime < retriesAtOnce;
  }

  /** Once an invocation is over, so that another can begin: sees to it that what is planned comes about. */
  begin(arn: string, invoke: () => void): void {
    const planned = this.#planned.get(arn);
    if (planned === undefined) return;
    planned.timer?.cancel();
    this.#planned.set(arn, { ...planned, timer: this.#clock.setTimer(planned.delayMs, invoke) });
  }

  /** Somebody has invoked it before. */
  cancel(arn: string): void {
    this.#planned.get(arn)?.timer?.cancel();
  }

  forget(arn: string): void {
    this.cancel(arn);
    this.#planned.delete(arn);
  }

  stop(): void {
    for (const { timer } of this.#planned.values()) timer?.cancel();
  }
}

/** That an invocation took too long is its handler's. */
function isOfRuntime(error: ErrorObject | undefined): boolean {
  const type = error?.ErrorType ?? "";
  return /^(?:Runtime|Sandbox|Extension)\./.test(type) && type !== "Sandbox.Timedout";
}
