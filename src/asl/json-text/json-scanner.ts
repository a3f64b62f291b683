// Reads a JSON text without building it: finds the first syntax error, every duplicate key, and, on request, where each
// value stands. It accepts exactly what `JSON.parse` accepts, up to Jackson's limit on nesting, so `JSON.parse` builds
// the value afterwards.

import { describeCharacter, isDigit, isWordPart, isWordStart } from "./json-characters.ts";
import { describeSource, type JsonProblem, type JsonSource, jsonProblem } from "./json-problem.ts";

/** Jackson's own limit. It also keeps everything that later recurses over a definition far from the end of the stack. */
export const deepestNesting = 1000;

/** As many as ValidateStateMachineDefinition ever answers with; each costs a pass over the text for its line. */
const mostDuplicatesReported = 100;

const validValues = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

export interface JsonScan {
  readonly syntaxProblem: JsonProblem | undefined;
  readonly duplicateKeys: readonly JsonProblem[];
  /** Path such as `/States/Charge/Retry[0]` to the offset of the value. Empty unless asked for. */
  readonly places: ReadonlyMap<string, number>;
}

export function scanJson(
  text: string,
  { places = false, readFrom = "String" }: { readonly places?: boolean; readonly readFrom?: JsonSource } = {},
): JsonScan {
  const scanner = new JsonScanner(text, places, readFrom);
  const syntaxProblem = scanner.scan();
  return { syntaxProblem, duplicateKeys: scanner.duplicateKeys, places: scanner.places };
}

/** Leaves the scan at the first syntax error; never seen outside this file. */
class SyntaxProblem {
  readonly problem: JsonProblem;
  constructor(problem: JsonProblem) {
    this.problem = problem;
  }
}

type Container = "Object" | "Array";

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const minus = 0x2d;
const digitZero = 0x30;

class JsonScanner {
  readonly duplicateKeys: JsonProblem[] = [];
  readonly places = new Map<string, number>();
  readonly #text: string;
  readonly #wantsPlaces: boolean;
  readonly #readFrom: JsonSource;
  #at = 0;
  #depth = 0;

  constructor(text: string, wantsPlaces: boolean, readFrom: JsonSource) {
    this.#text = text;
    this.#wantsPlaces = wantsPlaces;
    this.#readFrom = readFrom;
  }

