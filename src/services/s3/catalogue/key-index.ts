// The keys of a bucket in the order of their bytes, each with its versions, the newest first.

import type { ObjectVersion, Version } from "./records.ts";

/** Sorted in a millisecond or so. */
const mostLate = 1000;

export class KeyIndex {
  readonly #versions = new Map<string, Version[]>();
  /** Sorted. */
  readonly #keys: string[] = [];
  /** Those that did not come in their order, and are not yet in their places. */
  readonly #late: string[] = [];

  get isEmpty(): boolean {
    return this.#versions.size === 0;
  }

  /** All versions, the newest first. */
  versions(key: string): readonly Version[] {
    return this.#versions.get(key) ?? [];
  }

  newest(key: string): Version | undefined {
    return this.#versions.get(key)?.[0];
  }

  /** What a request means that names no version. */
  current(key: string): ObjectVersion | undefined {
    const newest = this.newest(key);
    return newest?.isDeleteMarker === true ? undefined : newest;
  }

  find(key: string, versionId: string): Version | undefined {
    return this.#versions.get(key)?.find((each) => each.versionId === versionId);
  }

  /** Takes the place of a version of the same id. */
  put(version: Version): void {
    const { key, versionId } = version;
    const present = this.#versions.get(key);
    if (present === undefined) this.#add(key);
    const others = (present ?? []).filter((each) => each.versionId !== versionId);
    const at = others.findIndex(({ order }) => order < version.order);
    others.splice(at === -1 ? others.length : at, 0, version);
    this.#versions.set(key, others);
  }

  remove({ key, versionId }: Version): void {
    const left = this.versions(key).filter((each) => each.versionId !== versionId);
    if (left.length > 0) this.#versions.set(key, left);
    else if (this.#versions.delete(key)) {
      const keys = this.#sorted();
      const at = firstFrom(keys, key);
      if (keys[at] === key) keys.splice(at, 1);
    }
  }

  /** The first key that does not come before `start`. */
  firstFrom(start: string): string | undefined {
    const keys = this.#sorted();
    return keys[firstFrom(keys, start)];
  }

  /** The first key behind this one. */
  firstAfter(key: string): string | undefined {
    return this.firstFrom(behind(key));
  }

  /** The first key that does not come before `start` and of which there is an object: any number of others may stand before it. */
  firstCurrentFrom(start: string): string | undefined {
    const keys = this.#sorted();
    let at = firstFrom(keys, start);
    while (at < keys.length && this.current(keys[at] as string) === undefined) at += 1;
    return keys[at];
  }

  firstCurrentAfter(key: string): string | undefined {
    return this.firstCurrentFrom(behind(key));
  }

  #add(key: string): void {
    const last = this.#keys.at(-1);
    const isInOrder = this.#late.length === 0 && (last === undefined || compareKeys(last, key) < 0);
    (isInOrder ? this.#keys : this.#late).push(key);
    // Whoever asks for a list waits for these alone to be sorted.
    if (this.#late.length > Math.max(mostLate, this.#keys.length / 64)) this.#sorted();
  }

  #sorted(): string[] {
    const [keys, late] = [this.#keys, this.#late];
    late.sort(compareKeys);
    // From the end, where there is room for them.
    let at = keys.length - 1;
    for (let to = keys.length + late.length - 1; late.length > 0; to--) {
      const next = late.at(-1) as string;
      const isLate = at < 0 || compareKeys(keys[at] as string, next) < 0;
      keys[to] = isLate ? next : (keys[at--] as string);
      if (isLate) late.pop();
    }
    return keys;
  }
}

/** No text comes between a key and the same with a NUL behind it. */
function behind(key: string): string {
  return `${key}\0`;
}

/** The place of the first key that does not come before `key`. */
function firstFrom(keys: readonly string[], key: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(keys[middle] as string, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first text behind all that begin with a prefix; undefined if nothing can come behind them. */
export function behindPrefix(prefix: string): string | undefined {
  const characters = Array.from(prefix);
  while (characters.length > 0) {
    const last = characters.pop()?.codePointAt(0) ?? 0;
    // Surrogates are no characters of their own.
    const next = last === 0xd7ff ? 0xe000 : last + 1;
    if (next <= 0x10ffff) return `${characters.join("")}${String.fromCodePoint(next)}`;
  }
  return undefined;
}

/** By the bytes of their UTF-8, in which a surrogate comes behind every other unit of UTF-16. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (one !== other) return placeOf(one) - placeOf(other);
  }
  return a.length - b.length;
}

function placeOf(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit;
}
