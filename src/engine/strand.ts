// One line of states being run: the machine itself, a branch of a Parallel, or an iteration of a Map. It is also the scope
// that the current state's expressions see. States follow each other in a loop without promises until one has to wait.

import type { CompiledScope, CompiledState } from "../asl/compile/compiled-machine.ts";
import type { Random } from "../asl/random.ts";
import type { Scope } from "../asl/scope.ts";
import type { Json, JsonObject } from "../aws/json.ts";
import { contextOfVisit, type MapItem } from "./context-object.ts";
import { handleFailure } from "./error-handling.ts";
import type { RunningExecution } from "./execution.ts";
import type { Failure } from "./failure.ts";
import { recordEntered } from "./history/state-events.ts";
import type { Redrivable } from "./redrive.ts";
import { slice } from "./slice.ts";
import { enterState } from "./states/enter-state.ts";
import { toFailure } from "./thrown.ts";
import type { VariableScope } from "./variables.ts";

/** Who is told how a strand ended: the execution, a Parallel or a Map. */
export interface StrandOwner {
  strandSucceeded(strand: Strand, output: Json): void;
  strandFailed(strand: Strand, failure: Failure): void;
}

/** What a suspended strand waits for. */
export interface Waiting {
  /** Nobody waits any more: timers are cancelled, signals aborted, results ignored. */
  cancel(): void;
  /** The same because a sibling failed: what was going on inside is written to history as aborted. */
  abort?(): void;
}

/** What a step answers: `true` to go on with the strand's state, `false` if the strand waits or has ended. */
export type GoOn = boolean;

export type Step<Value> = (strand: Strand, value: Value) => GoOn;

export interface StrandPlace {
  readonly execution: RunningExecution;
  readonly owner: StrandOwner;
  readonly scope: CompiledScope;
  readonly variables: VariableScope;
  /** Which branch or iteration. */
  readonly index: number;
  /** Whose branch or iteration this is. The machine's own strand has none. */
  readonly parent?: Strand;
}

export class Strand implements Scope {
  readonly execution: RunningExecution;
  readonly owner: StrandOwner;
  readonly index: number;
  readonly variables: VariableScope;

  /** What `$` means at the moment: the state's input, its result, whatever the field demands. */
  input: Json = null;
  state: CompiledState;
  /** The raw input of the visit. */
  stateInput: Json = null;
  enteredAt = 0;
  enteredEventId = 0;
  previousEventId = 0;
  /** The event before the state's entry: an expression that fails while a state is entered follows that one. */
  eventBeforeEntry = 0;
  /** How often this visit was retried, in all and by each retrier. */
  retryCount = 0;
  retries: number[] | undefined = undefined;
  taskToken: string | undefined = undefined;
  mapItem: MapItem | undefined = undefined;
  waiting: Waiting | undefined = undefined;
  /** The strands of the last Parallel or Map that was run here. */
  children: Redrivable | undefined = undefined;
  /** A catcher has been chosen: if its own expressions fail, nothing is left to catch that. */
  catching = false;
  /** The last value that was found to be within the payload limit, and an upper bound of its bytes. */
  measured: Json = null;
  measuredBytes = 4;
  /** An upper bound of what the raw input takes as JSON, once somebody had to know. */
  stateInputBytes: number | undefined = undefined;
  /** How many states were entered here: with the path of the strands above it names a visit, whatever else goes on. */
  visits = 0;
  readonly #parent: Strand | undefined;
  #context: JsonObject | undefined = undefined;
  #random: Random | undefined = undefined;

  constructor({ execution, owner, scope, variables, index, parent }: StrandPlace) {
    this.execution = execution;
    this.owner = owner;
    this.index = index;
    this.variables = variables;
    this.state = scope.startAt;
    this.#parent = parent;
  }

  /** Of this strand alone: what it draws does not depend on which sibling happened to be faster. */
  get random(): Random {
    this.#random ??= this.#drawFrom(this.#parent);
    return this.#random;
  }

