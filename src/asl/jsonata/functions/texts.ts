// The functions of texts. What a text costs is paid before it is read through or made.

import { indexOfText, piecesOf } from "../../../aws/find-text.ts";
import type { Budget } from "../budget.ts";
import { Callable, type Evaluation } from "../evaluation.ts";
import { JsonataError } from "../jsonata-error.ts";
import type { Match } from "../regex.ts";
import { isArray, newSequence } from "../sequences.ts";
import { textOfValue } from "../text-of-value.ts";
import type { BuiltIn } from "./built-in.ts";
import { packageFunction } from "./package-functions.ts";

export const textFunctions: Readonly<Record<string, BuiltIn>> = {
  string: {
    arity: 1,
    apply: ({ budget }, [value, pretty]) =>
      value === undefined ? undefined : textOfValue(value, budget, pretty === true),
  },
  substring: ofText("substring", 3, 8),
  substringBefore: ofText("substringBefore", 2, 1),
  substringAfter: ofText("substringAfter", 2, 1),
  lowercase: ofText("lowercase", 1, 2),
  uppercase: ofText("uppercase", 1, 2),
  length: ofText("length", 1, 8),
  trim: ofText("trim", 1, 16),
  base64encode: ofText("base64encode", 1, 2),
  base64decode: ofText("base64decode", 1, 2),
  encodeUrlComponent: ofText("encodeUrlComponent", 1, 8),
  encodeUrl: ofText("encodeUrl", 1, 8),
  decodeUrlComponent: ofText("decodeUrlComponent", 1, 8),
  decodeUrl: ofText("decodeUrl", 1, 8),
  pad: { arity: 3, apply: padded },
  contains: { arity: 2, apply: contains },
  match: { arity: 3, apply: matches },
  replace: { arity: 4, apply: replaced },
  split: { arity: 3, apply: split },
  join: { arity: 2, apply: joined },
};

/** The package's function, which goes over its first argument once. */
function ofText(name: string, arity: number, unitsEach: number): BuiltIn {
  const call = packageFunction(name);
  return {
    arity,
    apply: ({ budget }, given) => {
      budget.spend(72);
      for (const text of given) if (typeof text === "string") budget.addText(text.length, unitsEach);
      const result = call(given);
      if (typeof result === "string") budget.addText(result.length, 0);
      return result;
    },
  };
}

function padded({ budget }: Evaluation, [text, width, character]: readonly unknown[]): unknown {
  if (typeof text !== "string") return undefined;
  const target = Math.trunc(width as number);
  budget.addText(text.length, 4);
  const missing = Math.abs(target) - lengthOf(text);
  if (!(missing > 0)) return text;
  const filler = typeof character === "string" && character !== "" ? character : " ";
  budget.addText(missing * Math.min(filler.length, 2), 8);
  const units = [...filler];
  const padding =
    units.length === filler.length
      ? filler.repeat(Math.ceil(missing / units.length)).slice(0, missing)
      : Array.from({ length: missing }, (_nothing, at) => units[at % units.length]).join("");
  return target > 0 ? text + padding : padding + text;
}

/** In characters, of which some take two UTF-16 units. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _character of text) length += 1;
  return length;
}

function contains(evaluation: Evaluation, [text, token]: readonly unknown[]): unknown {
  if (typeof text !== "string" || token === undefined) return undefined;
  if (typeof token === "string") return positionOf(text, token, 0, evaluation.budget) >= 0;
  return firstMatch(evaluation, token, text) !== undefined;
}

function positionOf(text: string, token: string, from: number, budget: Budget): number {
  const found = indexOfText(text, token, from);
  budget.spend(8 + ((found < 0 ? text.length : found) - from) + token.length);
  return found;
}

function matches(evaluation: Evaluation, [text, pattern, limit]: readonly unknown[]): unknown {
  if (typeof text !== "string") return undefined;
  const most = limitOf(limit, "D3040", 3);
  const found = newSequence();
  let match = most > 0 ? firstMatch(evaluation, pattern, text) : undefined;
  while (match !== undefined && found.length < most) {
    evaluation.budget.addObject(3);
    found.push({ match: match.match, index: match.start, groups: match.groups });
    match = nextMatch(evaluation, match);
  }
  return found;
}

function limitOf(limit: unknown, code: string, index: number): number {
  if (typeof limit !== "number") return Number.POSITIVE_INFINITY;
  if (limit < 0) throw new JsonataError(code, { value: limit, index });
  return limit;
}

/** A matcher may be a function of the expression's own. */
function firstMatch(evaluation: Evaluation, matcher: unknown, text: string): Match | undefined {
  return checkedMatch(evaluation.apply(matcher, [text], undefined));
}

function nextMatch(evaluation: Evaluation, { next }: Match): Match | undefined {
  return checkedMatch(evaluation.apply(next, [], undefined));
}

function checkedMatch(found: unknown): Match | undefined {
  if (typeof found !== "object" || found === null) return undefined;
  const { start, end, groups, next } = found as Partial<Match>;
  const isMatch =
    typeof start === "number" || typeof end === "number" || isArray(groups) || next instanceof Callable;
  if (!isMatch) throw new JsonataError("T1010");
  return found as Match;
}

