// Durable executions: functions that run for up to a year in many invocations, each of which goes on where the last one has stopped. The
// function tells of what it has done in checkpoints; between them, waits, callbacks and other functions end, and it is invoked again.
// https://docs.aws.amazon.com/lambda/latest/dg/durable-execution-sdk.html

import { randomUUID } from "node:crypto";
import { ServiceError } from "../../../aws/service-error.ts";
import { setTimerAt } from "../../../schedule/timer-at.ts";
import type { Timer } from "../../../time/clock.ts";
import { notFound } from "../functions/refusals.ts";
import { ChainedInvocations } from "./chained-invocations.ts";
import { callbackBy, dueAt, settleDue } from "./due-operations.ts";
import type { CheckpointRequest, DurableParts, StartRequest } from "./durable-parts.ts";
import type { DurableEvent, DurableExecution, DurableOperation, ErrorObject } from "./durable-record.ts";
import { DurableTurns, type Ending } from "./durable-turns.ts";
import { type CheckpointAnswer, type DurableBook, LiveExecution } from "./live-execution.ts";

const pruneEveryMs = 3_600_000;
const dayMs = 86_400_000;

export class DurableExecutions {
  readonly #parts: DurableParts;
  readonly #book: DurableBook;
  /** By their ARNs, and by what whoever starts one may call it. */
  readonly #live = new Map<string, LiveExecution>();
  readonly #byName = new Map<string, LiveExecution>();
  readonly #turns: DurableTurns;
  readonly #chained: ChainedInvocations;
  readonly #timers = new Map<string, Timer>();
  readonly #waiters = new Map<string, ((ended: DurableExecution) => void)[]>();
  #prunedAt = Number.NEGATIVE_INFINITY;
  #isStopped = false;

