// Patterns with wildcards, matched without regular expressions. `*` goes back to no earlier star, so that the cost is linear to pattern
// and text.

import { indexOfText } from "../aws/find-text.ts";

/** A piece of a pattern: a text to be found literally, or anything at all. */
export interface Glob {
  /** The texts between the stars. One piece means that there is no star. */
  readonly pieces: readonly string[];
}

/** StringMatches: `*` stands for any characters; a backslash takes the star or backslash behind it literally. */
export function parseGlob(pattern: string): Glob {
  const pieces: string[] = [];
  let piece = "";
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    const next = pattern.charAt(at + 1);
    if (character === "*") {
      pieces.push(piece);
      piece = "";
    } else if (character === "\\" && (next === "*" || next === "\\")) {
      piece += next;
      at++;
    } else piece += character;
  }
  pieces.push(piece);
  return { pieces };
}

/** First piece at the beginning, last at the end, the others as early as they are found: greedy is exact for stars alone. */
export function matchesGlob({ pieces }: Glob, text: string): boolean {
  const [first = ""] = pieces;
  if (pieces.length === 1) return text === first;
  const last = pieces[pieces.length - 1] ?? "";
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  let at = first.length;
  const end = text.length - last.length;
  for (let index = 1; index < pieces.length - 1; index++) {
    const piece = pieces[index] ?? "";
    const found = indexOfText(text, piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