function replaced(evaluation: Evaluation, given: readonly unknown[]): unknown {
  const [text, pattern, replacement, limit] = given;
  if (typeof text !== "string") return undefined;
  if (pattern === "") throw new JsonataError("D3010", { value: pattern, index: 2 });
  const most = limitOf(limit, "D3011", 4);
  const builder = new TextBuilder(text, evaluation.budget);
  if (typeof pattern === "string") replaceText(builder, pattern, replacement, most, evaluation.budget);
  else replaceMatches(builder, pattern as Callable, { evaluation, replacement, most });
  return builder.end();
}

/** A text of which pieces are replaced from the front to the back. */
class TextBuilder {
  readonly text: string;
  position = 0;
  #built = "";
  readonly #budget: Budget;

  constructor(text: string, budget: Budget) {
    this.text = text;
    this.#budget = budget;
  }

  replace(from: number, to: number, by: string): void {
    this.#add(this.text.slice(this.position, from));
    this.#add(by);
    this.position = to;
  }

  end(): string {
    this.#add(this.text.slice(this.position));
    return this.#built;
  }

  #add(piece: string): void {
    this.#budget.joinTexts(this.#built.length + piece.length);
    this.#budget.addText(piece.length, 1);
    this.#built += piece;
  }
}

function replaceText(
  builder: TextBuilder,
  pattern: string,
  replacement: unknown,
  most: number,
  budget: Budget,
): void {
  const { text } = builder;
  let at = positionOf(text, pattern, 0, budget);
  for (let count = 0; at >= 0 && count < most; count++) {
    builder.replace(at, at + pattern.length, String(replacement));
    at = positionOf(text, pattern, builder.position, budget);
  }
}

interface Replacing {
  readonly evaluation: Evaluation;
  readonly replacement: unknown;
  readonly most: number;
}

function replaceMatches(builder: TextBuilder, pattern: Callable, replacing: Replacing): void {
  const { evaluation, replacement, most } = replacing;
  let match = most > 0 ? firstMatch(evaluation, pattern, builder.text) : undefined;
  for (let count = 0; match !== undefined && count < most; count++) {
    const by =
      typeof replacement === "string"
        ? substituted(replacement, match, evaluation.budget)
        : evaluation.apply(replacement, [match], undefined);
    if (typeof by !== "string") throw new JsonataError("D3012", { value: by });
    builder.replace(match.start, match.start + match.match.length, by);
    match = nextMatch(evaluation, match);
  }
}

/** `$0` is the match, `$1` its first group, `$$` a dollar sign; as many digits count as there may be groups. */
function substituted(replacement: string, { match, groups }: Match, budget: Budget): string {
  budget.spend(replacement.length * 2);
  const mostDigits = groups.length === 0 ? 1 : Math.floor(Math.log10(groups.length)) + 1;
  let text = "";
  for (let at = 0; at < replacement.length; at++) {
    const character = replacement.charAt(at);
    const following = character === "$" ? replacement.charAt(at + 1) : "";
    if (following === "$") at++;
    if (following === "" || following === "$") {
      text += character;
      continue;
    }
    if (following === "0") {
      text += match;
      at++;
    } else {
      const number = groupNumber(replacement, at + 1, mostDigits, groups.length);
      text += number === undefined ? "$" : (groups[number - 1] ?? "");
      if (number !== undefined) at += String(number).length;
    }
    budget.joinTexts(text.length);
  }
  return text;
}

function groupNumber(text: string, at: number, mostDigits: number, groups: number): number | undefined {
  let number = Number.parseInt(text.slice(at, at + mostDigits), 10);
  if (mostDigits > 1 && number > groups) number = Number.parseInt(text.slice(at, at + mostDigits - 1), 10);
  return Number.isNaN(number) ? undefined : number;
}

function split(evaluation: Evaluation, [text, separator, limit]: readonly unknown[]): unknown {
  if (typeof text !== "string") return undefined;
  const most = limitOf(limit, "D3020", 3);
  if (most <= 0) return [];
  const { budget } = evaluation;
  if (typeof separator === "string") {
    budget.addText(text.length, separator === "" ? 4 : 1 + separator.length / 8);
    // At most so many pieces, each with its own header.
    budget.spend(128);
    const pieces = piecesOf(text, separator, most);
    budget.addItems(pieces.length * 3);
    return pieces;
  }
  const pieces: string[] = [];
  let start = 0;
  let match = firstMatch(evaluation, separator, text);
  while (match !== undefined && pieces.length < most) {
    budget.addItems(3);
    pieces.push(text.slice(start, match.start));
    start = match.end;
    match = nextMatch(evaluation, match);
  }
  if (pieces.length < most) pieces.push(text.slice(start));
  return pieces;
}

function joined({ budget }: Evaluation, [texts, separator]: readonly unknown[]): unknown {
  if (!isArray(texts)) return undefined;
  const between = typeof separator === "string" ? separator : "";
  let length = 0;
  for (const text of texts as readonly string[]) length += text.length + between.length;
  budget.addText(length, 1);
  budget.spend(texts.length * 8);
  return texts.join(between);
}
