// How long one expression may be. AWS differs: AWS names no limit, but one is read without a pause, a character after the other.

import { DefinitionError } from "./scope.ts";

/** In characters, in either query language. */
export const longestExpression = 128 * 1024;

/** What is wrong with the length of a path, or of a call of an intrinsic function. */
export function lengthProblem(text: string): string | undefined {
  if (text.length <= longestExpression) return undefined;
  return `it has ${text.length} characters, more than ${longestExpression}`;
}

export function refuseTooLong(text: string, field: string): void {
  const problem = lengthProblem(text);
  if (problem !== undefined) throw new DefinitionError(problem, field);
}