  #drawFrom(parent: Strand | undefined): Random {
    if (parent === undefined) return this.execution.random;
    const { random } = parent;
    return random.fork?.(`${parent.visits}.${this.index}`) ?? random;
  }

  get context(): Json {
    this.#context ??=
      this.execution.start.context ??
      contextOfVisit(this.execution.context, {
        stateName: this.state.name,
        enteredAt: this.enteredAt,
        retryCount: hasRetryCount(this.state) ? this.retryCount : undefined,
        taskToken: this.taskToken,
        mapItem: this.mapItem,
      });
    return this.#context;
  }

  /** What the context object says has changed: a retry, a token, the next item of a Map. */
  forgetContext(): void {
    this.#context = undefined;
  }

  begin(input: Json, previousEventId: number): void {
    this.previousEventId = previousEventId;
    this.enter(this.state, input);
    this.run(true);
  }

  enter(state: CompiledState, input: Json): void {
    this.visits += 1;
    this.state = state;
    this.stateInput = input;
    this.stateInputBytes = undefined;
    this.enteredAt = this.execution.now;
    this.retryCount = 0;
    this.retries = undefined;
    this.catching = false;
    this.taskToken = undefined;
    this.mapItem = undefined;
    this.#context = undefined;
    this.eventBeforeEntry = this.previousEventId;
    this.enteredEventId = this.previousEventId = ++this.execution.lastEventId;
    if (this.execution.recorder !== undefined) recordEntered(this);
  }

  /** An outside event has come: a new turn, beginning with `step`, unless what goes on before it ends the waiting. */
  resume<Value>(step: Step<Value>, value: Value): void {
    const { execution } = this;
    if (!execution.beginWork()) {
      this.#resumeAfterOthers(step, value);
      return;
    }
    try {
      execution.beginTurn();
      this.proceed(step, value);
    } finally {
      execution.endWork();
    }
  }

  #resumeAfterOthers<Value>(step: Step<Value>, value: Value): void {
    const { execution, waiting } = this;
    execution.turn(() => {
      if (this.waiting === waiting) this.proceed(step, value);
    });
  }

  /** Goes on within the turn. */
  proceed<Value>(step: Step<Value>, value: Value): void {
    this.waiting = undefined;
    let goOn: GoOn;
    try {
      goOn = step(this, value);
    } catch (thrown) {
      goOn = this.failed(thrown);
    }
    this.run(goOn);
  }

  run(goOn: GoOn): void {
    const { execution } = this;
    let running = goOn;
    while (running && execution.end === undefined) {
      if (execution.isAtHistoryLimit) {
        execution.failByHistoryLimit(this);
        return;
      }
      if (execution.transitions >= execution.restAt || (--slice.stepsLeft < 0 && slice.isOver())) {
        this.#giveWay();
        return;
      }
      execution.transitions += 1;
      try {
        running = enterState(this);
      } catch (thrown) {
        running = this.failed(thrown);
      }
    }
  }

  /** Lets `next` have what an expression gives, now or when its promise settles: within the turn, for nobody outside was asked. */
  whenReady<Value>(value: Value | PromiseLike<Value>, next: Step<Value>): GoOn {
    return isPromiseLike(value) ? this.#expect(value, next) : next(this, value);
  }

  #expect<Value>(value: PromiseLike<Value>, next: Step<Value>): GoOn {
    const waiting = this.#waitHere();
    this.execution.expect(
      value,
      (settled) => {
        if (this.waiting === waiting) this.proceed(next, settled);
      },
      (thrown: unknown) => {
        if (this.waiting === waiting) this.proceed((strand) => strand.failed(thrown), undefined);
      },
    );
    return false;
  }

  /** For what goes on by itself, unless somebody cancels it. */
  #waitHere(): Waiting {
    const waiting: Waiting = { cancel() {} };
    this.waiting = waiting;
    return waiting;
  }

  /** Something was thrown while the state was evaluated. If handling that throws as well, nothing is left to handle it. */
  failed(thrown: unknown): GoOn {
    let failure = toFailure(this, thrown);
    if (!this.catching) {
      try {
        return handleFailure(this, failure);
      } catch (thrownInstead) {
        failure = toFailure(this, thrownInstead);
      }
    }
    this.owner.strandFailed(this, failure);
    return false;
  }

  cancel(): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.cancel();
  }

  #giveWay(): void {
    const waiting = this.#waitHere();
    this.execution.giveWay(() => {
      if (this.waiting === waiting) this.proceed(() => true, undefined);
    });
  }
}

/** AWS shows State.RetryCount where there can be retries. */
function hasRetryCount(state: CompiledState): boolean {
  return state.type === "Task";
}

export function isPromiseLike<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { readonly then?: unknown }).then === "function"
  );
}
