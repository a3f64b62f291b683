// Fn::ForEach: keys and their values, once for each item of a collection.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html

import { piecesOf } from "../../../aws/find-text.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { memberPointer } from "../../../aws/json-pointer.ts";
import { madeFrom } from "../../../aws/template/places.ts";

const prefix = "Fn::ForEach::";
const deepestLoops = 5;

/** Values and characters that all loops may make; loops in loops could make any number. No template that AWS takes has as many. */
const mostMade = 4_000_000;

/** What a value costs beside its characters. */
const unitsOfValue = 20;

/** What unrolling a loop needs of the template around it. All throw TemplateError. */
export interface LoopSurroundings {
  /** The texts that the collection comes to. */
  readonly collection: (value: Json, path: string) => readonly string[];
  /** Whether parameters, resources or mappings have the name already. */
  readonly isTaken: (name: string) => boolean;
  readonly fail: (path: string, problem: string) => never;
}

/** The value with all loops in it unrolled; yields where whoever asks may give way to others. */
export function unrolled(value: Json, path: string, around: LoopSurroundings): Generator<void, Json> {
  return new Unrolling(around).value(value, path, []);
}

interface Loop {
  readonly identifier: string;
  readonly items: readonly string[];
  readonly body: JsonObject;
}

/** One turn of a loop. */
interface Round {
  readonly identifier: string;
  readonly item: string;
  readonly path: string;
}

class Unrolling {
  readonly #around: LoopSurroundings;
  #made = 0;

  constructor(around: LoopSurroundings) {
    this.#around = around;
  }

  /** `outer` are the identifiers of the loops that it stands in. */
  *value(value: Json, path: string, outer: readonly string[]): Generator<void, Json> {
    if (Array.isArray(value)) {
      const items: Json[] = [];
      for (const [index, item] of value.entries())
        items.push(yield* this.value(item, memberPointer(path, index), outer));
      return madeFrom(items, value);
    }
    return isJsonObject(value) ? yield* this.#object(value, path, outer) : value;
  }

  *#object(object: JsonObject, path: string, outer: readonly string[]): Generator<void, Json> {
    const made = new Map<string, Json>();
    for (const [key, member] of Object.entries(object)) {
      const at = memberPointer(path, key);
      if (!key.startsWith(prefix)) this.#put(made, key, yield* this.value(member, at, outer), at);
      else yield* this.#loop(member, at, outer, made);
    }
    yield;
    return madeFrom(Object.fromEntries(made), object);
  }

  *#loop(
    value: Json,
    path: string,
    outer: readonly string[],
    into: Map<string, Json>,
  ): Generator<void, void> {
    const { identifier, items, body } = this.#read(value, path, outer);
    const within = [...outer, identifier];
    for (const item of items) {
      const round = yield* this.#substituted(body, { identifier, item, path });
      const unrolledRound = (yield* this.value(round, memberPointer(path, 2), within)) as JsonObject;
      for (const [key, member] of Object.entries(unrolledRound)) this.#put(into, key, member, path);
    }
  }

  #read(value: Json, path: string, outer: readonly string[]): Loop {
    const [identifier, collection, body] = Array.isArray(value) && value.length === 3 ? value : [];
    if (
      typeof identifier !== "string" ||
      collection === undefined ||
      body === undefined ||
      !isJsonObject(body)
    ) {
      return this.#fail(path, "Fn::ForEach layout is incorrect");
    }
    if (outer.length >= deepestLoops) {
      this.#fail(path, `Fn::ForEach cannot be nested more than ${deepestLoops} times`);
    }
    if (outer.includes(identifier) || this.#around.isTaken(identifier)) {
      this.#fail(path, `Fn::ForEach identifier ${identifier} is the name of something else in the template`);
    }
    return { identifier, items: this.#around.collection(collection, memberPointer(path, 1)), body };
  }

  #put(into: Map<string, Json>, key: string, value: Json, path: string): void {
    if (into.has(key))
      this.#fail(path, `Duplicate key '${key}' when merging keys to parent object in Fn::ForEach`);
    into.set(key, value);
  }

  #fail(path: string, problem: string): never {
    return this.#around.fail(path, `Transform AWS::LanguageExtensions failed with: ${problem}`);
  }

  /** The value with the item in the place of the identifier: `${Name}`, `&{Name}` (letters and digits of it only) and `Ref`. */
  *#substituted(value: Json, round: Round): Generator<void, Json> {
    if (typeof value === "string") return this.#substitutedText(value, round);
    this.#spend(unitsOfValue, round.path);
    if (Array.isArray(value)) {
      const items: Json[] = [];
      for (const item of value) items.push(yield* this.#substituted(item, round));
      return madeFrom(items, value);
    }
    if (!isJsonObject(value)) return value;
    if (value.Ref === round.identifier && Object.keys(value).length === 1) return round.item;
    const members: [string, Json][] = [];
    for (const [key, member] of Object.entries(value))
      members.push([this.#substitutedText(key, round), yield* this.#substituted(member, round)]);
    yield;
    return madeFrom(Object.fromEntries(members), value);
  }

  #substitutedText(text: string, { identifier, item, path }: Round): string {
    const plain = item.replace(/[^A-Za-z0-9]/g, "");
    const withItem = this.#replaced(text, `\${${identifier}}`, item, path);
    return this.#replaced(withItem, `&{${identifier}}`, plain, path);
  }

  #replaced(text: string, name: string, item: string, path: string): string {
    const parts = piecesOf(text, name);
    this.#spend(text.length + (parts.length - 1) * item.length, path);
    return parts.join(item);
  }

  #spend(units: number, path: string): void {
    this.#made += units;
    if (this.#made > mostMade) this.#fail(path, "Fn::ForEach makes more than a template can hold");
  }
}
