// One evaluation of an expression: what its variables stand for, what it may still cost, and how functions are called in it.

import type { Random } from "../random.ts";
import { Budget } from "./budget.ts";
import { JsonataError, nameToken } from "./jsonata-error.ts";
import type { Fits } from "./obvious-fit.ts";

/** A node of the expression, compiled. `input` is what `$` means there. */
export type Run = (input: unknown, frame: Frame) => unknown;

/** Checks arguments, and fills in those that may be left out. Made by the package. */
export interface Signature {
  /** As it is written, such as `<a<n>:n>`. */
  readonly definition: string;
  validate(given: readonly unknown[], context: unknown): unknown[];
}

/** What an evaluation asks of whoever began it. */
export interface Surroundings {
  /** A variable or a function that the expression does not bind itself. */
  lookUp(name: string): unknown;
  readonly random: Random | undefined;
  /** What `$now()` says, in milliseconds since the epoch. */
  readonly now: number;
}

export class Evaluation {
  readonly budget: Budget;
  readonly surroundings: Surroundings;

  constructor(surroundings: Surroundings, budget = new Budget()) {
    this.budget = budget;
    this.surroundings = surroundings;
  }

  /** Calls a function, and those that it calls at its very end, which do not make the stack grow. */
  apply(procedure: unknown, given: readonly unknown[], context: unknown): unknown {
    let result = this.#call(procedure, given, context);
    while (result instanceof TailCall) {
      const { call, input, frame } = result;
      const next = call.procedure(input, frame);
      const nextGiven = call.given.map((argument) => argument(input, frame));
      try {
        result = this.#call(next, nextGiven, context);
      } catch (thrown) {
        throw nameToken(thrown, call.name);
      }
    }
    return result;
  }

  #call(procedure: unknown, given: readonly unknown[], context: unknown): unknown {
    this.budget.spend(16 + given.length);
    if (!(procedure instanceof Callable)) throw new JsonataError("T1006");
    if (procedure.signature === undefined) return procedure.call(this, given, context);
    this.budget.spend(104);
    if (procedure.checksItems) {
      for (const argument of given) if (Array.isArray(argument)) this.budget.spend(argument.length * 4);
    }
    const fits = procedure.fits?.(given) === true;
    return procedure.call(this, fits ? given : procedure.signature.validate(given, context), context);
  }
}

/** Names bound around a node. */
export class Frame {
  readonly evaluation: Evaluation;
  readonly #outer: Frame | undefined;
  #bindings: Map<string, unknown> | undefined = undefined;

  constructor(evaluation: Evaluation, outer: Frame | undefined) {
    this.evaluation = evaluation;
    this.#outer = outer;
  }

  inner(): Frame {
    return new Frame(this.evaluation, this);
  }

  bind(name: string, value: unknown): void {
    this.#bindings ??= new Map();
    this.#bindings.set(name, value);
  }

  lookUp(name: string): unknown {
    let frame: Frame | undefined = this;
    let hops = 0;
    while (frame !== undefined) {
      const bindings: Map<string, unknown> | undefined = frame.#bindings;
      if (bindings !== undefined) {
        const value = bindings.get(name);
        if (value !== undefined || bindings.has(name)) {
          if (hops > 8) this.evaluation.budget.spend(hops * 4);
          return value;
        }
      }
      frame = frame.#outer;
      hops += 1;
    }
    this.evaluation.budget.spend(hops * 4);
    return this.evaluation.surroundings.lookUp(name);
  }
}

/** A frame in which the variables of a tuple are bound. */
export function tupleFrame(frame: Frame, tuple: Readonly<Record<string, unknown>>): Frame {
  const inner = frame.inner();
  const names = Object.keys(tuple);
  frame.evaluation.budget.spend(32 + names.length * 24);
  for (const name of names) inner.bind(name, tuple[name]);
  return inner;
}

type Body = (evaluation: Evaluation, given: readonly unknown[], context: unknown) => unknown;

export interface CallableFacts {
  /** How many arguments it takes: no more than those are handed in by functions such as `$map`. */
  readonly arity: number;
  readonly signature?: Signature | undefined;
  /** Tells of many arguments that the signature would let them through as they are. */
  readonly fits?: Fits | undefined;
  readonly body: Body;
}

/** A function as a value, whoever defined it. */
export class Callable {
  /** What the package's signatures know a function by. */
  readonly _jsonata_function = true;
  readonly arity: number;
  readonly signature: Signature | undefined;
  readonly fits: Fits | undefined;
  /** The signature looks at each item of an array. */
  readonly checksItems: boolean;
  readonly #body: Body;

  constructor({ arity, signature, fits, body }: CallableFacts) {
    this.arity = arity;
    this.signature = signature;
    this.fits = fits;
    this.checksItems = signature?.definition.includes("a<") === true;
    this.#body = body;
  }

  call(evaluation: Evaluation, given: readonly unknown[], context: unknown): unknown {
    return this.#body(evaluation, given, context);
  }

  /** As JSON a function is an empty text. */
  toJSON(): string {
    return "";
  }
}

export interface CallSite {
  readonly procedure: Run;
  readonly given: readonly Run[];
  readonly name: string | undefined;
}

/** A call at the end of a function's body, left to whoever called that function. */
export class TailCall {
  readonly call: CallSite;
  readonly input: unknown;
  readonly frame: Frame;

  constructor(call: CallSite, input: unknown, frame: Frame) {
    this.call = call;
    this.input = input;
    this.frame = frame;
  }
}
