// The shape of a JSONPath as Step Functions reads it: a root, then members, indexes, slices, wildcards, filters, functions.
// What a filter says inside its brackets is left to the compiler of paths.

/** The variable that a path starts from: `order` of `$order.items`, undefined for `$`, `$.x`, `$[0]` and `$$.x`. */
export function variableOf(path: string): string | undefined {
  return /^\$([\p{ID_Start}_][\p{ID_Continue}]*)/u.exec(path)?.[1];
}

const member = /\.{1,2}[^.[\]\s()'"*?@,:]+(?:\(\))?/y;
const anyMember = /\.{1,2}\*/y;
const dotBeforeBracket = /\.{1,2}(?=\[)/y;
const text = String.raw`(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")`;
const membersInBrackets = new RegExp(String.raw`\[\s*${text}\s*(?:,\s*${text}\s*)*\]`, "ys");
const anyInBrackets = /\[\s*\*\s*\]/y;
const indexes = /\[\s*-?\d+\s*(?:,\s*-?\d+\s*)*\]/y;
// No two \s* meet: a text of a million spaces must not be tried in every division.
const slice = /\[\s*(?:-?\d+\s*)?:\s*(?:-?\d+\s*)?(?::\s*(?:-?\d+\s*)?)?\]/y;

const steps = [member, anyMember, dotBeforeBracket, membersInBrackets, anyInBrackets, indexes, slice];

/** What of a text is not a path, or undefined if it is one. */
export function pathProblem(path: string): string | undefined {
  if (!path.startsWith("$")) return "a path starts with '$'";
  let at = path.startsWith("$$") ? 2 : 1 + (variableOf(path)?.length ?? 0);
  while (at < path.length) {
    const next = afterStep(path, at) ?? afterFilter(path, at);
    if (next === undefined) return `'${path.slice(at, at + 20)}' at character ${at + 1} cannot be read`;
    at = next;
  }
  return undefined;
}

function afterStep(path: string, at: number): number | undefined {
  for (const step of steps) {
    step.lastIndex = at;
    if (step.test(path)) return step.lastIndex;
  }
  return undefined;
}

/** `[?( … )]`, up to the bracket that closes it, whatever is nested or quoted within. */
function afterFilter(path: string, at: number): number | undefined {
  if (!/\[\s*\?\s*\(/y.test(path.slice(at, at + 20))) return undefined;
  const end = endOfGroup(path, at);
  return end !== undefined && /\)\s*\]$/.test(path.slice(at, end)) ? end : undefined;
}

/** Behind the bracket or parenthesis that closes the one at `start`. */
export function endOfGroup(source: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === "'" || character === '"') {
      const end = endOfQuoted(source, at);
      if (end === undefined) return undefined;
      at = end - 1;
    } else if ("[(".includes(character)) depth++;
    else if ("])".includes(character) && --depth === 0) return at + 1;
  }
  return undefined;
}

/** Behind the quote that closes the one at `start`. */
export function endOfQuoted(source: string, start: number): number | undefined {
  const quote = source.charAt(start);
  for (let at = start + 1; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === "\\") at++;
    else if (character === quote) return at + 1;
  }
  return undefined;
}
