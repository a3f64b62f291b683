// Texts of a policy that others are held against: `*` stands for any characters, `?` for one, `${…}` for what the request says.
// No regular expression is made of them: the pieces between the stars are looked for from left to right.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html

import type { RequestContext } from "./request.ts";
import { compileSearch, type Search } from "./shift-and.ts";

/** Whether a text is meant. What the request does not say is no match. */
export type TextMatcher = (text: string, context: RequestContext) => boolean;

export interface PatternOptions {
  /** Whether `*` and `?` stand for others. */
  readonly hasWildcards: boolean;
  /** Whether `${…}` stands for a key of the request. */
  readonly hasVariables: boolean;
  /** @default false */
  readonly ignoresCase?: boolean;
}

/** A character, or one of the wildcards. */
interface Token {
  readonly type: "text" | "any" | "one";
  readonly text: string;
}

interface Variable {
  readonly type: "variable";
  readonly key: string;
  readonly fallback: string | undefined;
}

/** What stands between two stars. Where `ones` is true any character will do. */
interface Piece {
  readonly text: string;
  readonly ones: readonly boolean[] | undefined;
  /** Made once a text is long enough to be searched. */
  search?: Search;
}

export function compilePattern(pattern: string, options: PatternOptions): TextMatcher {
  const cased = options.ignoresCase === true ? (text: string) => text.toLowerCase() : (text: string) => text;
  const parts = parse(pattern, options);
  const tokens = parts.filter((part) => part.type !== "variable");
  if (tokens.length === parts.length) {
    const pieces = piecesOf(tokens, cased);
    return (text) => matches(pieces, cased(text));
  }
  return (text, context) => {
    const filled = fill(parts, context);
    return filled !== undefined && matches(piecesOf(filled, cased), cased(text));
  };
}

function parse(
  pattern: string,
  { hasWildcards, hasVariables }: PatternOptions,
): readonly (Token | Variable)[] {
  const parts: (Token | Variable)[] = [];
  let literal = "";
  const add = (part: Token | Variable) => {
    if (literal !== "") parts.push({ type: "text", text: literal });
    literal = "";
    parts.push(part);
  };
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    const end = hasVariables && pattern.startsWith("${", at) ? pattern.indexOf("}", at) : -1;
    if (end !== -1) {
      const inside = pattern.slice(at + 2, end);
      if (inside === "*" || inside === "?" || inside === "$") literal += inside;
      else add(variable(inside));
      at = end;
    } else if (hasWildcards && character === "*") add({ type: "any", text: "" });
    else if (hasWildcards && character === "?") add({ type: "one", text: "?" });
    else literal += character;
  }
  if (literal !== "") parts.push({ type: "text", text: literal });
  return parts;
}

/** `aws:PrincipalTag/team, 'none'` has a default. */
function variable(inside: string): Variable {
  const [, key = inside, fallback] = /^([^,]*?)\s*,\s*'(.*)'$/s.exec(inside) ?? [];
  return { type: "variable", key: key.trim().toLowerCase(), fallback };
}

/** Undefined if the request says nothing of a variable, or several things. What it says is taken literally. */
function fill(parts: readonly (Token | Variable)[], context: RequestContext): Token[] | undefined {
  const tokens: Token[] = [];
  for (const part of parts) {
    if (part.type !== "variable") {
      tokens.push(part);
      continue;
    }
    const text = context.get(part.key) ?? part.fallback;
    if (typeof text !== "string") return undefined;
    tokens.push({ type: "text", text });
  }
  return tokens;
}

function piecesOf(tokens: readonly Token[], cased: (text: string) => string): readonly Piece[] {
  const pieces: Piece[] = [];
  let begin = 0;
  for (let at = 0; at <= tokens.length; at++) {
    if (at < tokens.length && tokens[at]?.type !== "any") continue;
    pieces.push(pieceOf(tokens.slice(begin, at), cased));
    begin = at + 1;
  }
  return pieces;
}

function pieceOf(tokens: readonly Token[], cased: (text: string) => string): Piece {
  let text = "";
  const ones: boolean[] = [];
  for (const token of tokens) {
    text += token.text;
    if (token.type === "one") ones[text.length - 1] = true;
  }
  return { text: cased(text), ones: ones.length === 0 ? undefined : ones };
}

/** First piece at the beginning, last at the end, the others as early as they are found: greedy is exact. */
function matches(pieces: readonly Piece[], text: string): boolean {
  const first = pieces[0] as Piece;
  if (pieces.length === 1) return text.length === first.text.length && standsAt(first, text, 0);
  const last = pieces[pieces.length - 1] as Piece;
  const end = text.length - last.text.length;
  if (end < first.text.length || !standsAt(first, text, 0) || !standsAt(last, text, end)) return false;
  let at = first.text.length;
  for (let index = 1; index < pieces.length - 1; index++) {
    const piece = pieces[index] as Piece;
    const found = find(piece, text, at);
    if (found < 0 || found + piece.text.length > end) return false;
    at = found + piece.text.length;
  }
  return true;
}

function standsAt({ text: wanted, ones }: Piece, text: string, at: number): boolean {
  if (ones === undefined) return text.startsWith(wanted, at);
  if (at + wanted.length > text.length) return false;
  for (let index = 0; index < wanted.length; index++)
    if (ones[index] !== true && text[at + index] !== wanted[index]) return false;
  return true;
}

function find(piece: Piece, text: string, from: number): number {
  if (piece.ones === undefined) return text.indexOf(piece.text, from);
  if (from + piece.text.length > text.length) return -1;
  piece.search ??= compileSearch(piece.text, piece.ones);
  return piece.search(text, from);
}
