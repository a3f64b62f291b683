// ListExecutions: of a state machine, one of its versions or aliases, or a Map Run; newest first.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html

import type { Clock } from "../../../time/clock.ts";
import type { StateMachine } from "../machines/state-machine.ts";
import type { MapRuns } from "../map-runs/map-runs.ts";
import { type Page, type PageRequest, pageOf, startPosition } from "../page.ts";
import type { ListedExecution } from "./execution-record.ts";
import type { StandardRecords } from "./standard-records.ts";

/** Either a state machine or a Map Run. */
export interface ExecutionQuery extends PageRequest {
  readonly stateMachineArn?: string | undefined;
  readonly mapRunArn?: string | undefined;
  readonly statusFilter?: string | undefined;
  readonly redriveFilter?: "REDRIVEN" | "NOT_REDRIVEN" | undefined;
}

interface ExecutionFilter {
  /** Names the list for its page tokens. */
  readonly key: string;
  readonly isWanted: (each: ListedExecution) => boolean;
}

export interface ExecutionListsOptions {
  readonly clock: Clock;
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

  /** Throws StateMachineDoesNotExist, StateMachineTypeNotSupported, ResourceNotFound and InvalidToken. */
  list(query: ExecutionQuery): Page<ListedExecution> {
    const { stateMachineArn = "", mapRunArn, redriveFilter } = query;
    const { mapRuns, records, standardMachine } = this.#options;
    if (mapRunArn !== undefined) {
      const { arn } = mapRuns.describe(mapRunArn);
      if (redriveFilter === undefined) return records.list({ arn }, query);
      const isWanted = (each: ListedExecution) => each.redriveCount > 0 === (redriveFilter === "REDRIVEN");
      return this.#filtered(arn, query, { key: `${arn} ${redriveFilter}`, isWanted });
    }
    const machine = standardMachine(stateMachineArn);
    if (machine.arn === stateMachineArn) return records.list(machine, query);
    const isWanted = (each: ListedExecution) =>
      each.stateMachineVersionArn === stateMachineArn || each.stateMachineAliasArn === stateMachineArn;
    return this.#filtered(machine.arn, query, { key: stateMachineArn, isWanted });
  }

  /** What the store has no index for is looked through. */
  #filtered(arn: string, query: ExecutionQuery, { key, isWanted }: ExecutionFilter): Page<ListedExecution> {
    const { clock, records } = this.#options;
    const { statusFilter } = query;
    const found: ListedExecution[] = [];
    let nextToken: string | undefined;
    do {
      const page = records.list({ arn }, { statusFilter, maxResults: 1000, nextToken });
      found.push(...page.items.filter(isWanted));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return pageOf(found, query, {
      key: `executions ${key} ${statusFilter ?? ""}`,
      now: clock.now(),
      positionOf: startPosition,
      descending: true,
    });
  }
}
