// What is kept of Standard executions, as the API tells of it: described, listed, with their history.

import { ServiceError } from "../../../aws/service-error.ts";
import type { HistoryEvent } from "../../../engine/history/event.ts";
import type { Clock } from "../../../time/clock.ts";
import { atOnce } from "../../../time/time-slice.ts";
import { checkExecutionArn, isExpressArn } from "../arns.ts";
import { askedPage, type Page, type PageRequest } from "../page.ts";
import { ReplayDiverged } from "../store/execution-fold.ts";
import type {
  ExecutionStore,
  ExecutionSummary,
  StoredExecution,
  StoredStatus,
} from "../store/execution-store.ts";
import { type AskedEvents, type FoundEvents, Histories, type ReplayedExecution } from "../store/histories.ts";
import { rowToTurn, type Turn } from "../store/turn.ts";
import {
  checkStatusFilter,
  type ExecutionRecord,
  executionRecord,
  type ListedExecution,
  listedExecution,
} from "./execution-record.ts";
import { notReplayable, type SetAside } from "./set-aside.ts";
import type { StandardFolds } from "./standard-folds.ts";

export interface StandardRecordsOptions {
  readonly store: ExecutionStore;
  readonly clock: Clock;
  readonly folds: StandardFolds;
  readonly setAside: SetAside;
  /** Whether the last of so many turns of an execution, known by the store's number, still goes on. */
  readonly goesOnAfter: (execution: number, turns: number) => boolean;
  readonly isDeleting: (stateMachineArn: string) => boolean;
}

export interface HistoryRequest extends PageRequest {
  readonly reverseOrder?: boolean | undefined;
  /** @default true */
  readonly includeExecutionData?: boolean | undefined;
}

export interface ListRequest extends PageRequest {
  readonly statusFilter?: string | undefined;
}

export interface ListFilter {
  /** Names the list for its page tokens. */
  readonly key: string;
  readonly isWanted: (each: ListedExecution) => boolean;
}

interface Found {
  /** The store's number. */
  readonly id: number;
  readonly listed: ListedExecution;
}

const eventId = ({ id }: HistoryEvent) => id;

/** So many are read from the store at once. */
const [childrenTogether, filteredTogether] = [2000, 1000];

export class StandardRecords {
  readonly #store: ExecutionStore;
  readonly #clock: Clock;
  readonly #folds: StandardFolds;
  readonly #setAside: SetAside;
  readonly #isDeleting: (stateMachineArn: string) => boolean;
  readonly #goesOnAfter: StandardRecordsOptions["goesOnAfter"];
  readonly #histories: Histories;

  constructor(options: StandardRecordsOptions) {
    const { store, clock, folds, setAside, goesOnAfter, isDeleting } = options;
    this.#store = store;
    this.#clock = clock;
    this.#folds = folds;
    this.#setAside = setAside;
    this.#goesOnAfter = goesOnAfter;
    this.#isDeleting = isDeleting;
    this.#histories = new Histories(store);
  }

  /** Throws InvalidArn or ExecutionDoesNotExist. Express executions are kept only if they are children of Map Runs. */
  describe(arn: string): ExecutionRecord {
    return this.of(this.stored(arn));
  }

  /** Undefined if there is none. */
  find(arn: string): ExecutionRecord | undefined {
    const stored = this.#store.find(arn);
    return stored && this.of(stored);
  }

