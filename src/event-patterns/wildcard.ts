// The `wildcard` matcher: `*` stands for any run of characters, `\*` and `\\` for themselves. No regular expression is ever
// made from a user's text: the literal pieces are looked for from left to right, so time grows with the text, not with 2^stars.

import { indexOfText } from "../aws/find-text.ts";

export class WildcardSyntaxError extends Error {}

export function compileWildcard(pattern: string): (text: string) => boolean {
  const pieces = literalPieces(pattern);
  const first = pieces[0] ?? "";
  if (pieces.length === 1) return (text) => text === first;
  const last = pieces[pieces.length - 1] ?? "";
  const between = pieces.slice(1, -1);
  return (text) => {
    if (!text.startsWith(first)) return false;
    let position = first.length;
    for (const piece of between) {
      const found = indexOfText(text, piece, position);
      if (found === -1) return false;
      position = found + piece.length;
    }
    return text.length - last.length >= position && text.endsWith(last);
  };
}

/** What stands before, between and after the stars. Places are told in bytes and count the quote before the text, as on AWS. */
function literalPieces(pattern: string): readonly string[] {
  const placeOf = (index: number) => 1 + Buffer.byteLength(pattern.slice(0, index));
  const pieces = [""];
  for (let index = 0; index < pattern.length; index++) {
    let character = pattern[index] ?? "";
    if (character === "*") {
      if (pattern[index + 1] === "*") {
        throw new WildcardSyntaxError(`Consecutive wildcard characters at pos ${placeOf(index)}`);
      }
      pieces.push("");
      continue;
    }
    if (character === "\\") {
      character = pattern[++index] ?? "";
      if (character !== "*" && character !== "\\") {
        throw new WildcardSyntaxError(`Invalid escape character at pos ${placeOf(index - 1)}`);
      }
    }
    pieces[pieces.length - 1] += character;
  }
  return pieces;
}
