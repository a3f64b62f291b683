// The child executions of a distributed Map: so many at a time, until all have ended or too many items have failed.

import type { CompiledMap, CompiledResultWriter } from "../../asl/compile/compiled-machine.ts";
import type { Json } from "../../aws/json.ts";
import { evaluateTemplate, finish } from "../data-flow.ts";
import { handleFailure } from "../error-handling.ts";
import { statesError } from "../error-names.ts";
import { Failure, failureDetails } from "../failure.ts";
import { isPromiseLike, type Ready, Unfinished, withinSlice } from "../ready.ts";
import { proceed } from "../run-strand.ts";
import type { GoOn, Redrivable, Step, Strand, Waiting } from "../strand.ts";
import { toFailure } from "../thrown.ts";
import { checkPayload } from "../visit.ts";
import type { ChildInput } from "./item-inputs.ts";
import type { MapRun, MapRunLimits } from "./map-runner.ts";
import { isForRunner, stateResult } from "./state-result.ts";
import { Tallies } from "./tallies.ts";
import { isIntolerable } from "./tolerated-failures.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html: up to 10,000 at once. */
const mostChildrenAtOnce = 10_000;

export interface ChildrenPlan {
  readonly state: CompiledMap;
  readonly run: MapRun;
  readonly limits: MapRunLimits;
}

export class DistributedChildren implements Waiting, Redrivable {
  readonly enteredEventId: number;
  readonly #parent: Strand;
  readonly #plan: ChildrenPlan;
  /** MapStateExited follows MapRunStarted [recorded since November 2024]. */
  readonly #runStartedId: number;
  #limits: MapRunLimits;
  #aborter = new AbortController();
  #inputs: readonly ChildInput[] = [];
  #outputs: (Json | undefined)[] = [];
  #tallies = new Tallies(0, 0);
  #next = 0;
  #totalItems = 0;
  #starting = false;
  /** Children are started and waited for: neither are items being read nor results being written. */
  #areRunning = false;
  #isOver = false;
  #redriveCount = 0;

  constructor(parent: Strand, plan: ChildrenPlan) {
    this.enteredEventId = parent.enteredEventId;
    this.#parent = parent;
    this.#plan = plan;
    this.#limits = plan.limits;
    this.#runStartedId = parent.previousEventId;
  }

  begin(inputs: readonly ChildInput[]): GoOn {
    this.#inputs = inputs;
    this.#outputs = inputs.map(() => undefined);
    this.#totalItems = inputs.reduce((sum, { itemCount }) => sum + itemCount, 0);
    this.#tallies = new Tallies(this.#totalItems, inputs.length);
    this.#parent.waiting = this;
    this.#parent.children = this;
    this.#areRunning = true;
    this.#startChildren();
    return this.#hasEnded() && this.#parent.waiting === this ? this.#conclude() : false;
  }

