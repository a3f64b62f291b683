// The invocations of durable executions: one at a time for each, again where one has not come to its end, and anew whenever something has
// come to pass that the function waits for.

import { randomUUID } from "node:crypto";
import { eventFor, type Outcome, outcomeOf, refusalOf } from "./durable-invocation.ts";
import type { DurableParts } from "./durable-parts.ts";
import type { ErrorObject, ExecutionStatus } from "./durable-record.ts";
import { InvocationRetries } from "./invocation-retries.ts";
import type { LiveExecution } from "./live-execution.ts";

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
  readonly #retries: InvocationRetries;
  #isStopped = false;

  constructor(parts: TurnParts) {
    this.#parts = parts;
    this.#retries = new InvocationRetries(parts.clock);
  }

  stop(): void {
    this.#isStopped = true;
    this.#retries.stop();
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
    this.#retries.cancel(arn);
    const turn = this.#turn(live)
      .catch((fault: unknown) => this.#parts.onFault(fault, `the durable execution ${arn}`))
      .finally(() => {
        this.#turns.delete(arn);
        // What came to pass while it came to its end.
        if (live.isRunning && live.record.isSuspended && live.untold.length > 0) this.wake(live);
        else if (live.isRunning && !this.#isStopped) this.#retries.begin(arn, () => this.invoke(live));
      });
    this.#turns.set(arn, turn);
  }

  /** It has ended: nothing is tried again. */
  forget({ arn }: LiveExecution): void {
    this.#retries.forget(arn);
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
    const { end } = this.#parts;
    if (outcome.type === "held" || outcome.type === "broken") {
      const error = outcome.type === "broken" ? outcome.error : undefined;
      if (!this.#retries.plan(live.arn, error)) end(live, { status: "FAILED", error });
      return;
    }
    this.#retries.forget(live.arn);
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
}
