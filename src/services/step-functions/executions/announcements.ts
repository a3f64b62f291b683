// What is told of a Standard execution when it begins, ends or is redriven: to its machine's metrics, to its trace, to who watches
// what becomes of executions, and to who waits for this one.

import type { Listeners } from "../../../aws/listeners.ts";
import type { ExecutionEnd } from "../../../engine/execution.ts";
import type {
  ExecutionBegun,
  ExecutionEnded,
  ExecutionMetrics,
  MeasuredMachine,
  StatusObserver,
} from "../monitoring/observers.ts";
import type { ExecutionStore, StoredExecution } from "../store/execution-store.ts";
import { AwaitedEnds } from "./awaited-ends.ts";
import type { ExecutionRecord } from "./execution-record.ts";
import type { FoldedStandard, GivenExecution } from "./standard-folds.ts";
import type { StandardRecords } from "./standard-records.ts";

export interface Audience {
  readonly metrics: (machine: MeasuredMachine) => ExecutionMetrics;
  readonly statuses: StatusObserver;
  readonly started: Listeners<ExecutionBegun>;
  readonly ended: Listeners<ExecutionEnded>;
}

const goingOn = { status: "RUNNING", ending: undefined, endedAt: undefined } as const;

export class Announcements {
  readonly #audience: Audience;
  readonly #store: ExecutionStore;
  readonly #records: StandardRecords;
  readonly #awaited = new AwaitedEnds();

  constructor(audience: Audience, store: ExecutionStore, records: StandardRecords) {
    this.#audience = audience;
    this.#store = store;
    this.#records = records;
  }

  begun(given: GivenExecution): void {
    const { machine, arn, startedAt } = given;
    this.#metricsOf(given).started();
    this.#audience.started.tell(() => {
      const name = arn.slice(arn.lastIndexOf(":") + 1);
      return { stateMachine: machine, arn, name, startedAt };
    });
  }

  redriven(given: GivenExecution): void {
    this.#metricsOf(given).redriven?.();
  }

  /** Told once that is on disk. It may have ended by then. */
  runs(arn: string): void {
    const { statuses } = this.#audience;
    if (!statuses.isWatching()) return;
    this.#store.afterCommit(() => {
      statuses.changed(this.#records.of({ ...this.#records.standard(arn), ...goingOn }));
    });
  }

  /** Its end is on disk. */
  ended(id: number, { given, fold, trace }: FoldedStandard, end: ExecutionEnd, endedAt: number): void {
    const { machine, startedAt } = given;
    const { engine } = fold;
    const { input, identity } = engine.start;
    const { arn, name } = identity;
    this.#metricsOf(given).ended(end.status, endedAt - startedAt, engine.redriveCount);
    trace?.ended(end, endedAt);
    this.#statusChanged(arn);
    this.#audience.ended.tell(() => {
      const { failedState } = engine;
      return { stateMachine: machine, arn, name, input, end, failedState, startedAt, endedAt };
    });
    this.#tellWaiting(id, arn);
  }

  /** The same of one that was set aside, and stopped. */
  stoppedAside({ id, arn, startedAt }: StoredExecution, machine: MeasuredMachine, at: number): void {
    this.#audience.metrics(machine).ended("ABORTED", at - startedAt);
    this.#statusChanged(arn);
    this.#tellWaiting(id, arn);
  }

  /** Resolves once this one has ended. */
  endOf(id: number): Promise<ExecutionRecord> {
    return this.#awaited.of(id);
  }

  #statusChanged(arn: string): void {
    const { statuses } = this.#audience;
    if (statuses.isWatching()) statuses.changed(this.#records.describe(arn));
  }

  #tellWaiting(id: number, arn: string): void {
    this.#awaited.tell(id, () => this.#records.describe(arn));
  }

  #metricsOf({ machine, facts }: GivenExecution): ExecutionMetrics {
    const { stateMachineVersionArn, stateMachineAliasArn } = facts;
    return this.#audience.metrics({
      stateMachineArn: machine.arn,
      stateMachineVersionArn,
      stateMachineAliasArn,
    });
  }
}
