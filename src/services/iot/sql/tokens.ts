// The words of a statement, with their places. There are no comments.
// https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-literals.html

import { sqlProblem } from "./sql-error.ts";

export interface Token {
  readonly kind: "word" | "variable" | "number" | "text" | "symbol" | "end";
  /** A text without its quotes; a word as it is spelled; a variable with its `@`. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const space = /[\s]*/y;
const number = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const word = /[A-Za-z_$][A-Za-z0-9_$]*/y;
const variable = /@[A-Za-z0-9_]+/y;
const symbol = /<>|!=|<=|>=|[-+*/%=<>()[\]{},.:]/y;
/** What FROM may name without quotes. */
const bareTopic = /[^\s'"(),]+/y;

export class Tokens {
  readonly source: string;
  #next: Token;

  /** From `start` on. Throws SqlParseException for what is no word of the language. */
  constructor(source: string, start = 0) {
    this.source = source;
    this.#next = this.#read(start);
  }

  get next(): Token {
    return this.#next;
  }

  take(): Token {
    const taken = this.#next;
    this.#next = this.#read(taken.end);
    return taken;
  }

  /** Whether the next is this symbol, or this word in any case. */
  isNext(text: string): boolean {
    return isToken(this.#next, text);
  }

  /** Whether the one behind the next is; only asked where the next is a symbol or a word. */
  isSecond(text: string): boolean {
    return isToken(this.#read(this.#next.end), text);
  }

  takeIf(text: string): boolean {
    if (!this.isNext(text)) return false;
    this.take();
    return true;
  }

  expect(text: string): Token {
    if (this.isNext(text)) return this.take();
    throw this.unexpected(`'${text}'`);
  }

  /** The topic filter behind the next word. It needs no quotes, and may begin with what is no word of the language. */
  takeTopic(): string {
    const behind = this.#next.end;
    space.lastIndex = behind;
    space.exec(this.source);
    bareTopic.lastIndex = space.lastIndex;
    const [topic] = bareTopic.exec(this.source) ?? [];
    if (topic !== undefined) {
      this.#next = this.#read(bareTopic.lastIndex);
      return topic;
    }
    this.take();
    if (this.#next.kind === "text") return this.take().text;
    throw this.unexpected("a topic filter");
  }

  unexpected(expected: string): Error {
    const { kind, text, start } = this.#next;
    const found = kind === "end" ? "the end of the statement" : `'${text}'`;
    return sqlProblem(`Expected ${expected} but found ${found} at column ${start + 1}`);
  }

  #read(from: number): Token {
    space.lastIndex = from;
    space.exec(this.source);
    const start = space.lastIndex;
    const first = this.source[start];
    if (first === undefined) return { kind: "end", text: "", start, end: start };
    if (first === "'" || first === '"') return this.#quoted(start, first);
    for (const [kind, pattern] of kinds) {
      pattern.lastIndex = start;
      const [text] = pattern.exec(this.source) ?? [];
      if (text !== undefined) return { kind, text, start, end: start + text.length };
    }
    throw sqlProblem(`Unexpected character '${first}' at column ${start + 1}`);
  }

  /** A quote within is doubled, or stands behind a backslash; any other backslash is itself. */
  #quoted(start: number, quote: string): Token {
    let text = "";
    for (let at = start + 1; at < this.source.length; at++) {
      const character = this.source[at] ?? "";
      const isPair = this.source[at + 1] === quote;
      if (isPair && (character === quote || character === "\\")) {
        text += quote;
        at++;
      } else if (character === quote) return { kind: "text", text, start, end: at + 1 };
      else text += character;
    }
    throw sqlProblem(`The text that begins at column ${start + 1} has no closing ${quote}`);
  }
}

const kinds = [
  ["number", number],
  ["word", word],
  ["variable", variable],
  ["symbol", symbol],
] as const;

function isToken({ kind, text }: Token, wanted: string): boolean {
  if (kind === "symbol") return text === wanted;
  return kind === "word" && text.toUpperCase() === wanted;
}