  constructor(parts: DurableParts) {
    this.#parts = parts;
    const { book, run, durableFunction } = parts;
    this.#turns = new DurableTurns({ ...parts, end: (live, ending) => this.#end(live, ending) });
    this.#chained = new ChainedInvocations({
      run,
      runDurable: (functionName, payload, name) => {
        const found = durableFunction(functionName);
        return found && this.begin({ function: found, payload, name }).then((live) => this.ended(live));
      },
    });
    this.#book = {
      executions: book.records<DurableExecution>("executions"),
      operations: book.records<DurableOperation>("operations"),
      events: book.records<DurableEvent>("events"),
    };
    for (const record of this.#book.executions.values()) this.#hold(record);
    this.#takeKept();
  }

  /** Goes on with what an earlier run of the region left over. */
  start(): void {
    this.#prune();
    for (const live of this.#live.values()) {
      if (!live.isRunning) continue;
      this.#goOn(live);
      if (!live.record.isSuspended) this.#turns.invoke(live);
    }
  }

  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#turns.stop();
  }

  /** Waits for what runs; the host has ended it. */
  async close(): Promise<void> {
    this.stop();
    await this.#turns.settled();
    await this.#parts.book.close();
  }

  list(): readonly LiveExecution[] {
    return [...this.#live.values()];
  }

  /** Throws ResourceNotFoundException. */
  get(arn: string): LiveExecution {
    const live = this.#live.get(arn);
    if (live !== undefined) return live;
    throw notFound(`Durable execution not found: ${arn}`);
  }

  /**
   * On disk when it resolves. One of that name with the same payload is the same execution. Rejects with
   * DurableExecutionAlreadyStartedException for one with another.
   */
  async begin({
    function: of,
    payload,
    name = randomUUID(),
    traceHeader,
  }: StartRequest): Promise<LiveExecution> {
    this.#prune();
    const present = this.#byName.get(nameOf({ functionName: of.functionName, name }));
    if (present !== undefined) {
      if (present.input === payload) return present;
      throw new ServiceError(
        "DurableExecutionAlreadyStartedException",
        `The durable execution ${name} of ${of.functionName} has already been started with another payload.`,
        { status: 409, members: { Type: "User" } },
      );
    }
    const now = this.#parts.clock.now();
    const { functionName, version, functionArn, timeoutSeconds, retentionDays } = of;
    // SDKs find the operation that is the execution itself by what its ARN ends with.
    const id = randomUUID();
    const record: DurableExecution = {
      arn: `${functionArn}/durable-execution/${name}/${id}`,
      ...{ name, functionName, version, functionArn, timeoutSeconds, retentionDays, traceHeader },
      status: "RUNNING",
      ...{ startedAt: now, isSuspended: false },
    };
    this.#book.executions.put(record.arn, record);
    const live = this.#hold(record);
    const whole = { sequence: 0, type: "EXECUTION", status: "STARTED" } as const;
    live.begin({ ...whole, id, input: payload, startedAt: now });
    live.note("ExecutionStarted", { input: payload, facts: { ExecutionTimeout: timeoutSeconds } });
    await this.#parts.book.committed();
    this.#goOn(live);
    this.#turns.invoke(live);
    return live;
  }

  /** Resolves with what it has come to. */
  ended(live: LiveExecution): Promise<DurableExecution> {
    if (!live.isRunning) return Promise.resolve(live.record);
    return new Promise((resolve) => {
      this.#waiters.set(live.arn, [...(this.#waiters.get(live.arn) ?? []), resolve]);
    });
  }

  /** On disk when it resolves. Rejects with InvalidParameterValueException. */
  async checkpoint(
    arn: string,
    { token, updates, clientToken }: CheckpointRequest,
  ): Promise<CheckpointAnswer> {
    const live = this.get(arn);
    const answer = live.checkpoint(token, updates, clientToken);
    await this.#parts.book.committed();
    this.#goOn(live);
    return answer;
  }

  /** Throws CallbackTimeoutException for one that has ended. */
  async callback(
    callbackId: string,
    change: (operation: DurableOperation, now: number) => Partial<DurableOperation>,
  ) {
    const { live, operation } = callbackBy(this.#live, callbackId);
    live.settle(operation.id, change(operation, this.#parts.clock.now()));
    await this.#parts.book.committed();
    this.#goOn(live);
    this.#turns.wake(live);
  }

  /** When it was stopped; that it has ended is no failure. */
  async stopExecution(arn: string, error: ErrorObject | undefined): Promise<number> {
    const live = this.get(arn);
    if (live.isRunning) this.#end(live, { status: "STOPPED", error: error ?? {} });
    await this.#parts.book.committed();
    return live.record.endedAt ?? 0;
  }

  #hold(record: DurableExecution): LiveExecution {
    const live = new LiveExecution(record, this.#book, () => this.#parts.clock.now());
    this.#live.set(record.arn, live);
    this.#byName.set(nameOf(record), live);
    return live;
  }

  /** Of a book that was read: each operation and event goes to its execution, whose ARN its key begins with. */
  #takeKept(): void {
    const operations = Map.groupBy(this.#book.operations.entries(), ([key]) => arnIn(key));
    const events = Map.groupBy(this.#book.events.entries(), ([key]) => arnIn(key));
    for (const live of this.#live.values())
      live.take(
        (operations.get(live.arn) ?? []).map(([, operation]) => operation),
        (events.get(live.arn) ?? []).map(([, event]) => event),
      );
  }

  /** After a change: begins what its operations ask for, and sees to it that they end in time. */
  #goOn(live: LiveExecution): void {
    this.#timers.get(live.arn)?.cancel();
    this.#timers.delete(live.arn);
    if (!live.isRunning || this.#isStopped) return;
    for (const operation of live.open)
      if (operation.type === "CHAINED_INVOKE")
        this.#chain(live, operation).catch((fault: unknown) =>
          this.#parts.onFault(fault, `what ${live.arn} invokes`),
        );
    const timer = setTimerAt(this.#parts.clock, dueAt(live), () => this.#lookAt(live));
    this.#timers.set(live.arn, timer);
  }

  #lookAt(live: LiveExecution): void {
    if (!live.isRunning || this.#isStopped) return;
    const now = this.#parts.clock.now();
    const { startedAt, timeoutSeconds } = live.record;
    if (now >= startedAt + timeoutSeconds * 1000) {
      this.#end(live, {
        status: "TIMED_OUT",
        error: {
          ErrorType: "Execution.Timeout",
          ErrorMessage: `The execution timed out after ${timeoutSeconds} seconds`,
        },
      });
      return;
    }
    const hasSettled = settleDue(live, now);
    this.#goOn(live);
    if (hasSettled) this.#turns.wake(live);
  }

  #end(live: LiveExecution, ending: Ending): void {
    const { status, result, error } = ending;
    const ends = { SUCCEEDED: "Succeeded", FAILED: "Failed", TIMED_OUT: "TimedOut", STOPPED: "Stopped" };
    live.note(`Execution${ends[status]}`, { result, error });
    live.change({ ...ending, endedAt: this.#parts.clock.now() });
    live.withdrawToken();
    this.#timers.get(live.arn)?.cancel();
    this.#timers.delete(live.arn);
    this.#turns.forget(live);
    const { record } = live;
    for (const resolve of this.#waiters.get(live.arn) ?? []) resolve(record);
    this.#waiters.delete(live.arn);
  }

  async #chain(live: LiveExecution, { id, chained }: DurableOperation): Promise<void> {
    const change = chained && (await this.#chained.run(`${live.arn} ${id}`, chained));
    if (change === undefined || this.#isStopped || !live.isRunning) return;
    live.settle(id, { ...change, endedAt: this.#parts.clock.now() });
    await this.#parts.book.committed();
    this.#goOn(live);
    this.#turns.wake(live);
  }

  /** Those whose time to be kept is over. */
  #prune(): void {
    const now = this.#parts.clock.now();
    if (now - this.#prunedAt < pruneEveryMs) return;
    this.#prunedAt = now;
    for (const live of this.#live.values()) {
      const { endedAt, retentionDays } = live.record;
      if (endedAt === undefined || endedAt + retentionDays * dayMs > now) continue;
      this.#byName.delete(nameOf(live.record));
      this.#live.delete(live.arn);
      live.remove();
    }
  }
}

function nameOf({ functionName, name }: Pick<DurableExecution, "functionName" | "name">): string {
  return `${functionName} ${name}`;
}

function arnIn(key: string): string {
  return key.slice(0, key.indexOf(" "));
}
