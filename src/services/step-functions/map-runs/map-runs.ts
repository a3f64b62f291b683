// The Map Runs of the region, as DescribeMapRun tells of them. Whoever runs a Map Run registers it here and tells of its counts;
// what a user changes while it runs is handed on to it. Beginning and end are on disk, and the counts are as of the last of them.

import { ServiceError } from "../../../aws/service-error.ts";
import type { MapRunCounts, MapRunLimits, Tally } from "../../../engine/map-run/map-runner.ts";
import type { Clock } from "../../../time/clock.ts";
import { checkMapRunArn } from "../arns.ts";
import { type Page, type PageRequest, pageOf, startPosition } from "../page.ts";
import type { DocumentStore } from "../store/execution-store.ts";

export interface NewMapRun extends MapRunLimits {
  readonly arn: string;
  /** Of the parent. */
  readonly executionArn: string;
  /** With the label: `…:stateMachine:name/label`. */
  readonly stateMachineArn: string;
}

export interface MapRunRecord extends NewMapRun {
  readonly status: "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED";
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  readonly counts: MapRunCounts;
  readonly redriveCount: number;
  readonly redrivenAt: number | undefined;
}

export interface MapRunsOptions {
  readonly clock: Clock;
  readonly documents: DocumentStore;
  /** How long one that has ended is kept: as long as closed executions are. */
  readonly retentionMs: number;
}

interface Registered {
  record: MapRunRecord;
  update: ((limits: MapRunLimits) => void) | undefined;
}

const documentKind = "map run";
const nothing: Tally = {
  pending: 0,
  running: 0,
  succeeded: 0,
  failed: 0,
  timedOut: 0,
  aborted: 0,
  total: 0,
  resultsWritten: 0,
};

export class MapRuns {
  readonly #clock: Clock;
  readonly #documents: DocumentStore;
  readonly #runs = new Map<string, Registered>();

  constructor({ clock, documents, retentionMs }: MapRunsOptions) {
    this.#clock = clock;
    this.#documents = documents;
    for (const [arn, text] of documents.documents(documentKind)) {
      const record = JSON.parse(text) as MapRunRecord;
      if ((record.endedAt ?? clock.now()) < clock.now() - retentionMs) documents.remove(documentKind, arn);
      else this.#runs.set(arn, { record: { ...record, endedAt: record.endedAt }, update: undefined });
    }
  }

  /**
   * A Map Run begins. One that goes on after a crash keeps its start and its limits, with which this answers. `update` is told
   * of what UpdateMapRun changes.
   */
  register(run: NewMapRun, update?: (limits: MapRunLimits) => void): MapRunLimits {
    const known = this.#runs.get(run.arn);
    if (known !== undefined) {
      known.update = update;
      return known.record;
    }
    const record: MapRunRecord = {
      ...run,
      status: "RUNNING",
      startedAt: this.#clock.now(),
      endedAt: undefined,
      counts: { items: nothing, executions: nothing },
      redriveCount: 0,
      redrivenAt: undefined,
    };
    this.#runs.set(run.arn, { record, update });
    this.#keep(record);
    return record;
  }

  counted(arn: string, counts: MapRunCounts): void {
    const run = this.#runs.get(arn);
    if (run !== undefined) run.record = { ...run.record, counts };
  }

  ended(arn: string, status: Exclude<MapRunRecord["status"], "RUNNING">): void {
    this.#change(arn, { status, endedAt: this.#clock.now() });
  }

  redriven(arn: string, redriveCount: number): void {
    this.#change(arn, {
      status: "RUNNING",
      endedAt: undefined,
      redriveCount,
      redrivenAt: this.#clock.now(),
    });
  }

  /** Throws InvalidArn and ResourceNotFound. */
  describe(arn: string): MapRunRecord {
    return this.#find(arn).record;
  }

  get running(): number {
    return [...this.#runs.values()].filter(({ record }) => record.status === "RUNNING").length;
  }

  isRunning(arn: string): boolean {
    return this.#runs.get(arn)?.record.status === "RUNNING";
  }

  /** Whether a Map Run has children of this machine with a label. */
  hasRunOf(stateMachineArn: string): boolean {
    return [...this.#runs.values()].some(({ record }) => record.stateMachineArn === stateMachineArn);
  }

  /** Those of an execution, newest first. */
  list(executionArn: string, request: PageRequest): Page<MapRunRecord> {
    const records = [...this.#runs.values()].map(({ record }) => record);
    const own = records.filter((record) => record.executionArn === executionArn);
    return pageOf(own, request, {
      key: `map runs ${executionArn}`,
      now: this.#clock.now(),
      positionOf: startPosition,
      descending: true,
    });
  }

  /** What is left out stays as it is. Throws ValidationException for a Map Run that has ended. */
  update(arn: string, changes: { readonly [Limit in keyof MapRunLimits]?: number | undefined }): void {
    const run = this.#find(arn);
    if (run.record.status !== "RUNNING") {
      throw new ServiceError("ValidationException", "Cannot update a Map Run that has completed.", {
        members: { reason: "CANNOT_UPDATE_COMPLETED_MAP_RUN" },
      });
    }
    const { record } = run;
    const limits: MapRunLimits = {
      maxConcurrency: changes.maxConcurrency ?? record.maxConcurrency,
      toleratedFailureCount: changes.toleratedFailureCount ?? record.toleratedFailureCount,
      toleratedFailurePercentage: changes.toleratedFailurePercentage ?? record.toleratedFailurePercentage,
    };
    this.#change(arn, limits);
    run.update?.(limits);
  }

  #find(arn: string): Registered {
    checkMapRunArn(arn);
    const run = this.#runs.get(arn);
    if (run !== undefined) return run;
    throw new ServiceError("ResourceNotFound", `Resource not found: '${arn}'`, {
      members: { resourceName: arn },
    });
  }

  #change(arn: string, changes: Partial<MapRunRecord>): void {
    const run = this.#runs.get(arn);
    if (run === undefined) return;
    run.record = { ...run.record, ...changes };
    this.#keep(run.record);
  }

  #keep(record: MapRunRecord): void {
    this.#documents.put(documentKind, record.arn, JSON.stringify(record));
  }
}
