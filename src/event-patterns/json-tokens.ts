// Reads a sound JSON text token by token and knows how far Jackson's reader would be, because that is the place which
// AWS names when it refuses a pattern: a text counts as read only up to its opening quote until somebody asks for it, and
// a member's name is read together with the beginning of its value.

import { describeSource } from "../asl/json-text/json-problem.ts";

export type TokenKind = "{" | "}" | "[" | "]" | "name" | "string" | "number" | "true" | "false" | "null";

interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

const between = /[\s,:]*/y;
const scalar = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/sy;

export class JsonTokens {
  readonly #source: string;
  /** Where the next token is looked for. */
  #at = 0;
  /** The value that was read together with its member's name. */
  #held: Token | undefined;
  #current: Token = { kind: "null", start: 0, end: 0 };
  #name = "";
  #containers: ("{" | "[")[] = [];
  #expectsName = false;
  #readTo = 0;

  /** `source` must be sound JSON. */
  constructor(source: string) {
    this.#source = source;
  }

  next(): TokenKind {
    const token = this.#held ?? this.#read();
    this.#held = undefined;
    this.#current = token;
    if (token.kind === "name") {
      this.#name = JSON.parse(this.#source.slice(token.start, token.end));
      this.#held = this.#read();
    }
    const furthest = this.#held ?? token;
    this.#readTo = furthest.kind === "string" ? furthest.start + 1 : furthest.end;
    return token.kind;
  }

  /** The name of the member whose name or value was read last. */
  get name(): string {
    return this.#name;
  }

  /** What the token says: a text without quotes and escapes, anything else as it stands. */
  text(): string {
    const { kind, start, end } = this.#current;
    const written = this.#source.slice(start, end);
    if (kind !== "string") return written;
    this.#readTo = end;
    return JSON.parse(written);
  }

  /** ` at [Source: (String)"…"; line: 1, column: 17]` on a line of its own. */
  place(): string {
    return `\n at ${describeSource(this.#source, this.#readTo)}`;
  }

  #read(): Token {
    between.lastIndex = this.#at;
    const start = this.#at + (between.exec(this.#source)?.[0].length ?? 0);
    const character = this.#source[start];
    if (character === "{" || character === "[") {
      this.#containers.push(character);
      this.#expectsName = character === "{";
      return this.#taken(character, start, start + 1);
    }
    if (character === "}" || character === "]") {
      this.#containers.pop();
      this.#expectsName = this.#inObject();
      return this.#taken(character, start, start + 1);
    }
    scalar.lastIndex = start;
    const end = start + (scalar.exec(this.#source)?.[0].length ?? 0);
    if (character === '"' && this.#expectsName) {
      this.#expectsName = false;
      return this.#taken("name", start, end);
    }
    this.#expectsName = this.#inObject();
    return this.#taken(kindOfScalar(character), start, end);
  }

  #taken(kind: TokenKind, start: number, end: number): Token {
    this.#at = end;
    return { kind, start, end };
  }

  #inObject(): boolean {
    return this.#containers[this.#containers.length - 1] === "{";
  }
}

function kindOfScalar(first: string | undefined): TokenKind {
  switch (first) {
    case '"':
      return "string";
    case "t":
      return "true";
    case "f":
      return "false";
    case "n":
      return "null";
    default:
      return "number";
  }
}