  /** The same Map Run again, for the children that did not succeed. */
  redrive(redrivenEventId: number): boolean {
    if (this.#outputs.every((output) => output !== undefined)) return false;
    const parent = this.#parent;
    const { run } = this.#plan;
    this.#isOver = false;
    this.#aborter = new AbortController();
    this.#redriveCount += 1;
    const details = { mapRunArn: run.mapRunArn, redriveCount: this.#redriveCount };
    parent.previousEventId = parent.execution.record(
      redrivenEventId,
      "MapRunRedriven",
      "mapRunRedrivenEventDetails",
      () => details,
    );
    parent.waiting = this;
    run.redriven?.(this.#redriveCount);
    this.#tallies = this.#talliesOfSuccess();
    this.#next = 0;
    this.#areRunning = true;
    this.#startChildren();
    if (this.#hasEnded() && parent.waiting === this) proceed(parent, () => this.#conclude(), undefined);
    return true;
  }

  /** UpdateMapRun: more children, or fewer from now on, and other thresholds. */
  change(limits: MapRunLimits): void {
    this.#limits = limits;
    this.#goOn();
  }

  #talliesOfSuccess(): Tallies {
    const tallies = new Tallies(this.#totalItems, this.#inputs.length);
    for (const [index, { itemCount }] of this.#inputs.entries()) {
      if (this.#outputs[index] === undefined) continue;
      tallies.started(itemCount);
      tallies.ended("succeeded", itemCount);
    }
    return tallies;
  }

  /** Goes on with what an expression gives. Whatever goes wrong meanwhile, or a stop, ends the Map Run. */
  whenReady<Value>(make: () => Ready<Value>, next: Step<Value>): GoOn {
    return this.#guard(() => this.#finish(make(), next));
  }

  #finish<Value>(value: Ready<Value>, next: Step<Value>): GoOn {
    const parent = this.#parent;
    if (!(value instanceof Unfinished)) return next(parent, value);
    parent.waiting = this;
    parent.execution.giveWayWithinState(() =>
      this.#goOnWith(() => this.#finish(withinSlice(value.work), next)),
    );
    return false;
  }

  /** The same with what somebody outside answers, in another turn. */
  whenAnswered<Value>(ask: () => Value | PromiseLike<Value>, next: Step<Value>): GoOn {
    const parent = this.#parent;
    parent.waiting = this;
    return this.#guard(() => {
      const answer = ask();
      if (!isPromiseLike(answer)) return next(parent, answer);
      const { execution } = parent;
      const goOn = (step: () => GoOn) => execution.turn(() => this.#goOnWith(step));
      answer.then(
        (value) => goOn(() => next(parent, value)),
        (thrown: unknown) => goOn(() => this.fail(toFailure(parent, thrown))),
      );
      return false;
    });
  }

  #goOnWith(step: () => GoOn): void {
    if (this.#parent.waiting === this) proceed(this.#parent, () => this.#guard(step), undefined);
  }

  #guard(step: () => GoOn): GoOn {
    try {
      return step();
    } catch (thrown) {
      if (this.#isOver) throw thrown;
      return this.fail(toFailure(this.#parent, thrown));
    }
  }

  /** The Map Run ends before it has children: its items could not be read. */
  fail(failure: Failure): GoOn {
    const { execution } = this.#parent;
    this.#parent.waiting = undefined;
    this.#stopTheRest();
    this.#end("FAILED");
    this.#parent.previousEventId = execution.record(
      this.#parent.previousEventId,
      "MapRunFailed",
      "mapRunFailedEventDetails",
      () => failureDetails(failure.error, failure.cause),
    );
    return handleFailure(this.#parent, failure);
  }

  cancel(): void {
    this.#stopTheRest();
    this.#end("ABORTED");
  }

  abort(): void {
    this.cancel();
    this.#parent.previousEventId = this.#parent.execution.record(
      this.#parent.previousEventId,
      "MapRunAborted",
    );
  }

  #stopTheRest(): void {
    this.#areRunning = false;
    this.#aborter.abort();
    this.#tallies.abortTheRest();
  }

  #end(status: "SUCCEEDED" | "FAILED" | "ABORTED"): void {
    this.#isOver = true;
    this.#plan.run.counted(this.#tallies);
    this.#plan.run.ended(status);
  }

  #startChildren(): void {
    const { maxConcurrency } = this.#limits;
    const limit = maxConcurrency === 0 ? mostChildrenAtOnce : maxConcurrency;
    this.#starting = true;
    while (
      this.#next < this.#inputs.length &&
      this.#tallies.executions.running < limit &&
      !this.#isIntolerable()
    ) {
      const index = this.#next++;
      if (this.#outputs[index] === undefined) this.#startChild(index);
    }
    this.#starting = false;
  }

  #startChild(index: number): void {
    const { input, itemCount } = this.#inputs[index] as ChildInput;
    const { run } = this.#plan;
    const { signal } = this.#aborter;
    this.#tallies.started(itemCount);
    run.counted(this.#tallies);
    const result = run.runChild({ index, input, itemCount, redriveCount: this.#redriveCount, signal });
    if (!isPromiseLike(result)) {
      this.#childEnded(index, result);
      return;
    }
    // What a child answers that was stopped before a redrive is not waited for.
    const ended = (settled: Json | Failure) => {
      if (!signal.aborted) this.#childEnded(index, settled);
    };
    result.then(ended, (thrown: unknown) => ended(new Failure(statesError.runtime, String(thrown))));
  }

  #childEnded(index: number, result: Json | Failure): void {
    if (!this.#areRunning) return;
    const { itemCount } = this.#inputs[index] as ChildInput;
    if (!(result instanceof Failure)) this.#outputs[index] = result;
    this.#tallies.ended(statusOf(result), itemCount);
    this.#plan.run.counted(this.#tallies);
    if (!this.#starting) this.#goOn();
  }

  #goOn(): void {
    this.#parent.execution.turn(() => {
      if (this.#areRunning) proceed(this.#parent, () => this.#guard(() => this.#continue()), undefined);
    });
  }

  #continue(): GoOn {
    this.#parent.waiting = this;
    this.#startChildren();
    return this.#hasEnded() ? this.#conclude() : false;
  }

  #isIntolerable(): boolean {
    return isIntolerable(this.#tallies.failedItems, this.#totalItems, this.#limits);
  }

  #hasEnded(): boolean {
    const { running, pending } = this.#tallies.executions;
    return this.#isIntolerable() || (running === 0 && pending === 0);
  }

  #conclude(): GoOn {
    this.#areRunning = false;
    const failure = this.#isIntolerable() ? intolerable() : undefined;
    if (failure !== undefined) this.#stopTheRest();
    const writer = this.#plan.state.distributed?.writer;
    if (writer !== undefined && isForRunner(writer)) return this.#write(writer, failure);
    if (failure !== undefined) return this.fail(failure);
    const outputs = this.#outputs.filter((output) => output !== undefined);
    return this.#succeed(writer === undefined ? outputs : stateResult(outputs, writer.config));
  }

