// Whether an answer agrees with a recording: placeholders are bound to what they stand for, and stay bound through the case.

import { isJsonObject, type Json, type JsonObject } from "../../../src/aws/json.ts";
import type { Difference } from "../match.ts";
import { resolveMarks } from "./parameters.ts";
import type { ServiceCase } from "./service-case.ts";

const isoTime = "\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?:Z|[+-]\\d\\d:?\\d\\d)?";

export class AnswerComparison {
  readonly #placeholders: ReadonlySet<string>;
  readonly #wildcards: ReadonlySet<string>;
  readonly #ignored: ReadonlySet<string>;
  /** Finds placeholders and wildcards inside longer texts; the longest first. */
  readonly #tokens: RegExp | undefined;
  #bound = new Map<string, string>();
  #unordered: ReadonlySet<string> = new Set();

  constructor({ placeholders = [], wildcards = [], ignoreMembers = [] }: ServiceCase) {
    this.#placeholders = new Set(placeholders);
    this.#wildcards = new Set(wildcards);
    this.#ignored = new Set(ignoreMembers);
    const inTexts = [...placeholders, ...wildcards.filter((text) => text.startsWith("<"))];
    inTexts.sort((a, b) => b.length - a.length);
    this.#tokens = inTexts.length === 0 ? undefined : new RegExp(inTexts.map(escaped).join("|"), "g");
  }

  /** The first place where the two differ. Members named in `unordered` hold lists without a fixed order. */
  difference(
    expected: Json | undefined,
    actual: Json | undefined,
    at: string,
    unordered: readonly string[] = [],
  ): Difference | undefined {
    this.#unordered = new Set(unordered);
    return this.#difference(expected, actual, at, at.split(".").at(-1) ?? "");
  }

