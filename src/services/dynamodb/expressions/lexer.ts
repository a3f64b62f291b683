// The tokens of an expression, and the syntax errors that name them.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html

import { validationError } from "../refusals.ts";

export type ExpressionKind =
  | "ConditionExpression"
  | "FilterExpression"
  | "KeyConditionExpression"
  | "ProjectionExpression"
  | "UpdateExpression";

export interface Token {
  /** `name` begins with #, `value` with a colon. */
  readonly type: "word" | "name" | "value" | "number" | "symbol" | "end";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const maxBytes = 4096;
const maxOperators = 300;

const tokenPattern =
  /\s*(?:([A-Za-z][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|([0-9]+)|(<>|<=|>=|\S))/y;
const tokenTypes = ["word", "name", "value", "number", "symbol"] as const;

/** How an expression is refused: with its kind before the detail. */
export interface Refuser {
  refusal(detail: string): Error;
}

export function refuserOf(kind: ExpressionKind): Refuser {
  return { refusal: (detail) => validationError(`Invalid ${kind}: ${detail}`) };
}

/** Throws ValidationException for an expression that is empty or larger than 4 KB. */
export class TokenStream implements Refuser {
  readonly #refuser: Refuser;
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #index = 0;
  #operators = 0;

  constructor(kind: ExpressionKind, source: string) {
    this.#refuser = refuserOf(kind);
    this.#source = source;
    const bytes = Buffer.byteLength(source);
    if (bytes > maxBytes) {
      throw this.refusal(`Expression size has exceeded the maximum allowed size; expression size: ${bytes}`);
    }
    this.#tokens = tokensOf(source);
    if (this.#tokens.length === 1) throw this.refusal("The expression can not be empty;");
  }

  get current(): Token {
    return this.#tokens[this.#index] as Token;
  }

  /** How many tokens have been taken. */
  get position(): number {
    return this.#index;
  }

  take(): Token {
    const token = this.current;
    if (token.type !== "end") this.#index += 1;
    return token;
  }

  isSymbol(text: string): boolean {
    return this.current.type === "symbol" && this.current.text === text;
  }

  /** Keywords are written in any case. */
  isKeyword(word: string): boolean {
    return this.current.type === "word" && this.current.text.toUpperCase() === word;
  }

  takeSymbol(text: string): boolean {
    if (!this.isSymbol(text)) return false;
    this.#index += 1;
    return true;
  }

  takeKeyword(word: string): boolean {
    if (!this.isKeyword(word)) return false;
    this.#index += 1;
    return true;
  }

  expectSymbol(text: string): void {
    if (!this.takeSymbol(text)) throw this.syntaxError();
  }

  expectKeyword(word: string): void {
    if (!this.takeKeyword(word)) throw this.syntaxError();
  }

  expectEnd(): void {
    if (this.current.type !== "end") throw this.syntaxError();
  }

  /** Throws ValidationException for the 301st. */
  countOperator(): void {
    this.#operators += 1;
    if (this.#operators > maxOperators) {
      throw this.refusal(`The expression contains too many operators; operator count: ${this.#operators}`);
    }
  }

  /** At the current token. It is shown with its neighbours, as they are written. */
  syntaxError(): Error {
    const token = this.current;
    const before = this.#tokens[this.#index - 1] ?? token;
    const after = this.#tokens[this.#index + 1] ?? token;
    const end = token.type === "end" ? before.end : after.type === "end" ? token.end : after.end;
    const text = token.type === "end" ? "<EOF>" : token.text;
    return this.refusal(`Syntax error; token: "${text}", near: "${this.#source.slice(before.start, end)}"`);
  }

  refusal(detail: string): Error {
    return this.#refuser.refusal(detail);
  }
}

function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  for (let match = tokenPattern.exec(source); match !== null; match = tokenPattern.exec(source)) {
    const group = match.findIndex((text, index) => index > 0 && text !== undefined);
    const text = match[group] as string;
    const end = match.index + match[0].length;
    tokens.push({ type: tokenTypes[group - 1] ?? "symbol", text, start: end - text.length, end });
  }
  tokens.push({ type: "end", text: "", start: source.length, end: source.length });
  return tokens;
}