  scan(): JsonProblem | undefined {
    try {
      this.#skipSpace();
      if (this.#ended()) this.#fail("No content to map due to end-of-input");
      this.#value("", undefined);
      this.#skipSpace();
      if (!this.#ended()) this.#trailingText();
      return undefined;
    } catch (thrown) {
      if (thrown instanceof SyntaxProblem) return thrown.problem;
      throw thrown;
    }
  }

  #value(path: string, container: Container | undefined): void {
    if (this.#wantsPlaces) this.places.set(path === "" ? "/" : path, this.#at);
    const code = this.#text.charCodeAt(this.#at);
    if (code === openBrace) this.#object(path);
    else if (code === openBracket) this.#array(path);
    else if (code === quote) this.#string("value");
    else if (code === minus || isDigit(code)) this.#number(container);
    else this.#word(code);
  }

  #object(path: string): void {
    const start = this.#open();
    if (!this.#takes(closeBrace)) {
      const seen = new Set<string>();
      do {
        this.#key(path, seen);
      } while (this.#goesOn("Object", start));
    }
    this.#depth--;
  }

  #key(path: string, seen: Set<string>): void {
    const start = this.#at;
    if (this.#text.charCodeAt(start) !== quote) {
      this.#unexpected(": was expecting double-quote to start field name");
    }
    const isEscaped = this.#string("name");
    const name: string = isEscaped
      ? JSON.parse(this.#text.slice(start, this.#at))
      : this.#text.slice(start + 1, this.#at - 1);
    if (!seen.has(name)) seen.add(name);
    else if (this.duplicateKeys.length < mostDuplicatesReported) {
      this.duplicateKeys.push(jsonProblem(this.#text, this.#at, `Duplicate field '${name}'`));
    }
    this.#skipSpace();
    if (this.#ended()) this.#fail("Unexpected end-of-input within/between Object entries");
    if (!this.#takes(colon)) this.#unexpected(": was expecting a colon to separate field name and value");
    this.#skipSpace();
    if (this.#ended()) this.#fail("Unexpected end-of-input within/between Object entries");
    this.#value(this.#wantsPlaces ? `${path}/${name}` : path, "Object");
  }

  #array(path: string): void {
    const start = this.#open();
    if (!this.#takes(closeBracket)) {
      let index = 0;
      do {
        this.#value(this.#wantsPlaces ? `${path}[${index++}]` : path, "Array");
      } while (this.#goesOn("Array", start));
    }
    this.#depth--;
  }

  /** Steps into an object or an array, up to what stands in it first. */
  #open(): number {
    this.#depth++;
    if (this.#depth > deepestNesting) {
      this.#fail(
        `Document nesting depth (${this.#depth}) exceeds the maximum allowed (${deepestNesting}, from \`StreamReadConstraints.getMaxNestingDepth()\`)`,
      );
    }
    const start = this.#at++;
    this.#skipSpace();
    if (this.#ended()) this.#failOpen(start);
    return start;
  }

  /** After an entry: takes its comma and answers true, or the closing bracket and answers false. */
  #goesOn(container: Container, start: number): boolean {
    this.#skipSpace();
    if (this.#ended()) this.#failOpen(start);
    if (this.#takes(container === "Object" ? closeBrace : closeBracket)) return false;
    if (!this.#takes(comma)) this.#failWithoutComma(container, start);
    this.#skipSpace();
    if (this.#ended()) this.#fail(`Unexpected end-of-input within/between ${container} entries`);
    return true;
  }

  #failWithoutComma(container: Container, start: number): never {
    const code = this.#text.charCodeAt(this.#at);
    if (code !== closeBrace && code !== closeBracket) {
      return this.#unexpected(`: was expecting comma to separate ${container} entries`);
    }
    const [found, expected] = container === "Object" ? ["]", "}"] : ["}", "]"];
    const source = describeSource(this.#text, start, this.#readFrom);
    this.#at++;
    return this.#fail(
      `Unexpected close marker '${found}': expected '${expected}' (for ${container} starting at ${source})`,
    );
  }

  /** Answers whether some of its characters are escaped. */
  #string(what: "value" | "name"): boolean {
    const text = this.#text;
    let isEscaped = false;
    for (this.#at++; this.#at < text.length; this.#at++) {
      const code = text.charCodeAt(this.#at);
      if (code === quote) {
        this.#at++;
        return isEscaped;
      }
      if (code === backslash) {
        this.#escape();
        isEscaped = true;
      } else if (code < 0x20) {
        this.#at++;
        this.#fail(
          `Illegal unquoted character (${describeCharacter(code)}): has to be escaped using backslash to be included in ${what === "value" ? "string value" : "name"}`,
        );
      }
    }
    return this.#fail(
      what === "value"
        ? "Unexpected end-of-input: was expecting closing quote for a string value"
        : "Unexpected end-of-input in field name",
    );
  }

  /** Stands on the backslash; leaves on the last character of the escape. */
  #escape(): void {
    const code = this.#text.charCodeAt(++this.#at);
    if (this.#ended()) this.#fail("Unexpected end-of-input in character escape sequence");
    const character = String.fromCharCode(code);
    if ('"\\/bfnrt'.includes(character)) return;
    if (character !== "u") {
      this.#at++;
      this.#fail(`Unrecognized character escape ${describeCharacter(code)}`);
    }
    for (let digits = 0; digits < 4; digits++) {
      this.#at++;
      if (this.#ended()) this.#fail("Unexpected end-of-input in character escape sequence");
      if (!/[0-9a-fA-F]/.test(this.#text.charAt(this.#at))) {
        this.#unexpected(": expected a hex-digit for character escape sequence");
      }
    }
  }

  #number(container: Container | undefined): void {
    if (this.#takes(minus))
      this.#digits(": expected digit (0-9) to follow minus sign, for valid numeric value");
    else this.#digits("");
    if (this.#text.charAt(this.#at) === ".") {
      this.#at++;
      this.#digits(": Decimal point not followed by a digit", true);
    }
    if (/[eE]/.test(this.#text.charAt(this.#at))) {
      this.#at++;
      if (/[+-]/.test(this.#text.charAt(this.#at))) this.#at++;
      this.#digits(": Exponent indicator not followed by a digit", true);
    }
    if (container === undefined && !this.#ended() && !this.#standsOnSpace()) {
      this.#unexpected(": Expected space separating root-level values");
    }
  }

  #digits(problem: string, fraction = false): void {
    const start = this.#at;
    if (this.#ended()) this.#fail("Unexpected end-of-input in a Number value");
    if (!isDigit(this.#text.charCodeAt(start))) this.#unexpected(` in numeric value${problem}`);
    while (isDigit(this.#text.charCodeAt(this.#at))) this.#at++;
    if (!fraction && this.#text.charCodeAt(start) === digitZero && this.#at > start + 1) {
      this.#at = start + 1;
      this.#fail("Invalid numeric value: Leading zeroes not allowed");
    }
  }

  #word(code: number): void {
    if (!isWordStart(code)) this.#unexpected(`: expected a valid value ${validValues}`);
    const start = this.#at;
    while (!this.#ended() && isWordPart(this.#text.charCodeAt(this.#at))) this.#at++;
    const word = this.#text.slice(start, this.#at);
    if (word !== "true" && word !== "false" && word !== "null") {
      const shown = word.length > 256 ? `${word.slice(0, 256)}...` : word;
      this.#fail(`Unrecognized token '${shown}': was expecting ${validValues}`);
    }
  }

  #trailingText(): never {
    const start = this.#at;
    this.#value("", "Array");
    this.#at = start + 1;
    return this.#fail("Trailing token found after the value: a JSON text holds one value");
  }

  #skipSpace(): void {
    while (this.#at < this.#text.length && this.#standsOnSpace()) this.#at++;
    const code = this.#text.charCodeAt(this.#at);
    if (code < 0x20) {
      this.#at++;
      this.#fail(
        `Illegal character (${describeCharacter(code)}): only regular white space (\\r, \\n, \\t) is allowed between tokens`,
      );
    }
  }

  #standsOnSpace(): boolean {
    const code = this.#text.charCodeAt(this.#at);
    return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
  }

  #takes(code: number): boolean {
    if (this.#text.charCodeAt(this.#at) !== code) return false;
    this.#at++;
    return true;
  }

  #ended(): boolean {
    return this.#at >= this.#text.length;
  }

  /** Jackson points behind the character that it did not expect. */
  #unexpected(comment: string): never {
    const code = this.#text.charCodeAt(this.#at++);
    return this.#fail(`Unexpected character (${describeCharacter(code)})${comment}`);
  }

  #failOpen(start: number): never {
    const container = this.#text.charCodeAt(start) === openBrace ? "Object" : "Array";
    const source = describeSource(this.#text, start, this.#readFrom);
    return this.#fail(
      `Unexpected end-of-input: expected close marker for ${container} (start marker at ${source})`,
    );
  }

  #fail(what: string): never {
    throw new SyntaxProblem(jsonProblem(this.#text, this.#at, what, this.#readFrom));
  }
}
