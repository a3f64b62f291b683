// What an expression can see, and how it says that it cannot be evaluated. Evaluators read a scope and never change it.

import type { Json } from "../aws/json.ts";
import type { Random } from "./random.ts";

export interface Scope {
  /** What `$` means here: the state's input, a raw result, whatever the field demands. */
  readonly input: Json;
  /** The Context Object, `$$`. It may be built when first read, so that only a path that asks for it reads it. */
  readonly context: Json;
  readonly variables: Variables;
  /** Without one, chance is not repeatable. */
  readonly random?: Random;
}

export interface Variables {
  get(name: string): Json | undefined;
}

export type Evaluate = (scope: Scope) => Json;

/** A large template also knows how to do the same piece by piece, in the same order. */
export interface EvaluateTemplate {
  (scope: Scope): Json;
  readonly inPieces?: EvaluateInPieces | undefined;
}

export type EvaluateInPieces = (scope: Scope) => Generator<void, Json>;

/** A failure of the workflow: AWS's error name, and the cause without the words that say in which state it happened. */
export class EvaluationError extends Error {
  override readonly name = "EvaluationError";
  readonly error: string;
  /** The field, such as `Output/result`, where AWS tells it. */
  readonly location: string | undefined;

  constructor(error: string, cause: string, location?: string) {
    super(cause);
    this.error = error;
    this.location = location;
  }
}

/** Text that is no expression. Validation finds these first; a compiler that meets one refuses it. */
export class DefinitionError extends Error {
  override readonly name = "DefinitionError";
  readonly field: string;

  constructor(message: string, field: string) {
    super(message);
    this.field = field;
  }
}
