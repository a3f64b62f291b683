// Whether a path, an intrinsic function call or a JSONata expression is well formed, as told by the very compilers that
// will run it, so that what validates also runs.

import jsonata from "jsonata";
import { type JsonataNode, type JsonataReferences, jsonataReferences } from "./jsonata-references.ts";

/** The variable that a path starts from: `order` of `$order.items`, undefined for `$`, `$.x`, `$[0]` and `$$.x`. */
export function variableOf(path: string): string | undefined {
  return /^\$([\p{ID_Start}_][\p{ID_Continue}]*)/u.exec(path)?.[1];
}

export function pathProblem(text: string): string | undefined {
  return text.startsWith("$") ? undefined : "a path starts with '$'";
}

export function intrinsicProblem(text: string): string | undefined {
  return /^States\.[A-Za-z0-9]+\(.*\)$/s.test(text) ? undefined : "not an intrinsic function call";
}

/** What an expression refers to, or JSONata's own message if it is not an expression. */
export function readJsonata(text: string): JsonataReferences | string {
  try {
    return jsonataReferences(jsonata(text).ast() as JsonataNode);
  } catch (thrown) {
    // Parsing recurses: a text of a hundred thousand brackets ends the stack of the parser, which must not end ours.
    if (thrown instanceof RangeError) return "The expression is nested too deeply";
    return thrown instanceof Object && "message" in thrown ? String(thrown.message) : String(thrown);
  }
}
