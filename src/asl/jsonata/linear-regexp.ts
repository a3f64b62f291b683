// Regular expressions in JSONata, matched in time linear to the text: a pattern such as (a+)+$ would otherwise hold the
// whole process for longer than anybody waits. How far a match reads is counted all the same: many matches that each read on to
// the end of a long text are not linear together.

import { RE2JS } from "re2js";
import { indexOfText } from "../../aws/find-text.ts";
import type { Budget } from "./budget.ts";

export interface FoundText {
  readonly match: string;
  readonly start: number;
  readonly groups: readonly (string | undefined)[];
}

export type FindText = (text: string, from: number, budget: Budget) => FoundText | undefined;

/** To begin a match, whatever is read. */
const unitsOfMatch = 320;

/**
 * What is wrong with the pattern is told where it is first used, as an Error.
 * AWS differs: it is not known to refuse backreferences and assertions that look around.
 */
export function linearPattern(regex: RegExp): FindText {
  let pattern: RE2JS | undefined;
  return (text, from, budget) => {
    pattern ??= compile(regex);
    return find(pattern, text, from, budget);
  };
}

function find(pattern: RE2JS, text: string, from: number, budget: Budget): FoundText | undefined {
  budget.spend(unitsOfMatch);
  const unitsEach = 12 + Math.ceil(pattern.programSize() / 4);
  // The matcher takes whatever looks like a text, and reads it by the methods that CountedText has.
  const matcher = pattern.matcher(new CountedText(text, unitsEach, budget) as unknown as string);
  if (!matcher.find(from)) return undefined;
  const start = matcher.start();
  const groups: (string | undefined)[] = [];
  for (let group = 1; group <= matcher.groupCount(); group++) groups.push(matcher.group(group) ?? undefined);
  const match = text.slice(start, matcher.end());
  budget.addText(match.length, 0);
  return { match, start, groups };
}

/** A text that costs something to read. */
class CountedText extends String {
  readonly #text: string;
  readonly #unitsEach: number;
  readonly #budget: Budget;

  constructor(text: string, unitsEach: number, budget: Budget) {
    super(text);
    this.#text = text;
    this.#unitsEach = unitsEach;
    this.#budget = budget;
  }

  override charCodeAt(at: number): number {
    this.#budget.spend(this.#unitsEach);
    return this.#text.charCodeAt(at);
  }

  override indexOf(piece: string, from = 0): number {
    const found = indexOfText(this.#text, piece, from);
    this.#budget.spend(1 + (found < 0 ? this.#text.length : found) - from + piece.length);
    return found;
  }

  override substring(from: number, to?: number): string {
    return this.#text.substring(from, to);
  }
}

function compile({ source = "", flags = "" }: RegExp): RE2JS {
  const options =
    (flags.includes("i") ? RE2JS.CASE_INSENSITIVE : 0) | (flags.includes("m") ? RE2JS.MULTILINE : 0);
  try {
    return RE2JS.compile(RE2JS.translateRegExp(source), options);
  } catch (cause) {
    throw new Error(
      `The regular expression /${source}/ cannot be matched in linear time: ${(cause as Error).message}`,
    );
  }
}
