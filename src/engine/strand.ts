// One line of states being run: the machine itself, a branch of a Parallel, or an iteration of a Map. This is what a strand
// is, and the scope that the current state's expressions see. What its states do is in `states/`; `run-strand.ts` runs them.

import type { CompiledScope, CompiledState } from "../asl/compile/compiled-machine.ts";
import type { Random } from "../asl/random.ts";
import type { Scope } from "../asl/scope.ts";
import type { Json, JsonObject } from "../aws/json.ts";
import { contextOfVisit, type MapItem } from "./context-object.ts";
import type { Failure } from "./failure.ts";
import type { SharedExecution } from "./shared-execution.ts";
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

/** A Parallel or a Map whose strands may have stopped half-way. */
export interface Redrivable {
  /** The entry of the state whose children these are. A retry of that state begins with new ones. */
  readonly enteredEventId: number;
  /**
   * Goes on with the strands that did not succeed. False if the state itself is to be run again: because all did, or because there
   * was too much data.
   */
  redrive(redrivenEventId: number): boolean;
}

/** What a step answers: `true` to go on with the strand's state, `false` if the strand waits or has ended. */
export type GoOn = boolean;

export type Step<Value> = (strand: Strand, value: Value) => GoOn;

/** Begins the work of the state that the strand is in: after its entry, and again for each retry. */
export type Behaviour<State extends CompiledState> = Step<State>;

/** What each type of state does, and what any of them does when it has failed. */
export type StateTable = {
  readonly [State in CompiledState as State["type"]]: Behaviour<State>;
} & { readonly failed: Step<Failure> };

export interface StrandPlace {
  readonly execution: SharedExecution;
  readonly owner: StrandOwner;
  readonly scope: CompiledScope;
  readonly variables: VariableScope;
  /** Which branch or iteration. */
  readonly index: number;
  /** Whose branch or iteration this is. The machine's own strand has none. */
  readonly parent?: Strand;
}

export class Strand implements Scope {
  readonly execution: SharedExecution;
  readonly owner: StrandOwner;
  index: number;
  variables: VariableScope;
  readonly parent: Strand | undefined;

  /** What `$` means at the moment: the state's input, its result, whatever the field demands. */
  input: Json = null;
  state: CompiledState;
  /** The raw input of the visit. */
  stateInput: Json = null;
  /** `unread` if nobody has asked for the time in this turn, in which the state will be left. */
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
  #context: JsonObject | undefined = undefined;
  #random: Random | undefined = undefined;

  constructor({ execution, owner, scope, variables, index, parent }: StrandPlace) {
    this.execution = execution;
    this.owner = owner;
    this.index = index;
    this.variables = variables;
    this.state = scope.startAt;
    this.parent = parent;
  }

  /**
   * Begins anew as another branch or iteration of the same owner. Nobody else may know of it any more: it has succeeded, and nothing is
   * left on the stack that would go on with it. Thousands that end at once would fill the young generation otherwise.
   */
  restart(scope: CompiledScope, variables: VariableScope, index: number): void {
    this.index = index;
    this.variables = variables;
    this.state = scope.startAt;
    this.visits = 0;
    this.children = undefined;
    this.measured = null;
    this.measuredBytes = 4;
    this.#random = undefined;
  }

  /** Of this strand alone: what it draws does not depend on which sibling happened to be faster. */
  get random(): Random {
    this.#random ??= this.#drawFrom(this.parent);
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
        enteredAt: this.entryTime(),
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

  /** Nothing is left of the visit before. The event of the entry is counted, and left to be written. */
  beginVisit(state: CompiledState, input: Json): void {
    this.visits += 1;
    this.state = state;
    this.stateInput = input;
    this.stateInputBytes = undefined;
    this.enteredAt = this.execution.isClockUnread && isPassedThrough(state) ? unread : this.execution.now;
    this.retryCount = 0;
    this.retries = undefined;
    this.catching = false;
    this.taskToken = undefined;
    this.mapItem = undefined;
    this.#context = undefined;
    this.eventBeforeEntry = this.previousEventId;
    this.enteredEventId = this.previousEventId = ++this.execution.lastEventId;
  }

  /** When the state was entered. To be asked at the latest before the turn ends. */
  entryTime(): number {
    if (this.enteredAt === unread) this.enteredAt = this.execution.now;
    return this.enteredAt;
  }

  cancel(): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.cancel();
  }
}

const unread = -1;

/** Such a state waits for nobody outside, and is left in the turn in which it was entered. */
function isPassedThrough({ type }: CompiledState): boolean {
  return type === "Pass" || type === "Choice" || type === "Succeed" || type === "Fail";
}

/** AWS shows State.RetryCount where there can be retries. */
function hasRetryCount(state: CompiledState): boolean {
  return state.type === "Task";
}
