// ListExecutions: of a state machine, one of its versions or aliases, or a Map Run; newest first.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html

import type { StateMachine } from "../machines/state-machine.ts";
import type { MapRuns } from "../map-runs/map-runs.ts";
import type { Page, PageRequest } from "../page.ts";
import type { ListedExecution } from "./execution-record.ts";
import type { StandardRecords } from "./standard-records.ts";

/** Either a state machine or a Map Run. */
export interface ExecutionQuery extends PageRequest {
  readonly stateMachineArn?: string | undefined;
  readonly mapRunArn?: string | undefined;
  readonly statusFilter?: string | undefined;
  readonly redriveFilter?: "REDRIVEN" | "NOT_REDRIVEN" | undefined;
}

export interface ExecutionListsOptions {
  readonly mapRuns: MapRuns;
  readonly records: StandardRecords;
  /** Throws StateMachineDoesNotExist and StateMachineTypeNotSupported. */
  readonly standardMachine: (arn: string) => StateMachine;
}

export class ExecutionLists {
  readonly #options: ExecutionListsOptions;

  constructor(options: ExecutionListsOptions) {
    this.#options = options;
  }

  /**
   * Yields where whoever asks may give way to others. Throws StateMachineDoesNotExist, StateMachineTypeNotSupported,
   * ResourceNotFound and InvalidToken.
   */
  *list(query: ExecutionQuery): Generator<void, Page<ListedExecution>> {
    const { stateMachineArn = "", mapRunArn, redriveFilter } = query;
    const { mapRuns, records, standardMachine } = this.#options;
    if (mapRunArn !== undefined) {
      const mapRun = mapRuns.describe(mapRunArn);
      if (redriveFilter === undefined) return yield* records.list(mapRun, query);
      const isWanted = (each: ListedExecution) => each.redriveCount > 0 === (redriveFilter === "REDRIVEN");
      return yield* records.list(mapRun, query, { key: `${mapRun.arn} ${redriveFilter}`, isWanted });
    }
    const machine = standardMachine(stateMachineArn);
    if (machine.arn === stateMachineArn) return yield* records.list(machine, query);
    const isWanted = (each: ListedExecution) =>
      each.stateMachineVersionArn === stateMachineArn || each.stateMachineAliasArn === stateMachineArn;
    return yield* records.list(machine, query, { key: stateMachineArn, isWanted });
  }
}