  #difference(
    expected: Json | undefined,
    actual: Json | undefined,
    at: string,
    member: string,
  ): Difference | undefined {
    if (isMark(expected, "$ignore")) return undefined;
    const wanted =
      expected !== undefined && (isMark(expected, "$repeat") || isMark(expected, "$concat"))
        ? resolveMarks(expected)
        : expected;
    const differs = { at, expected: wanted, actual };
    if (typeof wanted === "string" && this.#wildcards.has(wanted))
      return actual === undefined || actual === null ? differs : undefined;
    if (isMark(wanted, "$bytes"))
      return JSON.stringify(wanted) === JSON.stringify(actual) ? undefined : differs;
    const got = asText(actual);
    if (Array.isArray(wanted)) return this.#listDifference(wanted, parsed(got), at, member);
    if (isJsonObject(wanted)) return this.#objectDifference(wanted, parsed(got), at);
    if (typeof wanted === "string") return this.#textDifference(wanted, got, at, member);
    return wanted === got ? undefined : differs;
  }

  #objectDifference(expected: JsonObject, actual: Json | undefined, at: string): Difference | undefined {
    if (!isJsonObject(actual)) return { at, expected, actual };
    const left = new Map(Object.entries(actual));
    const missing: [string, Json][] = [];
    for (const [name, wanted] of Object.entries(expected)) {
      if (left.has(name)) {
        const difference = this.#difference(wanted, left.get(name), `${at}.${name}`, name);
        left.delete(name);
        if (difference !== undefined) return difference;
      } else if (!isMark(wanted, "$ignore")) missing.push([name, wanted]);
    }
    for (const [name, wanted] of missing) {
      const found = this.#memberNamed(name, wanted, left, at);
      if (found === undefined) return { at: `${at}.${name}`, expected: wanted, actual: undefined };
      left.delete(found);
    }
    for (const [name, value] of left) {
      if (!this.#ignored.has(name)) return { at: `${at}.${name}`, expected: undefined, actual: value };
    }
    return undefined;
  }

  /** A member whose name holds a placeholder. */
  #memberNamed(name: string, wanted: Json, left: ReadonlyMap<string, Json>, at: string): string | undefined {
    if (this.#tokens === undefined || name.search(this.#tokens) < 0) return undefined;
    return [...left.keys()]
      .sort()
      .find((candidate) =>
        this.#trying(
          () =>
            this.#textMatches(name, candidate) &&
            this.#difference(wanted, left.get(candidate), `${at}.${name}`, name) === undefined,
        ),
      );
  }

  #listDifference(
    expected: readonly Json[],
    actual: Json | undefined,
    at: string,
    member: string,
  ): Difference | undefined {
    if (!Array.isArray(actual)) return { at, expected, actual };
    if (expected.length !== actual.length) return { at: `${at}.length`, expected, actual };
    if (this.#unordered.has(member))
      return this.#sameElements(expected, actual, at) ? undefined : { at, expected, actual };
    for (const [index, wanted] of expected.entries()) {
      const difference = this.#difference(wanted, actual[index], `${at}.${index}`, String(index));
      if (difference !== undefined) return difference;
    }
    return undefined;
  }

  #sameElements([first, ...others]: readonly Json[], actual: readonly Json[], at: string): boolean {
    if (first === undefined) return true;
    return actual.some((candidate, index) =>
      this.#trying(
        () =>
          this.#difference(first, candidate, at, "") === undefined &&
          this.#sameElements(others, actual.toSpliced(index, 1), at),
      ),
    );
  }

  #textDifference(
    expected: string,
    actual: Json | undefined,
    at: string,
    member: string,
  ): Difference | undefined {
    const differs = { at, expected, actual };
    if (typeof actual === "number" && this.#trying(() => this.#textMatches(expected, String(actual))))
      return this.#placeholders.has(expected) ? undefined : differs;
    if (typeof actual !== "string") return differs;
    if (this.#trying(() => this.#textMatches(expected, actual))) return undefined;
    const [wanted, got] = [parsed(expected), parsed(actual)];
    if (typeof wanted !== "object" || typeof got !== "object") return differs;
    return this.#difference(wanted, got, at, member);
  }

  /** What a trial bound is forgotten if it fails. */
  #trying(trial: () => boolean): boolean {
    const before = new Map(this.#bound);
    if (trial()) return true;
    this.#bound = before;
    return false;
  }

  #textMatches(expected: string, actual: string): boolean {
    if (expected === actual) return true;
    const groups: string[] = [];
    let pattern = "";
    let position = 0;
    for (const { 0: token, index } of this.#tokens === undefined ? [] : expected.matchAll(this.#tokens)) {
      pattern += this.#literal(expected.slice(position, index)) + this.#tokenPattern(token, groups);
      position = index + token.length;
    }
    pattern += this.#literal(expected.slice(position));
    const match = new RegExp(`^(?:${pattern})$`, "s").exec(actual);
    if (match === null) return false;
    return groups.every((token, group) => this.#bind(token, match.groups?.[`g${group}`] ?? ""));
  }

  #tokenPattern(token: string, groups: string[]): string {
    if (!this.#placeholders.has(token)) return ".*?";
    const bound = this.#bound.get(token);
    if (bound !== undefined) return escaped(bound);
    if (groups.includes(token)) return `\\k<g${groups.indexOf(token)}>`;
    groups.push(token);
    return `(?<g${groups.length - 1}>.+?)`;
  }

  #literal(text: string): string {
    const literal = escaped(text);
    if (!this.#wildcards.has("date")) return literal;
    return literal.replaceAll(/(?<![A-Za-z])date(?![A-Za-z])/g, `(?:date|${isoTime})`);
  }

  /** Two placeholders of one name, `<name:1>` and `<name:2>`, are two values. */
  #bind(token: string, value: string): boolean {
    const before = this.#bound.get(token);
    if (before !== undefined) return before === value;
    const name = nameOf(token);
    for (const [other, taken] of this.#bound) {
      if (name !== undefined && taken === value && nameOf(other) === name) return false;
    }
    this.#bound.set(token, value);
    return true;
  }
}

function nameOf(token: string): string | undefined {
  const colon = token.lastIndexOf(":");
  return colon < 0 ? undefined : token.slice(0, colon);
}

function isMark(json: Json | undefined, mark: string): boolean {
  return isJsonObject(json) && mark in json && Object.keys(json).length === 1;
}

/** Bytes are compared as the text that they hold. */
function asText(json: Json | undefined): Json | undefined {
  if (!isMark(json, "$bytes")) return json;
  const bytes = Buffer.from(String((json as JsonObject).$bytes), "base64");
  const text = bytes.toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes) ? text : json;
}

function parsed(json: Json | undefined): Json | undefined {
  if (typeof json !== "string" || !/^\s*[{[]/.test(json)) return json;
  try {
    return JSON.parse(json) as Json;
  } catch {
    return json;
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}
