// A question of an execution to the outside, by its number. Asking is one thing and doing another: a replay asks again what was
// asked before and does nothing; what is new is done once its turn is on disk, and what it answers comes back as a turn.

import type { Json } from "../../../aws/json.ts";
import type { Failure } from "../../../engine/failure.ts";
import type { MapRunner } from "../../../engine/map-run/map-runner.ts";
import type { AnswerWaiter, AwaitedAnswer, TaskRunner } from "../../../engine/seams.ts";
import type { Committed } from "./effects.ts";
import type { TurnEvent } from "./turn.ts";

/** Who answers. */
export interface World {
  readonly tasks: TaskRunner;
  /** Without it a distributed Map cannot be run. */
  readonly mapRuns?: MapRunner | undefined;
}

/** Who takes what came of it. */
export interface Listener {
  tell(event: TurnEvent): void;
}

/** Who asks, once the call's turn is on disk. */
export interface Asker extends Listener {
  ask(call: OutsideCall): void;
}

/** What the engine gets in the place of an answer. It goes on within the turn that brings the answer, not a hop later. */
export abstract class OutsideCall<Answer = unknown> implements AwaitedAnswer<Answer>, Committed {
  readonly number: number;
  /** Undefined until the turn that asks is over. */
  protected asker: Asker | undefined = undefined;
  #waiter: AnswerWaiter<Answer> | undefined = undefined;

  constructor(number: number) {
    this.number = number;
  }

  /** Does what was asked for the first time, or takes it up again after a crash. */
  protected abstract ask(world: World, isResumed: boolean): Answer | PromiseLike<Answer>;

  /** Whether the engine has stopped waiting. */
  abstract get isAbandoned(): boolean;

  /** The same, if that can be told without making a signal for it. */
  get isKnownAbandoned(): boolean {
    return this.isAbandoned;
  }

  askedBy(asker: Asker): this {
    this.asker = asker;
    return this;
  }

  /** The turn that asks. */
  onDisk(): void {
    this.asker?.ask(this);
  }

  begin(world: World, isResumed: boolean, asker: Asker): void {
    this.asker = asker;
    const { number: call } = this;
    const answered = (answer: Answer) =>
      asker.tell({ type: "callAnswered", call, answer: (answer ?? null) as Json | Failure });
    const threw = (thrown: unknown) =>
      asker.tell({
        type: "callThrew",
        call,
        message: thrown instanceof Error ? thrown.message : String(thrown),
      });
    try {
      const answer = this.ask(world, isResumed);
      if (isPromiseLike(answer)) answer.then(answered, threw);
      else answered(answer);
    } catch (thrown) {
      threw(thrown);
    }
  }

  then<Result1 = Answer, Result2 = never>(
    answered?: ((answer: Answer) => Result1 | PromiseLike<Result1>) | null,
    threw?: ((thrown: unknown) => Result2 | PromiseLike<Result2>) | null,
  ): PromiseLike<Result1 | Result2> {
    this.#waiter = {
      answered: (answer) => void answered?.(answer),
      threw: (thrown) => void threw?.(thrown),
    };
    return this as unknown as PromiseLike<Result1 | Result2>;
  }

  awaitedBy(waiter: AnswerWaiter<Answer>): void {
    this.#waiter = waiter;
  }

  /** What came of it, told to the engine. */
  answer(answer: Json | Failure): void {
    this.#waiter?.answered(answer as Answer);
  }

  fail(message: string): void {
    this.#waiter?.threw(new Error(message));
  }
}

function isPromiseLike<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof (value as { readonly then?: unknown } | null)?.then === "function";
}