  /** Also if too many have failed: what there is of results is written all the same. */
  #write(writer: CompiledResultWriter, failure: Failure | undefined): GoOn {
    const evaluated = () =>
      writer.arguments === undefined ? {} : evaluateTemplate(this.#parent, writer.arguments);
    const pending = this.#inputs.slice(this.#next).map(({ input }) => input);
    return this.whenReady(evaluated, (_strand, writerArguments) =>
      this.whenAnswered(
        () =>
          this.#plan.run.writeResults({
            resource: writer.resource,
            arguments: writerArguments,
            writerConfig: writer.config,
            pending,
          }),
        (_resumed, result) => {
          if (failure !== undefined) return this.fail(failure);
          if (result instanceof Failure) return this.fail(result);
          this.#tallies.resultsWritten();
          return this.#succeed(result);
        },
      ),
    );
  }

  #succeed(result: Json): GoOn {
    const parent = this.#parent;
    const { execution } = parent;
    parent.waiting = undefined;
    parent.mapItem = undefined;
    parent.forgetContext();
    this.#end("SUCCEEDED");
    const runSucceededId = execution.record(parent.previousEventId, "MapRunSucceeded");
    checkPayload(parent, result, { source: this.#plan.state.name });
    execution.record(runSucceededId, "MapStateSucceeded");
    parent.previousEventId = this.#runStartedId;
    return finish(parent, result);
  }
}

function intolerable(): Failure {
  return new Failure(
    statesError.exceedToleratedFailureThreshold,
    "The specified tolerated failure threshold was exceeded",
  );
}

function statusOf(result: Json | Failure) {
  if (!(result instanceof Failure)) return "succeeded";
  if (result.error === "") return "aborted";
  return result.error === statesError.timeout ? "timedOut" : "failed";
}
