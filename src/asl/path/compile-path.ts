// The fields that hold one path. ErrorPath and CausePath may hold the call of an intrinsic function as well.

import { compileCall, isCall } from "../intrinsics/compile-call.ts";
import type { Evaluate } from "../scope.ts";
import { type Find, findOf } from "./find.ts";
import { notFound } from "./not-found.ts";
import { parsePath } from "./parse-path.ts";
import { isDefinite, isReference } from "./steps.ts";

export interface CompiledPath {
  /** Throws an EvaluationError in AWS's words for the field if there is nothing at the place. */
  readonly evaluate: Evaluate;
  /** Undefined if there is nothing at the place. */
  readonly find: Find;
  readonly isReference: boolean;
  /** Leads to one place at most; any other path gives the array of what it found. */
  readonly isDefinite: boolean;
}

export function compilePath(text: string, field: string): CompiledPath {
  if (isCall(text)) {
    const evaluate = compileCall(text, field);
    return { evaluate, find: evaluate, isReference: false, isDefinite: true };
  }
  const path = parsePath(text, field);
  const find = findOf(path);
  return {
    evaluate: (scope) => {
      const value = find(scope);
      if (value === undefined) throw notFound(scope, { text, field, path });
      return value;
    },
    find,
    isReference: isReference(path),
    isDefinite: isDefinite(path),
  };
}
