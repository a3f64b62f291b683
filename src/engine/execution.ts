// One execution of a compiled machine: how it is started, watched and stopped. It answers one outside event after the
// other, and hands them to the strand that is the machine's own.

import type { CompiledMachine } from "../asl/compile/compiled-machine.ts";
import type { Json } from "../aws/json.ts";
import { guarded } from "../aws/unexpected.ts";
import type { Clock } from "../time/clock.ts";
import type { Remaining, WorkWatch } from "./agenda.ts";
import type { ClockDecisions, Resting } from "./clock-decisions.ts";
import type { ContextOfExecution } from "./context-object.ts";
import type { Deadline, Due } from "./deadlines.ts";
import { statesError } from "./error-names.ts";
import type { ExecutionEnd, ExecutionStart } from "./execution-start.ts";
import { type Failure, failureDetails } from "./failure.ts";
import type { Recorder } from "./history/event.ts";
import { outputDetails, recordStarted } from "./history/state-events.ts";
import { redriveStrand } from "./redrive.ts";
import { beginStrand, reachStatesThrough } from "./run-strand.ts";
import type { EngineSeams, TaskRunner } from "./seams.ts";
import { type Pauses, SharedExecution, transitionsBeforeRest } from "./shared-execution.ts";
import { stateTable } from "./states/state-table.ts";
import { Strand, type StrandOwner } from "./strand.ts";
import { noVariables, VariableScope } from "./variables.ts";

export type { ExecutionEnd, ExecutionStart, WorkflowType } from "./execution-start.ts";

reachStatesThrough(stateTable);

export interface Execution {
  /** Made when first asked for. It never rejects. */
  readonly ended: Promise<ExecutionEnd>;
  /** How it ended, or undefined while it runs. */
  readonly end: ExecutionEnd | undefined;
  /** Whether it goes on by itself: it has given way to others. */
  readonly isUnsettled: boolean;
  /** Ends the execution as ABORTED. Does nothing if it has ended. */
  stop(error?: string, cause?: string): void;
  /** Goes on from where the execution failed, timed out or was stopped. Does nothing if it runs or succeeded. */
  redrive(): void;
}

export function startExecution(
  machine: CompiledMachine,
  start: ExecutionStart,
  seams: EngineSeams,
): Execution {
  const execution = new RunningExecution(machine, start, seams);
  execution.begin();
  return execution;
}

/** Somebody waits for it. */
interface EndToCome {
  readonly promise: Promise<ExecutionEnd>;
  readonly resolve: (end: ExecutionEnd) => void;
}

