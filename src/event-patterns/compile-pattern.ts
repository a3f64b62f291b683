// Event patterns, compiled once. A pattern matches if one of its branches does, and a branch if all of its fields do; the
// list at a field holds alternatives. What is asked of objects in a list must hold together in one of them.
// EventBridge user guide, "Amazon EventBridge event patterns".

import type { Json } from "../aws/json.ts";
import { type BranchMatch, compileBranch } from "./compile-branch.ts";
import { invalidPattern, PatternProblem } from "./invalid-pattern.ts";
import { type Branch, parsePattern } from "./parse-pattern.ts";
import { eventBridgeDialect, type PatternDialect, snsDialect } from "./pattern-dialect.ts";

export type PatternMatch = (event: Json) => boolean;

export interface Pattern {
  readonly matches: PatternMatch;
  /** The texts that the field `source` must equal one of, or undefined if the pattern doesn't say so. */
  readonly sources: readonly string[] | undefined;
  readonly branches: readonly Branch[];
}

/** Compiles the text of a pattern as EventBridge takes it. Throws ServiceError InvalidEventPatternException. */
export function compileEventPattern(text: string): Pattern {
  try {
    return compilePattern(text, eventBridgeDialect);
  } catch (error) {
    throw error instanceof PatternProblem ? invalidPattern(error.message) : error;
  }
}

/** Throws PatternProblem. */
function compilePattern(text: string, dialect: PatternDialect): Pattern {
  const branches = parsePattern(text, dialect);
  // Made for the first event: who compiles a pattern may still refuse it for what its branches are.
  let test: PatternMatch | undefined;
  const matches: PatternMatch = (event) => {
    test ??= anyOf(branches.map(compileBranch));
    return test(event);
  };
  return { matches, sources: exactSources(branches), branches };
}

function anyOf(tests: readonly BranchMatch[]): PatternMatch {
  const [only] = tests;
  if (tests.length === 1 && only !== undefined) return only;
  return (event) => tests.some((test) => test(event));
}

/** Rules are kept in an index by source, so that an event is tried only against rules that can match. */
function exactSources(branches: readonly Branch[]): readonly string[] | undefined {
  const sources = new Set<string>();
  for (const branch of branches) {
    const alternatives = branch.get("source")?.alternatives;
    if (alternatives === undefined) return undefined;
    for (const alternative of alternatives) {
      if (alternative.kind !== "literal" || typeof alternative.value !== "string") return undefined;
      sources.add(alternative.value);
    }
  }
  return [...sources];
}

/** The same for SNS, whose filter policies speak the language and have words of their own for a refusal. */
export function compileSnsPattern(text: string): Pattern | { readonly problem: string } {
  try {
    return compilePattern(text, snsDialect);
  } catch (error) {
    if (error instanceof PatternProblem) return { problem: error.message };
    throw error;
  }
}