  /**
   * The executions of a state machine or of a Map Run, newest first, and of these what `filter` lets pass, which the store has no
   * index for. Yields where whoever asks may give way to others. Throws InvalidToken.
   */
  *list(
    { arn }: { readonly arn: string },
    request: ListRequest,
    filter?: ListFilter,
  ): Generator<void, Page<ListedExecution>> {
    const { statusFilter } = request;
    checkStatusFilter(statusFilter);
    const status = statusFilter as StoredStatus | undefined;
    const { after, limit, of } = askedPage<Found>(request, {
      key: `executions ${filter?.key ?? arn} ${statusFilter ?? ""}`,
      now: this.#clock.now(),
      positionOf: ({ id }) => id,
    });
    const together = filter === undefined ? limit : filteredTogether;
    const found: Found[] = [];
    for (let before = after as number | undefined; ; yield) {
      const stored = yield* this.#store.list({ listedUnder: arn, status, before, limit: together });
      for (const each of stored) {
        const listed = listedExecution(each, this.#folds.machine(each.revision));
        if (filter?.isWanted(listed) !== false) found.push({ id: each.id, listed });
      }
      if (found.length >= limit || stored.length < together) break;
      before = stored.at(-1)?.id;
    }
    const { items, nextToken } = of(found);
    return { items: items.map(({ listed }) => listed), nextToken };
  }

  /** Of a Map Run, in the order in which they started. */
  *children(mapRunArn: string): Generator<ExecutionSummary> {
    for (let after = 0; ; ) {
      const page = atOnce(this.#store.list({ listedUnder: mapRunArn, after, limit: childrenTogether }));
      yield* page;
      const last = page.at(-1);
      if (last === undefined) return;
      after = last.id;
    }
  }

  /** Rejects with InternalFailure if the turns of the execution cannot be run again. */
  async history(arn: string, request: HistoryRequest): Promise<Page<HistoryEvent>> {
    const stored = this.standard(arn);
    const isReverse = request.reverseOrder === true;
    const { after, limit, of } = askedPage<HistoryEvent>(request, {
      ...{ key: `history ${arn} ${isReverse}`, now: this.#clock.now(), positionOf: eventId },
    });
    const { events, fitting } = await this.#events(stored, {
      ...{ after: after as number | undefined, limit, isReverse },
      withData: request.includeExecutionData !== false,
    });
    return of(events, fitting);
  }

  /**
   * What came from outside, in order, each with how many events there were before. They are read one after the other: together they may
   * be hundreds of megabytes. Throws InvalidArn or ExecutionDoesNotExist.
   */
  *turns(arn: string): Generator<Turn, void> {
    const stored = this.standard(arn);
    for (const row of this.#store.turnsToTake(stored.id)) yield rowToTurn(row);
    this.#checkKept(stored);
  }

  async #events(stored: StoredExecution, asked: AskedEvents): Promise<FoundEvents> {
    const { id, arn } = stored;
    this.#setAside.checkReplayable(id, arn);
    const compiling = this.#folds.machine(stored.revision).compiling?.();
    if (compiling !== undefined) await compiling;
    try {
      const replayed: ReplayedExecution = {
        createFold: (recorder) => this.#folds.recorded(stored, recorder),
        goesOnAfter: (turns) => this.#goesOnAfter(id, turns),
      };
      const found = await this.#histories.of(id, replayed, asked);
      this.#checkKept(stored);
      return found;
    } catch (problem) {
      this.#checkKept(stored);
      if (this.#folds.isRedrivenInPart(stored, problem)) return this.#events(stored, asked);
      throw problem instanceof ReplayDiverged ? notReplayable(arn, problem.message) : problem;
    }
  }

  /** Turns are read as they are run again: those of an execution that is forgotten meanwhile are gone. */
  #checkKept({ id, arn }: StoredExecution): void {
    if (this.#store.find(arn)?.id !== id) throw notThere(arn);
  }

  /** Turns that are being run again are given up. */
  close(): void {
    this.#histories.close();
    this.#folds.close();
  }

  /** As it is told of. */
  of(stored: StoredExecution): ExecutionRecord {
    const machine = this.#folds.machine(stored.revision);
    const isDeleting = this.#isDeleting(machine.arn);
    const record = executionRecord(stored, machine, { now: this.#clock.now(), isDeleting });
    const setAside = this.#setAside.reason(stored.id);
    return setAside === undefined ? record : { ...record, setAside };
  }

  /** As the store has it, also one of Express. Throws as `describe` does. */
  stored(arn: string): StoredExecution {
    const child = isExpressArn(arn) ? this.#store.find(arn) : undefined;
    return child ?? this.standard(arn);
  }

  /** A Standard one, as the store has it. Throws InvalidArn or ExecutionDoesNotExist. */
  standard(arn: string): StoredExecution {
    checkExecutionArn(arn);
    const stored = this.#store.find(arn);
    if (stored !== undefined) return stored;
    throw notThere(arn);
  }
}

function notThere(arn: string): ServiceError {
  return new ServiceError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
}
