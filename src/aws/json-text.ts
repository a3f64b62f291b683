// JSON text that is already at hand. A large value that was read from text, or of which text was made, is not written as
// text again: values are immutable, so the text stays true. A value that nobody holds takes its text with it.

import { isJsonObject, type Json, type JsonObject } from "./json.ts";

export interface JsonText {
  /** It may be made when it is first asked for. */
  readonly text: string;
  /** Length of `text` in UTF-8. */
  readonly bytes: number;
}

/**
 * An array of objects that have most members in common. Whoever can put them together again takes no more than where they differ, and is
 * spared writing and reading the rest: half of a batch of records.
 */
export interface TextOfRows extends JsonText {
  /**
   * In pieces, JSON of three things: the first object; the names of the members in which others may differ from it, none of them
   * `__proto__`; and the values of these, of one object after the other.
   */
  rows(): readonly string[];
}

/** Below this length writing the text again costs less than remembering it. */
const worthRemembering = 4096;

export function rememberJsonText(value: Json, text: JsonText): void {
  if (typeof value === "object" && value !== null) WithText.set(value, text);
}

export function parseJsonText(text: string): Json {
  const value: Json = JSON.parse(text);
  if (text.length >= worthRemembering) rememberJsonText(value, new ParsedText(text));
  return value;
}

/** The text itself where it is no JSON. */
export function parseJsonOrText(text: string): Json {
  try {
    return parseJsonText(text);
  } catch {
    return text;
  }
}

/** Undefined where it is no JSON. */
export function jsonOrUndefined(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Undefined where it is no JSON object. */
export function jsonObjectOrUndefined(text: string): JsonObject | undefined {
  const value = jsonOrUndefined(text);
  return isJsonObject(value) ? value : undefined;
}

export function isJson(text: string): boolean {
  return jsonOrUndefined(text) !== undefined;
}

export function jsonTextOf(value: Json): string {
  return knownJsonText(value)?.text ?? JSON.stringify(value);
}

/** For whoever takes rows where there are any. */
export function knownRows(value: Json | undefined): TextOfRows | undefined {
  const known = value === undefined ? undefined : knownJsonText(value);
  return known !== undefined && "rows" in known ? (known as TextOfRows) : undefined;
}

export function knownJsonText(value: Json): JsonText | undefined {
  return typeof value === "object" && value !== null ? WithText.get(value) : undefined;
}

/** What a constructor that is called by a subclass returns is the object that gets the subclass's private fields. */
class Given {
  constructor(value: object) {
    // biome-ignore lint/correctness/noConstructorReturn: that is what it is for
    return value;
  }
}

/**
 * A value's text as a private field of the value, which nobody else can see, copy or write out. A `WeakMap` would do the same and
 * was dear: V8's young collections take all that its entries hold for alive, so that each batch of records grew old with its text.
 */
class WithText extends Given {
  #text: JsonText;

  private constructor(value: object, text: JsonText) {
    super(value);
    this.#text = text;
  }

  static set(value: object, text: JsonText): void {
    if (#text in value) value.#text = text;
    else new WithText(value, text);
  }

  static get(value: object): JsonText | undefined {
    return #text in value ? value.#text : undefined;
  }
}

class ParsedText implements JsonText {
  readonly text: string;
  #bytes: number | undefined;

  constructor(text: string) {
    this.text = text;
  }

  get bytes(): number {
    this.#bytes ??= Buffer.byteLength(this.text);
    return this.#bytes;
  }
}
