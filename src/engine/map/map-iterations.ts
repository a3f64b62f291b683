// The iterations of an inline Map: at most so many at a time, answering in the order of the items. The first one that
// fails ends the others.

import type { CompiledMap } from "../../asl/compile/compiled-machine.ts";
import type { Json } from "../../aws/json.ts";
import { abortStrand } from "../abort.ts";
import { evaluateTemplate, finish } from "../data-flow.ts";
import { handleFailure } from "../error-handling.ts";
import type { Failure } from "../failure.ts";
import { GatheredOutputs } from "../gathered-outputs.ts";
import { isOverPayloadLimit, payloadLimitFailure } from "../payload-limit.ts";
import { type Ready, Unfinished, withinSlice } from "../ready.ts";
import { isToRunAnew, redriveStrand } from "../redrive.ts";
import { beginStrand, proceed } from "../run-strand.ts";
import { type GoOn, type Redrivable, Strand, type StrandOwner, type Waiting } from "../strand.ts";
import { StrandList } from "../strand-list.ts";
import { toFailure } from "../thrown.ts";
import { VariableScope } from "../variables.ts";
import { checkPayload } from "../visit.ts";
import type { MapWork } from "./map-work.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html: up to 40 concurrent iterations. */
const mostIterationsAtOnce = 40;

export class MapIterations implements StrandOwner, Waiting, Redrivable {
  readonly enteredEventId: number;
  readonly #parent: Strand;
  readonly #state: CompiledMap;
  readonly #items: readonly Json[];
  readonly #limit: number;
  /** The Map's effective input: `$` in ItemSelector. */
  readonly #input: Json;
  readonly #outputs: GatheredOutputs;
  readonly #running = new StrandList();
  /** What a redrive goes on with: the iteration that failed, and those that were stopped. */
  readonly #unfinished = new StrandList();
  /** Those that a redrive has not come to yet. */
  #redriven: Strand[] = [];
  #next = 0;
  #succeeded = 0;
  #startedId = 0;
  /** The last event inside the iteration that ended last: the one that takes its place follows it [recorded]. */
  #freedBy = 0;
  #failure: Failure | undefined = undefined;
  /** Iterations are being started: one that ends at once must not start others under this one's feet. */
  #starting = false;
  /** That of an iteration that succeeded while iterations are started: the next one is begun on it. */
  #idle: Strand | undefined = undefined;
  /** An ItemSelector is being evaluated elsewhere; the next item waits for it. */
  #selecting = false;

  constructor(parent: Strand, state: CompiledMap, { items, maxConcurrency }: MapWork) {
    this.enteredEventId = parent.enteredEventId;
    this.#parent = parent;
    this.#state = state;
    this.#items = items;
    this.#limit =
      maxConcurrency === 0 ? mostIterationsAtOnce : Math.min(maxConcurrency, mostIterationsAtOnce);
    this.#input = parent.input;
    this.#outputs = new GatheredOutputs(items.length);
  }

