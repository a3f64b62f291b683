// Whether a text is a path, or a call of an intrinsic function: what the compilers of both can read is one, and nothing else,
// so that no definition passes here that could not be run.

import { compileCall } from "../intrinsics/compile-call.ts";
import { parsePath } from "../path/parse-path.ts";
import { DefinitionError } from "../scope.ts";

/** The variable that a path starts from: `order` of `$order.items`, undefined for `$`, `$.x`, `$[0]` and `$$.x`. */
export function variableOf(path: string): string | undefined {
  return /^\$([\p{ID_Start}_][\p{ID_Continue}]*)/u.exec(path)?.[1];
}

/** What of a text is not a path, or undefined if it is one. */
export function pathProblem(path: string): string | undefined {
  // Within a filter, paths start with '@' as well.
  if (!path.startsWith("$")) return "a path starts with '$'";
  return problemOf(() => parsePath(path, ""));
}

/** What of a text is not a call, or undefined if it is one. */
export function intrinsicProblem(source: string): string | undefined {
  return problemOf(() => compileCall(source, ""));
}

function problemOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof DefinitionError) return thrown.message;
    throw thrown;
  }
}