/** The library runs on Node.js 20 as well, whose promises have no `withResolvers`. */
function endToCome(): EndToCome {
  let resolve: EndToCome["resolve"] = () => {};
  const promise = new Promise<ExecutionEnd>((resolvePromise) => {
    resolve = resolvePromise;
  });
  return { promise, resolve };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html, "Maximum execution time". */
const ceilingSeconds = { STANDARD: 365 * 24 * 60 * 60, EXPRESS: 5 * 60 } as const;

export class RunningExecution extends SharedExecution implements Execution, StrandOwner, Due {
  // What each turn touches comes first: a thousand executions in turn do not fit into the processor's cache.
  protected isWorking = false;
  protected isPausing = false;
  protected remaining: Remaining | undefined = undefined;
  watch: WorkWatch | undefined = undefined;
  watchedAs = 0;
  readonly clock: Clock;
  readonly tasks: TaskRunner;
  protected readonly isClockReadLate: boolean;
  protected readAt = 0;
  isClockUnread = false;
  protected pauses: Pauses | undefined = undefined;
  protected madeDecisions: ClockDecisions | undefined = undefined;
  end: ExecutionEnd | undefined = undefined;
  transitions = 0;
  restAt = transitionsBeforeRest;
  lastEventId = 0;
  readonly recorder: Recorder | undefined;
  readonly start: ExecutionStart;
  readonly machine: CompiledMachine;
  protected readonly seams: EngineSeams;
  resting: Resting = "never";
  isRunAgain = false;
  inputBytes: number | undefined = undefined;
  isSmall = true;
  protected isClosed = false;
  protected redriven: { readonly count: number; readonly time: number } | undefined = undefined;
  protected madeContext: ContextOfExecution | undefined = undefined;
  /** Called when a turn that could not be ended at once has ended. */
  onSettled: (() => void) | undefined = undefined;
  /** The state that made it fail; undefined if none did. */
  failedState: string | undefined = undefined;
  readonly #root: Strand;
  #ceiling: Deadline | undefined = undefined;
  #ended: EndToCome | undefined = undefined;

  constructor(machine: CompiledMachine, start: ExecutionStart, seams: EngineSeams) {
    super();
    this.machine = machine;
    this.start = start;
    this.seams = seams;
    this.clock = seams.clock;
    this.tasks = seams.tasks;
    this.recorder = seams.recorder;
    // Of an Express execution that nobody records: to read the clock takes as long as a small state does.
    this.isClockReadLate = start.type === "EXPRESS" && this.recorder === undefined;
    const variables = machine.assigns || start.variables ? new VariableScope(undefined) : noVariables;
    if (start.variables !== undefined) variables.assign(start.variables);
    this.#root = new Strand({
      execution: this,
      owner: this,
      scope: machine,
      variables,
      index: 0,
    });
  }

  begin(): void {
    this.beginWork();
    try {
      this.beginTurn();
      this.lastEventId = 1;
      if (this.recorder !== undefined) recordStarted(this.start, this.now, this.recorder);
      // The first state's entry has 0 for its previous event, not ExecutionStarted.
      beginStrand(this.#root, this.start.input, 0);
      this.#setCeilingAfterwards();
    } finally {
      this.endWork();
    }
  }

  get ended(): Promise<ExecutionEnd> {
    this.#ended ??= endToCome();
    if (this.end !== undefined) this.#ended.resolve(this.end);
    return this.#ended.promise;
  }

  stop(error?: string, cause?: string): void {
    if (this.end !== undefined) return;
    this.beginTurn();
    this.#interrupt("ABORTED", error, cause);
  }

  redrive(): void {
    if (this.end === undefined || this.end.status === "SUCCEEDED") return;
    this.turn(() => this.#goOnFromEnd());
  }

  #goOnFromEnd(): void {
    this.end = undefined;
    this.failedState = undefined;
    this.#ended = undefined;
    this.countRedrive();
    const { redriveCount } = this;
    const id = this.record(this.lastEventId, "ExecutionRedriven", "executionRedrivenEventDetails", () => ({
      redriveCount,
    }));
    redriveStrand(this.#root, id);
    this.#setCeilingAfterwards();
  }

  /** When all that may have given way to others is done; but not when an execution without an end has ended. */
  #setCeilingAfterwards(): void {
    if (!this.isGivingWay || this.transitions >= this.restAt) this.#setCeiling();
    else this.#setCeilingLater();
  }

  #setCeilingLater(): void {
    this.pause(() => this.#setCeiling());
  }

  protected override settled(): void {
    this.onSettled?.();
  }

  strandSucceeded(strand: Strand, output: Json): void {
    if (this.recorder === undefined) this.lastEventId += 1;
    else {
      this.record(strand.previousEventId, "ExecutionSucceeded", "executionSucceededEventDetails", () =>
        outputDetails(output, this.recorder),
      );
    }
    this.#finish({ status: "SUCCEEDED", output });
  }

  strandFailed(strand: Strand, { error, cause }: Failure): void {
    const shownError = error === "" ? undefined : error;
    this.failedState = strand.state.name;
    this.record(strand.previousEventId, "ExecutionFailed", "executionFailedEventDetails", () =>
      failureDetails(shownError, cause),
    );
    this.#finish({ status: "FAILED", error: shownError, cause });
  }

  /** Armed only once the execution suspends: one that never waits cannot outlive its ceiling by much. */
  #setCeiling(): void {
    if (this.end !== undefined) return;
    const ceiling = ceilingSeconds[this.start.type];
    const seconds = Math.min(ceiling, this.machine.timeoutSeconds ?? ceiling);
    this.#ceiling = this.deadlines.set(this.now, seconds * 1000, this);
  }

  /** Its ceiling. */
  comeDue(): void {
    this.beginTurn();
    this.#interrupt("TIMED_OUT", statesError.timeout, undefined);
  }

  #interrupt(status: "ABORTED" | "TIMED_OUT", error: string | undefined, cause: string | undefined): void {
    this.#root.cancel();
    // Such an event comes from outside, so that no event of the flow is its previous one.
    if (status === "ABORTED") {
      this.record(0, "ExecutionAborted", "executionAbortedEventDetails", () => failureDetails(error, cause));
    } else {
      this.record(0, "ExecutionTimedOut", "executionTimedOutEventDetails", () =>
        failureDetails(error, cause),
      );
    }
    this.#finish({ status, error, cause });
  }

  #finish(end: ExecutionEnd): void {
    this.end = end;
    this.#ceiling?.cancel();
    this.cancelRests();
    this.#ended?.resolve(end);
    const { onEnd } = this.start;
    if (onEnd !== undefined)
      guarded("telling that an execution has ended", () => onEnd(end, this.failedState));
  }
}
