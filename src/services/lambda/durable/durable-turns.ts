// The invocations of durable executions: one at a time for each, again where one has not come to its end, and anew whenever something has
// come to pass that the function waits for.

import { randomUUID } from "node:crypto";
import type { Timer } from "../../../time/clock.ts";
import { eventFor, type Outcome, outcomeOf, refusalOf } from "./durable-invocation.ts";
import type { DurableParts } from "./durable-parts.ts";
import type { ErrorObject, ExecutionStatus } from "./durable-record.ts";
import type { LiveExecution } from "./live-execution.ts";

const firstRetryMs = 1000;
const longestRetryMs = 60_000;

export interface Ending {
  readonly status: Exclude<ExecutionStatus, "RUNNING">;
  readonly result?: string | undefined;
  readonly error?: ErrorObject | undefined;
}

interface TurnParts extends Pick<DurableParts, "book" | "clock" | "onFault" | "run"> {
  readonly end: (live: LiveExecution, ending: Ending) => void;
}

export class DurableTurns {
  readonly #parts: TurnParts;
  /** Those under way, by the ARN of their execution. */
  readonly #turns = new Map<string, Promise<void>>();
  readonly #retries = new Map<string, { readonly timer: Timer | undefined; readonly failures: number }>();
  #isStopped = false;

  constructor(parts: TurnParts) {
    this.#parts = parts;
  }

  stop(): void {
    this.#isStopped = true;
    for (const { timer } of this.#retries.values()) timer?.cancel();
  }

  /** Resolves once none is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#turns.values());
  }

  /** Something has come to pass: whoever waits for it is invoked, and who runs asks by himself. */
  wake(live: LiveExecution): void {
    if (!live.isRunning || this.#turns.has(live.arn)) return;
    live.change({ isSuspended: false });
    this.invoke(live);
  }

  invoke(live: LiveExecution): void {
    const { arn } = live;
    if (this.#isStopped || !live.isRunning || this.#turns.has(arn)) return;
    this.#retries.get(arn)?.timer?.cancel();
    const turn = this.#turn(live)
      .catch((fault: unknown) => this.#parts.onFault(fault, `the durable execution ${arn}`))
      .finally(() => {
        this.#turns.delete(arn);
        // What came to pass while it came to its end.
        if (live.isRunning && live.record.isSuspended && live.untold.length > 0) this.wake(live);
      });
    this.#turns.set(arn, turn);
  }

  /** It has ended: nothing is tried again. */
  forget({ arn }: LiveExecution): void {
    this.#retries.get(arn)?.timer?.cancel();
    this.#retries.delete(arn);
  }

  async #turn(live: LiveExecution): Promise<void> {
    const { clock, book } = this.#parts;
    const requestId = randomUUID();
    const startedAt = clock.now();
    const outcome = await this.#outcome(live, requestId);
    live.withdrawToken();
    if (this.#isStopped || !live.isRunning) return;
    const error = "error" in outcome ? outcome.error : undefined;
    const facts = { RequestId: requestId, StartTimestamp: startedAt, EndTimestamp: clock.now() };
    if (outcome.type !== "held") live.note("InvocationCompleted", { facts, error });
    this.#conclude(live, outcome);
    await book.committed();
  }

  async #outcome(live: LiveExecution, requestId: string): Promise<Outcome> {
    const { functionName, version, traceHeader } = live.record;
    const asked = { functionName: `${functionName}:${version}`, requestId, traceHeader };
    try {
      return outcomeOf(await this.#parts.run({ ...asked, payload: eventFor(live) }));
    } catch (problem) {
      return refusalOf(problem);
    }
  }

  #conclude(live: LiveExecution, outcome: Outcome): void {
    if (outcome.type === "held" || outcome.type === "broken") {
      this.#invokeLater(live);
      return;
    }
    this.#retries.delete(live.arn);
    const { end } = this.#parts;
    if (outcome.type === "failed") end(live, { status: "FAILED", error: outcome.error });
    else if (outcome.type === "succeeded") {
      const whole = live.operations.find(({ type }) => type === "EXECUTION")?.result;
      end(live, { status: "SUCCEEDED", result: outcome.result === "" ? (whole ?? "") : outcome.result });
    } else if (live.open.length > 0 || live.untold.length > 0) live.change({ isSuspended: true });
    else
      end(live, {
        status: "FAILED",
        error: {
          ErrorType: "InvalidParameterValueException",
          ErrorMessage: "Cannot return PENDING status with no pending operations.",
        },
      });
  }

  /** An invocation that did not come to its end says nothing of the execution: it is made again. */
  #invokeLater(live: LiveExecution): void {
    const { failures } = this.#retries.get(live.arn) ?? { failures: 0 };
    const delayMs = Math.min(firstRetryMs * 2 ** failures, longestRetryMs);
    const timer = this.#parts.clock.setTimer(delayMs, () => this.invoke(live));
    this.#retries.set(live.arn, { timer, failures: failures + 1 });
  }
}
