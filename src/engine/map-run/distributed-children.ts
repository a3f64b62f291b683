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
import type { ItemSupply } from "./item-supply.ts";
import { type MapRun, type MapRunLimits, mostChildrenAtOnce } from "./map-runner.ts";
import { isForRunner, stateResult } from "./state-result.ts";
import { statusOf, Tallies } from "./tallies.ts";
import { intolerable, isIntolerable } from "./tolerated-failures.ts";

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
  /** Of a child that succeeded the input is not needed any more. */
  #inputs: (ChildInput | undefined)[] = [];
  /** There for a child that succeeded; null where nobody wants to know what it answered. */
  #outputs: (Json | undefined)[] = [];
  readonly #keepsOutputs: boolean;
  #supply: ItemSupply | undefined;
  #isReading = false;
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
    const writer = plan.state.distributed?.writer;
    this.#keepsOutputs = writer === undefined || !isForRunner(writer);
  }

  /** With what there is of inputs, and what gives more. */
  begin(inputs: readonly ChildInput[], supply?: ItemSupply): GoOn {
    this.#supply = supply;
    this.#areRunning = true;
    return supply === undefined ? this.#goOnWithMore(inputs) : this.#readMore(supply);
  }

  #goOnWithMore(inputs: readonly ChildInput[]): GoOn {
    this.#parent.children = this;
    let items = 0;
    for (const input of inputs) {
      this.#inputs.push(input);
      this.#outputs.push(undefined);
      items += input.itemCount;
    }
    this.#totalItems += items;
    this.#tallies.added(items, inputs.length);
    return this.#continue();
  }

  /** Asks for the next page while the children of the last go on. */
  #readMore(supply: ItemSupply): GoOn {
    const redriveCount = this.#redriveCount;
    this.#isReading = true;
    return this.whenAnswered(
      () => supply.ask(),
      (_resumed, page) => {
        // What was asked before a redrive was asked again.
        if (redriveCount !== this.#redriveCount) return false;
        if (page instanceof Failure) return this.fail(page);
        return this.whenReady(
          () => supply.take(page),
          (_strand, inputs) => {
            this.#isReading = false;
            return this.#goOnWithMore(inputs);
          },
        );
      },
    );
  }

  get #hasMore(): boolean {
    return this.#supply?.isDone === false;
  }

  /** The same Map Run again, for the children that did not succeed. */
  redrive(redrivenEventId: number): boolean {
    if (!this.#hasMore && this.#outputs.every((output) => output !== undefined)) return false;
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
    const refusal = run.redriven?.(this.#redriveCount);
    this.#tallies.again();
    this.#isReading = false;
    this.#next = 0;
    this.#areRunning = true;
    proceed(parent, () => this.#guard(() => (refusal ? this.fail(refusal) : this.#continue())), undefined);
    return true;
  }

  /** UpdateMapRun: more children, or fewer from now on, and other thresholds. */
  change(limits: MapRunLimits): void {
    this.#limits = limits;
    this.#goOn();
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

  /** The Map Run ends before it has children: its items could not be read, or it may have none. */
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
    const limit = this.#mostAtOnce;
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

  get #mostAtOnce(): number {
    return this.#limits.maxConcurrency || mostChildrenAtOnce;
  }

  #startChild(index: number): void {
    const { input, itemCount } = this.#inputs[index] as ChildInput;
    const [{ run }, { signal }] = [this.#plan, this.#aborter];
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
    if (!(result instanceof Failure)) {
      this.#outputs[index] = this.#keepsOutputs ? result : null;
      this.#inputs[index] = undefined;
    }
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
    if (this.#parent.waiting !== this) return false;
    if (this.#hasEnded()) return this.#conclude();
    return this.#supply !== undefined && this.#wantsMore() ? this.#readMore(this.#supply) : false;
  }

  #wantsMore(): boolean {
    return this.#hasMore && !this.#isReading && this.#inputs.length - this.#next < this.#mostAtOnce;
  }

  /** The share of all items is known once all have been read. */
  #isIntolerable(): boolean {
    const total = this.#hasMore ? Number.POSITIVE_INFINITY : this.#totalItems;
    return isIntolerable(this.#tallies.failedItems, total, this.#limits);
  }

  #hasEnded(): boolean {
    const { running, pending } = this.#tallies.executions;
    return this.#isIntolerable() || (!this.#hasMore && running === 0 && pending === 0);
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
    const pending = this.#inputs
      .slice(this.#next)
      .flatMap((each) => (each === undefined ? [] : [each.input]));
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
    this.#tallies.resultsWritten();
    // What fails from now on is the state: a redrive has nothing to go on with.
    if (execution.start.redrivesInPart !== true) this.#outputs.fill(null);
    this.#end("SUCCEEDED");
    const runSucceededId = execution.record(parent.previousEventId, "MapRunSucceeded");
    checkPayload(parent, result, { source: this.#plan.state.name });
    execution.record(runSucceededId, "MapStateSucceeded");
    parent.previousEventId = this.#runStartedId;
    return finish(parent, result);
  }
}
