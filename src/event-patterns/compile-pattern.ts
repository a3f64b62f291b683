// Event patterns, compiled once. A pattern matches if one of its branches does, and a branch if all of its fields do; the
// list at a field holds alternatives. What is asked of objects in a list must hold together in one of them.
// EventBridge user guide, "Amazon EventBridge event patterns".

import type { Json } from "../aws/json.ts";
import { compileBranch } from "./compile-branch.ts";
import type { ConditionTree } from "./condition-tree.ts";
import { invalidPattern, PatternProblem } from "./invalid-pattern.ts";
import { type Branch, parsePattern } from "./parse-pattern.ts";
import { eventBridgeDialect, type PatternDialect, snsDialect } from "./pattern-dialect.ts";

export type PatternMatch = (event: Json) => boolean;

export interface Pattern {
  readonly matches: PatternMatch;
  /** The same; yields where whoever asks may give way to others. */
  readonly inPieces: (event: Json) => Generator<void, boolean>;
  /** Whether it may take long to say of an event of so many characters. */
  readonly isLongFor: (characters: number) => boolean;
  /** The texts that the field `source` must equal one of, or undefined if the pattern doesn't say so. */
  readonly sources: readonly string[] | undefined;
  readonly branches: readonly Branch[];
}

/** What an event holds may be held against each alternative of the pattern, and of these there are as many as there is text. */
const mostCharacterPairs = 2_000_000;

export const matchesNothing: Pattern = {
  matches: () => false,
  // biome-ignore lint/correctness/useYield: it never takes long
  *inPieces() {
    return false;
  },
  isLongFor: () => false,
  sources: [],
  branches: [],
};

/** Whether an event of about so many characters matches. Yields where whoever asks may give way to others, if that may take long. */
export function* patternMatches(pattern: Pattern, event: Json, characters: number): Generator<void, boolean> {
  return pattern.isLongFor(characters) ? yield* pattern.inPieces(event) : pattern.matches(event);
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
  let made: CompiledBranches | undefined;
  const compiled = () => {
    made ??= compileBranches(branches);
    return made;
  };
  return {
    matches: (event) => compiled().matches(event),
    inPieces: (event) => anyInPieces(compiled().trees, event),
    isLongFor: (characters) => characters * text.length * branches.length > mostCharacterPairs,
    sources: exactSources(branches),
    branches,
  };
}

interface CompiledBranches {
  readonly trees: readonly ConditionTree[];
  readonly matches: PatternMatch;
}

function compileBranches(branches: readonly Branch[]): CompiledBranches {
  const trees = branches.map(compileBranch);
  const [only] = trees;
  return {
    trees,
    matches:
      trees.length === 1 && only !== undefined
        ? only.matches
        : (event) => trees.some(({ matches }) => matches(event)),
  };
}

function* anyInPieces(trees: readonly ConditionTree[], event: Json): Generator<void, boolean> {
  for (const { inPieces } of trees) if (yield* inPieces(event)) return true;
  return false;
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
