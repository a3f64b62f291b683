// A Map Run: stands before the engine for the real one, which is started, or taken up again, when the first of its calls may
// be made. A call that a crash left unanswered is made again: reading is harmless, and a child that is there is not started twice.

import type { Json } from "../../../aws/json.ts";
import type { Failure } from "../../../engine/failure.ts";
import {
  type ChildExecution,
  type ItemReaderCall,
  type MapRun,
  type MapRunCounts,
  type MapRunLimits,
  type MapRunner,
  type MapRunStart,
  mapRunArnOf,
  type ReadItems,
  type ResultWriterCall,
} from "../../../engine/map-run/map-runner.ts";
import { type Listener, OutsideCall } from "./outside-call.ts";

/** Gives a call its number, and sees that it is made. */
export type Register = <Call extends OutsideCall>(make: (number: number) => Call) => Call;

export class OutsideMapRun implements MapRun {
  readonly number: number;
  readonly mapRunArn: string;
  readonly #start: MapRunStart;
  readonly #register: Register;
  #real: MapRun | undefined = undefined;
  #listener: Listener | undefined = undefined;
  #counts: MapRunCounts | undefined = undefined;
  #redriveCount = 0;
  #status: "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED" = "RUNNING";

  constructor(number: number, start: MapRunStart, register: Register) {
    this.number = number;
    this.mapRunArn = mapRunArnOf(start);
    this.#start = start;
    this.#register = register;
  }

  get isOpen(): boolean {
    return this.#status === "RUNNING";
  }

  readItems(reader: ItemReaderCall): PromiseLike<ReadItems | Failure> {
    return this.#call((run) => run.readItems(reader));
  }

  runChild(child: ChildExecution): PromiseLike<Json | Failure> {
    return this.#call((run) => run.runChild(child), child.signal);
  }

  writeResults(writer: ResultWriterCall): PromiseLike<Json | Failure> {
    return this.#call((run) => run.writeResults(writer));
  }

  counted(counts: MapRunCounts): void {
    this.#counts = counts;
    this.#real?.counted(counts);
  }

  ended(status: "SUCCEEDED" | "FAILED" | "ABORTED"): void {
    this.#status = status;
    this.#real?.ended(status);
  }

  /** Whether it may go on is told later, as of its start: here it would not be the same in a replay. */
  redriven(redriveCount: number): undefined {
    this.#status = "RUNNING";
    this.#redriveCount = redriveCount;
    this.#tellRefused(this.#real?.redriven?.(redriveCount));
  }

  get real(): MapRun {
    if (this.#real === undefined) throw new Error("No Map Runs are offered.");
    return this.#real;
  }

  /** There is a real one from now on. It learns what came about meanwhile. */
  begin(runner: MapRunner, listener: Listener): void {
    if (this.#real !== undefined) return;
    const changed = (limits: MapRunLimits) =>
      listener.tell({ type: "mapRunChanged", mapRun: this.number, limits });
    const real = runner.startMapRun({ ...this.#start, changed });
    this.#real = real;
    this.#listener = listener;
    const refusal = this.#redriveCount > 0 ? real.redriven?.(this.#redriveCount) : real.refusal;
    if (this.#counts !== undefined) real.counted(this.#counts);
    if (this.#status !== "RUNNING") real.ended(this.#status);
    else this.#tellRefused(refusal);
  }

  #tellRefused(failure: Failure | undefined): void {
    if (failure !== undefined) this.#listener?.tell({ type: "mapRunRefused", mapRun: this.number, failure });
  }

  /** UpdateMapRun, told to the engine. */
  applyChanged(limits: MapRunLimits): void {
    this.#start.changed(limits);
  }

  /** The real one may have no children, told to the engine. */
  applyRefused(failure: Failure): void {
    this.#start.refused(failure);
  }

  #call<Answer>(ask: (run: MapRun) => Answer | PromiseLike<Answer>, signal?: AbortSignal): MapCall<Answer> {
    return this.#register((number) => new MapCall(number, { run: this, ask, signal }));
  }
}

interface Question<Answer> {
  readonly run: OutsideMapRun;
  readonly ask: (run: MapRun) => Answer | PromiseLike<Answer>;
  readonly signal: AbortSignal | undefined;
}

class MapCall<Answer> extends OutsideCall<Answer> {
  readonly #question: Question<Answer>;

  constructor(number: number, question: Question<Answer>) {
    super(number);
    this.#question = question;
  }

  get isAbandoned(): boolean {
    const { run, signal } = this.#question;
    return !run.isOpen || signal?.aborted === true;
  }

  protected ask(): Answer | PromiseLike<Answer> {
    const { run, ask } = this.#question;
    return ask(run.real);
  }
}
