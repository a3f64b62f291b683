// What is wrong with a JSON text and where, in the words of Jackson, the reader that AWS itself uses: users who compare
// messages with AWS see the same text.

/** Jackson quotes at most this much of the text in a message. */
const longestQuote = 500;

export interface JsonProblem {
  /** Jackson's message, which ends in `at [Source: …; line: 3, column: 7]`. */
  readonly message: string;
  /** The part of the message in brackets. */
  readonly source: string;
  readonly line: number;
  readonly column: number;
}

/** What Jackson was given: it says so, and nothing else differs. */
export type JsonSource = "String" | "byte[]";

export function jsonProblem(
  text: string,
  offset: number,
  what: string,
  readFrom: JsonSource = "String",
): JsonProblem {
  const { line, column } = lineAndColumn(text, offset);
  const source = describeSource(text, offset, readFrom);
  return { message: `${what}\n at ${source}`, source, line, column };
}

/** `[Source: (String)"…"; line: 1, column: 4]` for a place in a text. */
export function describeSource(text: string, offset: number, readFrom: JsonSource = "String"): string {
  const { line, column } = lineAndColumn(text, offset);
  const quoted = escapeControls(text.slice(0, longestQuote));
  const rest = text.length > longestQuote ? `[truncated ${text.length - longestQuote} chars]` : "";
  return `[Source: (${readFrom})"${quoted}"${rest}; line: ${line}, column: ${column}]`;
}

/** Both count from 1. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return { line, column: offset - lineStart + 1 };
}

/** The offset of a line and column, which `lineAndColumn` tells of it. */
export function offsetOf(text: string, line: number, column: number): number {
  let lineStart = 0;
  for (let above = line; above > 1; above -= 1) lineStart = text.indexOf("\n", lineStart) + 1;
  return lineStart + column - 1;
}

function escapeControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this replaces, line ends excepted.
  return text.replace(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  });
}
