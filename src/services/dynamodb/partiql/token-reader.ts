// Reads a statement's tokens one after the other, and binds its parameters in the order in which they stand.

import { validationError } from "../refusals.ts";
import type { AttributeValue } from "../values/attribute-value.ts";
import { notWellFormed, type Token, tokensOf } from "./lexer.ts";

export class TokenReader {
  readonly #tokens: readonly Token[];
  readonly #parameters: readonly AttributeValue[];
  #index = 0;
  #bound = 0;

  /** Throws ValidationException for a statement that has no tokens, or not as many parameters as are given. */
  constructor(statement: string, parameters: readonly AttributeValue[]) {
    this.#tokens = tokensOf(statement);
    this.#parameters = parameters;
    const places = this.#tokens.filter(({ type }) => type === "parameter").length;
    if (places !== parameters.length)
      throw validationError("Number of parameters in request and statement don't match.");
  }

  get current(): Token {
    return this.#tokens[this.#index] as Token;
  }

  get next(): Token {
    return this.#tokens[this.#index + 1] ?? this.current;
  }

  take(): Token {
    const token = this.current;
    if (token.type !== "end") this.#index += 1;
    return token;
  }

  isKeyword(word: string): boolean {
    return this.current.type === "word" && this.current.text.toUpperCase() === word;
  }

  takeKeyword(word: string): boolean {
    if (!this.isKeyword(word)) return false;
    this.#index += 1;
    return true;
  }

  expectKeyword(word: string): void {
    if (!this.takeKeyword(word)) throw notWellFormed(`Expected ${word}`);
  }

  isSymbol(text: string): boolean {
    return this.current.type === "symbol" && this.current.text === text;
  }

  takeSymbol(text: string): boolean {
    if (!this.isSymbol(text)) return false;
    this.#index += 1;
    return true;
  }

  expectSymbol(text: string): void {
    if (!this.takeSymbol(text)) throw notWellFormed(`Expected ${text}`);
  }

  /** The value of the `?` that is the current token. */
  takeParameter(): AttributeValue {
    this.#index += 1;
    const value = this.#parameters[this.#bound];
    this.#bound += 1;
    if (value === undefined) throw new Error("A parameter that nobody gave");
    return value;
  }

  expectEnd(): void {
    if (this.current.type !== "end") throw notWellFormed("Unexpected token after expression");
  }
}
