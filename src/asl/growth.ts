// How large the value of an expression can be, known before it is evaluated: so many bytes, and so many times the state's
// input and the context object. It saves walking over what a template has made only to find that it is small.

import type { Json } from "../aws/json.ts";
import { boundWithin } from "./json-bytes.ts";
import { isDefinite, type ParsedPath } from "./path/steps.ts";
import type { EvaluateTemplate } from "./scope.ts";

export interface Growth {
  readonly bytes: number;
  readonly inputs: number;
  readonly contexts: number;
}

/** An expression together with what is known of its value. */
export interface Sized {
  readonly evaluate: EvaluateTemplate;
  readonly growth: Growth;
}

export const growthOfInput: Growth = { bytes: 0, inputs: 1, contexts: 0 };

export const unknownGrowth: Growth = { bytes: Number.POSITIVE_INFINITY, inputs: 0, contexts: 0 };

export function growthOfLiteral(value: Json): Growth {
  return growthOfAtMost(boundWithin(value, Number.MAX_SAFE_INTEGER));
}

/** A definite path hands out a part of its document. One that branches may find the same part many times. */
export function growthOfPath(path: ParsedPath): Growth {
  if (!isDefinite(path)) return unknownGrowth;
  if (path.root.type === "input") return growthOfInput;
  return path.root.type === "context" ? { bytes: 0, inputs: 0, contexts: 1 } : unknownGrowth;
}

/** The sum of what an array or an object holds, and `bytes` for itself. */
export function growthOfAll(parts: readonly Growth[], bytes: number): Growth {
  return {
    bytes: parts.reduce((sum, part) => sum + part.bytes, bytes),
    inputs: parts.reduce((sum, { inputs }) => sum + inputs, 0),
    contexts: parts.reduce((sum, { contexts }) => sum + contexts, 0),
  };
}

/** A text that holds all of that: a UTF-16 unit of it takes six bytes as JSON at most. */
export function growthOfText(parts: readonly Growth[]): Growth {
  const { bytes, inputs, contexts } = growthOfAll(parts, 2);
  return { bytes: bytes * 6, inputs: inputs * 6, contexts: contexts * 6 };
}

/** What takes no more than so many bytes whatever it is made from. */
export function growthOfAtMost(bytes: number): Growth {
  return { bytes, inputs: 0, contexts: 0 };
}