  begin(): GoOn {
    const parent = this.#parent;
    const length = this.#items.length;
    this.#startedId = parent.execution.record(
      parent.previousEventId,
      "MapStateStarted",
      "mapStateStartedEventDetails",
      () => ({ length }),
    );
    parent.previousEventId = this.#startedId;
    parent.waiting = this;
    parent.children = this;
    this.#startIterations();
    return !this.#starting && this.#hasEnded() && parent.waiting === this ? this.#conclude() : false;
  }

  redrive(redrivenEventId: number): boolean {
    if (this.#succeeded === this.#items.length) return false;
    if (isToRunAnew(this.#parent, this.#failure)) return false;
    this.#redriven = [...this.#unfinished.takeAll()];
    this.#failure = undefined;
    // The item whose selection was going on when the execution ended.
    if (this.#selecting) this.#next -= 1;
    this.#selecting = false;
    this.#freedBy = redrivenEventId;
    this.#parent.waiting = this;
    this.#goOn();
    return true;
  }

  strandSucceeded(iteration: Strand, output: Json): void {
    this.#running.delete(iteration);
    const areTooLarge = this.#outputs.add(iteration.index, output, iteration.measuredBytes);
    this.#succeeded += 1;
    this.#freedBy = iteration.previousEventId;
    this.#parent.previousEventId = this.#recordIteration(this.#freedBy, "Succeeded", iteration.index);
    if (areTooLarge) this.#fail(payloadLimitFailure(this.#state.name));
    else if (!this.#starting) this.#goOn();
    else this.#idle = iteration;
  }

  strandFailed(iteration: Strand, failure: Failure): void {
    this.#running.delete(iteration);
    this.#unfinished.add(iteration);
    this.#recordIteration(iteration.previousEventId, "Failed", iteration.index);
    // MapStateFailed, or the next attempt, follows the last event inside the iteration [recorded].
    this.#parent.previousEventId = iteration.previousEventId;
    this.#fail(failure);
  }

  cancel(): void {
    for (const iteration of this.#running.takeAll()) {
      iteration.cancel();
      this.#unfinished.add(iteration);
    }
    this.#keepRedriven();
  }

  abort(): void {
    for (const iteration of this.#running.takeAll()) {
      abortStrand(iteration);
      this.#recordIteration(iteration.previousEventId, "Aborted", iteration.index);
      this.#unfinished.add(iteration);
    }
    this.#keepRedriven();
  }

  #keepRedriven(): void {
    for (const iteration of this.#redriven.splice(0)) this.#unfinished.add(iteration);
  }

  #goOn(): void {
    this.#startIterations();
    this.#resumeIfEnded();
  }

  /** Comes back here if it has to give way between two iterations. */
  #startIterations(): void {
    if (this.#selecting) return;
    const { execution } = this.#parent;
    this.#starting = true;
    while (this.#mayStart()) {
      if (execution.isGivingWay) {
        this.#goOnLater();
        return;
      }
      if (this.#redriven.length === 0) this.#select(this.#next++);
      else this.#redriveFirst();
    }
    this.#starting = false;
    this.#idle = undefined;
  }

  #mayStart(): boolean {
    if (this.#failure !== undefined || this.#selecting || this.#parent.waiting !== this) return false;
    if (this.#redriven.length > 0) return true;
    return this.#next < this.#items.length && this.#running.size < this.#limit;
  }

  #goOnLater(): void {
    this.#parent.execution.giveWay(() => this.#goOn());
  }

  #redriveFirst(): void {
    const redriven = this.#redriven.shift() as Strand;
    this.#running.add(redriven);
    redriveStrand(redriven, this.#freedBy);
  }

  /** ItemSelector makes the iteration's input; Map.Item is in its context object only. */
  #select(index: number): void {
    const item = this.#items[index] as Json;
    const { itemSelector } = this.#state;
    if (itemSelector === undefined) {
      this.#startIteration(index, item);
      return;
    }
    const parent = this.#parent;
    parent.input = this.#input;
    parent.mapItem = { index, value: item };
    parent.forgetContext();
    try {
      this.#takeSelection(index, evaluateTemplate(parent, itemSelector));
    } catch (thrown) {
      this.#failSelection(index, toFailure(parent, thrown));
    }
  }

  #takeSelection(index: number, selected: Ready<Json>): void {
    if (selected instanceof Unfinished) this.#finishSelection(index, selected);
    else if (isOverPayloadLimit(selected)) this.#failSelection(index, payloadLimitFailure(this.#state.name));
    else this.#startIteration(index, selected);
  }

  #finishSelection(index: number, { work }: Unfinished<Json>): void {
    this.#selecting = true;
    this.#parent.execution.giveWayWithinState(() => {
      if (this.#parent.waiting !== this) return;
      this.#selecting = false;
      try {
        this.#takeSelection(index, withinSlice(work));
      } catch (thrown) {
        this.#failSelection(index, toFailure(this.#parent, thrown));
      }
      this.#goOn();
    });
  }

  #startIteration(index: number, input: Json): void {
    const parent = this.#parent;
    const { execution } = parent;
    const scope = this.#state.processor;
    const variables = scope.assigns ? new VariableScope(parent.variables) : parent.variables;
    const iteration = this.#idle ?? new Strand({ execution, owner: this, scope, variables, index, parent });
    if (iteration === this.#idle) iteration.restart(scope, variables, index);
    this.#idle = undefined;
    this.#running.add(iteration);
    // Iterations that the limit never held back follow the start of the Map.
    const previousEventId = index < this.#limit ? this.#startedId : this.#freedBy;
    const wasStarting = this.#starting;
    this.#starting = true;
    beginStrand(iteration, input, this.#recordIteration(previousEventId, "Started", index));
    this.#starting = wasStarting;
  }

  /** The item has no iteration yet, so that a redrive selects it again. */
  #failSelection(index: number, failure: Failure): void {
    this.#next = index;
    this.#fail(failure);
  }

  #fail(failure: Failure): void {
    this.#failure = failure;
    this.abort();
    if (!this.#starting) this.#resumeIfEnded();
  }

  #hasEnded(): boolean {
    return this.#failure !== undefined || this.#succeeded === this.#items.length;
  }

  #resumeIfEnded(): void {
    if (!this.#starting && this.#hasEnded() && this.#parent.waiting === this)
      proceed(this.#parent, () => this.#conclude(), undefined);
  }

  #conclude(): GoOn {
    const parent = this.#parent;
    parent.waiting = undefined;
    parent.mapItem = undefined;
    parent.forgetContext();
    if (this.#failure !== undefined) return handleFailure(parent, this.#failure);
    const outputs = this.#outputs.all;
    checkPayload(parent, outputs, { source: this.#state.name });
    // MapStateExited follows the same event as MapStateSucceeded does [recorded].
    parent.execution.record(parent.previousEventId, "MapStateSucceeded");
    return finish(parent, outputs);
  }

  #recordIteration(
    previousEventId: number,
    what: "Started" | "Succeeded" | "Failed" | "Aborted",
    index: number,
  ): number {
    const { execution } = this.#parent;
    if (execution.recorder === undefined) return ++execution.lastEventId;
    return execution.record(
      previousEventId,
      `MapIteration${what}`,
      `mapIteration${what}EventDetails`,
      () => ({ name: this.#state.name, index }),
    );
  }
}
