// An answer as JSON: timestamps are epoch seconds, blobs are base64. One of very many values is written in pieces, so that others have
// their turn.

import { Double } from "../../aws/double.ts";
import { toBase64 } from "../../aws/wire/base64.ts";
import { inSlices } from "../../time/time-slice.ts";

/** So many values take a few milliseconds at most. */
const valuesAtOnce = 20_000;
const valuesOfPiece = 2_000;

/** A promise if it is so large that it is written in several slices. */
export function jsonText(value: object): string | Promise<string> {
  const copier = new Copier(valuesAtOnce);
  const copy = copier.copyOf(value);
  return copier.isOver ? inSlices(textInPieces(value)) : JSON.stringify(copy);
}

export function jsonTextAtOnce(value: object): string {
  return JSON.stringify(new Copier(Number.POSITIVE_INFINITY).copyOf(value));
}

/** The same; yields where whoever asks may give way to others. */
export function* textInPieces(value: object): Generator<void, string> {
  const text: string[] = [];
  yield* write(value, text);
  return text.join("");
}

function* write(value: object, text: string[]): Generator<void, void> {
  const isList = Array.isArray(value);
  const held = value as Readonly<Record<string, unknown>>;
  const names = isList ? [] : Object.keys(held).filter((name) => held[name] !== undefined);
  const members: readonly unknown[] = isList ? value : names.map((name) => held[name]);
  text.push(isList ? "[" : "{");
  for (let next = 0; next < members.length; ) {
    if (next > 0) text.push(",");
    const copies = copiesOfPiece(members, next);
    if (copies.length > 0) {
      const piece = isList ? copies : Object.fromEntries(copies.map((copy, at) => [names[next + at], copy]));
      text.push(JSON.stringify(piece).slice(1, -1));
      next += copies.length;
    } else {
      if (!isList) text.push(`${JSON.stringify(names[next])}:`);
      yield* write(members[next] as object, text);
      next += 1;
    }
    yield;
  }
  text.push(isList ? "]" : "}");
}

/** As many as make a piece; none if the first is more than that. */
function copiesOfPiece(members: readonly unknown[], from: number): readonly unknown[] {
  const copier = new Copier(valuesOfPiece);
  const copies: unknown[] = [];
  for (let at = from; at < members.length; at++) {
    const copy = copier.copyOf(members[at]);
    if (copier.isOver) break;
    copies.push(copy);
  }
  return copies;
}

/** Copies an answer with its timestamps and blobs as JSON spells them, as long as it has no more values than so many. */
class Copier {
  #left: number;

  constructor(most: number) {
    this.#left = most;
  }

  get isOver(): boolean {
    return this.#left < 0;
  }

  copyOf(value: unknown): unknown {
    this.#left -= 1;
    if (typeof value !== "object" || value === null || this.isOver) return value;
    if (value instanceof Date) return value.getTime() / 1000;
    if (value instanceof Uint8Array) return toBase64(value);
    if (value instanceof Double) return value.json;
    if (Array.isArray(value)) return value.map((item) => this.copyOf(item));
    return this.#spelled(value as Readonly<Record<string, unknown>>);
  }

  /**
   * The object itself if nothing in it is spelled otherwise. A copy is made whole at first: made member by member, or without a
   * prototype, it takes twice as long to make and to write.
   */
  #spelled(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    let copy: Record<string, unknown> | undefined;
    for (const key of Object.keys(value)) {
      const member = value[key];
      if (typeof member !== "object" || member === null) continue;
      const spelled = this.copyOf(member);
      if (spelled === member) continue;
      copy ??= { ...value };
      // Assigning to `__proto__` would change the prototype; data must not.
      if (key === "__proto__") Object.defineProperty(copy, key, { value: spelled });
      else copy[key] = spelled;
    }
    return copy ?? value;
  }
}
