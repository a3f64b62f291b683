// Chance from a seed: the same seed gives the same numbers and UUIDs in the same order, so that turns can be run again.
// Not for secrets.

import type { Random } from "./seams.ts";

export function seededRandom(seed: string): Random {
  return new SeededRandom(seed);
}

/** sfc32, seeded by the 128 bits of four FNV-1a hashes. Hashing waits until the first number is asked for: most executions never do. */
class SeededRandom implements Random {
  readonly #seed: string;
  #nextUint32: (() => number) | undefined = undefined;

  constructor(seed: string) {
    this.#seed = seed;
  }

  next(): number {
    return this.#draw()() / 2 ** 32;
  }

  uuid(): string {
    const draw = this.#draw();
    return uuidV4(draw(), draw(), draw(), draw());
  }

  fork(key: string): Random {
    return new SeededRandom(`${this.#seed}/${key}`);
  }

  #draw(): () => number {
    this.#nextUint32 ??= sfc32(
      hash(this.#seed, 0x811c9dc5),
      hash(this.#seed, 0x01000193),
      hash(this.#seed, 0x9e3779b9),
      hash(this.#seed, 0x85ebca6b),
    );
    return this.#nextUint32;
  }
}

function sfc32(first: number, second: number, third: number, fourth: number): () => number {
  let a = first;
  let b = second;
  let c = third;
  let counter = fourth;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  // sfc32 needs a dozen rounds before every bit of the seed has reached every bit of the state.
  for (let round = 0; round < 12; round++) next();
  return next;
}

function hash(text: string, offset: number): number {
  let value = offset;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value ^ (value >>> 15);
}

function uuidV4(a: number, b: number, c: number, d: number): string {
  const high = hex(a) + hex((b & 0xffff0fff) | 0x00004000);
  const low = hex((c & 0x3fffffff) | 0x80000000) + hex(d);
  return `${high.slice(0, 8)}-${high.slice(8, 12)}-${high.slice(12)}-${low.slice(0, 4)}-${low.slice(4)}`;
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}
