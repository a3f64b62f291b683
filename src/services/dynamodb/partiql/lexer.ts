// The tokens of a PartiQL statement, and how a statement is refused that can't be read.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html

import { validationError } from "../refusals.ts";

export interface Token {
  /** A quoted name is never a keyword. */
  readonly type: "word" | "quoted" | "string" | "number" | "parameter" | "symbol" | "end";
  /** Of a quoted name or a string what it says, of all others what is written. */
  readonly text: string;
  /** `line:column:length` as refusals tell it. */
  readonly place: string;
}

const pattern = new RegExp(
  [
    "(\\s+|--[^\\n]*|/\\*[\\s\\S]*?\\*/)",
    "([A-Za-z_$][A-Za-z0-9_$]*)",
    '"((?:[^"]|"")*)"',
    "'((?:[^']|'')*)'",
    "((?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?)",
    "(\\?)",
    "(<<|>>|<>|!=|<=|>=|[-+=<>(){}\\[\\],.:*])",
  ].join("|"),
  "y",
);

const types = ["blank", "word", "quoted", "string", "number", "parameter", "symbol"] as const;

/** Throws ValidationException at what begins no token, such as a quote that isn't closed. */
export function tokensOf(statement: string): readonly Token[] {
  const tokens: Token[] = [];
  let [line, lineStart] = [1, 0];
  for (let position = 0; position < statement.length; ) {
    pattern.lastIndex = position;
    const match = pattern.exec(statement);
    if (match === null) throw notWellFormed("");
    const group = match.findIndex((text, index) => index > 0 && text !== undefined);
    const type = types[group - 1] ?? "blank";
    const [whole] = match;
    if (type !== "blank") {
      const place = `${line}:${position - lineStart + 1}:${whole.length}`;
      tokens.push({ type, text: unquoted(type, match[group] ?? ""), place });
    }
    position += whole.length;
    const lastBreak = whole.lastIndexOf("\n");
    if (lastBreak >= 0) {
      line += whole.split("\n").length - 1;
      lineStart = position - whole.length + lastBreak + 1;
    }
  }
  tokens.push({ type: "end", text: "", place: `${line}:${statement.length - lineStart + 1}:0` });
  return tokens;
}

function unquoted(type: (typeof types)[number], text: string): string {
  if (type === "quoted") return text.replaceAll('""', '"');
  return type === "string" ? text.replaceAll("''", "'") : text;
}

export function notWellFormed(detail: string): Error {
  return validationError(`Statement wasn't well formed, can't be processed: ${detail}`);
}
