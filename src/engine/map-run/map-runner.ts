// The seam of distributed Maps: who reads items, runs child executions and writes results. The engine keeps the counts.

import type { CompiledMachine } from "../../asl/compile/compiled-machine.ts";
import type { Json, JsonObject } from "../../aws/json.ts";
import type { ExecutionIdentity } from "../execution-identity.ts";
import type { Failure } from "../failure.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html: up to 10,000 at once. */
export const mostChildrenAtOnce = 10_000;

/** What a user may change while a Map Run goes on. */
export interface MapRunLimits {
  /** 0 for no limit of the author's. */
  readonly maxConcurrency: number;
  readonly toleratedFailureCount: number;
  /** 0 to 100, of all items. */
  readonly toleratedFailurePercentage: number;
}

/** Starts Map Runs: one each visit (and each retry) of a distributed Map state. */
export interface MapRunner {
  /** After a crash it is called again with the same id: the Map Run then goes on, and asks again for what was not answered. */
  startMapRun(start: MapRunStart): MapRun;
}

export interface MapRunStart {
  /** A UUID from the execution's seed: a replay names the same Map Run. */
  readonly id: string;
  readonly execution: ExecutionIdentity;
  readonly stateName: string;
  /** The Map state's `Label`, or one made of its place if it has none. */
  readonly label: string;
  readonly executionType: "STANDARD" | "EXPRESS";
  /** The Map's processor: what a child execution runs. */
  readonly machine: CompiledMachine;
  readonly limits: MapRunLimits;
  /** UpdateMapRun: other limits from now on. */
  changed(limits: MapRunLimits): void;
  /** It may have no children: it fails with that. Told where it was not there yet to say so by its `refusal`. */
  refused(failure: Failure): void;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-arns.html: `…:mapRun:stateMachineName/label:id`. */
export function mapRunArnOf({ execution, label, id }: MapRunStart): string {
  return `${execution.stateMachineArn.replace(":stateMachine:", ":mapRun:")}/${label}:${id}`;
}

/** The outside of one Map Run: everything that is not counting. */
export interface MapRun {
  readonly mapRunArn: string;
  /** Why it may have no children. */
  readonly refusal?: Failure;
  /** Reads the dataset that an ItemReader names, a page at a time where it is long. */
  readItems(reader: ItemReaderCall): PromiseLike<ReadItems | Failure>;
  /** Runs one child execution to its end. A failed child is a Failure, without a name if it was stopped; it does not reject. */
  runChild(child: ChildExecution): Json | Failure | PromiseLike<Json | Failure>;
  /** Writes how the children ended where a ResultWriter says, and answers with the state's result. */
  writeResults(writer: ResultWriterCall): PromiseLike<Json | Failure>;
  /** Called after every change, for DescribeMapRun. */
  counted(counts: MapRunCounts): void;
  ended(status: "SUCCEEDED" | "FAILED" | "ABORTED"): void;
  /** It runs again: only the children that did not succeed. Answers why it may not, where that is known at once. */
  redriven?(redriveCount: number): Failure | undefined;
}

export interface ItemReaderCall {
  readonly resource: string;
  readonly arguments: Json;
  readonly readerConfig: JsonObject;
  readonly maxItems: number | undefined;
  /** Where the page before ended; absent for the first. */
  readonly after?: ReadPosition;
}

/** How far a dataset has been read. */
export interface ReadPosition {
  readonly items: number;
  /** Of what: another is not gone on with. */
  readonly etag: string;
}

export interface ReadItems {
  readonly items: readonly Json[];
  /** Of an object's members, whose values the items are. */
  readonly keys?: readonly string[];
  /** `$$.Map.Item.Source`: `S3://bucket`, or `S3://bucket/key`. */
  readonly source: string;
  /** There is more behind it. */
  readonly next?: ReadPosition;
}

export interface ResultWriterCall {
  /** Undefined if the result is the state's, and nothing is written. */
  readonly resource: string | undefined;
  readonly arguments: Json;
  readonly writerConfig: JsonObject;
  /** The inputs of children that were not started, because too many had failed. */
  readonly pending: readonly Json[];
}

export interface ChildExecution {
  readonly index: number;
  readonly input: Json;
  /** How many items this child has: more than one only with an ItemBatcher. */
  readonly itemCount: number;
  /** How often the Map Run was redriven before: a child that runs again is another execution. */
  readonly redriveCount: number;
  readonly signal: AbortSignal;
}

/** As DescribeMapRun's itemCounts and executionCounts. */
export interface MapRunCounts {
  readonly items: Tally;
  readonly executions: Tally;
}

export interface Tally {
  readonly pending: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly aborted: number;
  readonly total: number;
  readonly resultsWritten: number;
}
