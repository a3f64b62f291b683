// A text around the sequence number of a record, as bytes. Of hundreds of records of a shard each is as the one before, but for some digits.

import { lastDigitsAt, lastDigitsCount } from "../shards/sequence-number.ts";

/** What is asked of a shard. */
interface Numbering {
  sequenceNumber(offset: number): string;
}

const zero = 0x30;
const numbersOfBlock = 10 ** lastDigitsCount;

export class NumberedText {
  readonly #shard: Numbering;
  readonly #start: string;
  readonly #end: string;
  readonly #digitsEnd: number;
  /** For which offsets what is there is right but for the last digits. */
  #block = -1;
  #bytes = Buffer.alloc(0);

  /** What stands before the number and what stands behind it, in ASCII. */
  constructor(shard: Numbering, start: string, end: string) {
    this.#shard = shard;
    this.#start = start;
    this.#end = end;
    this.#digitsEnd = start.length + lastDigitsAt + lastDigitsCount;
  }

  /** With the number of this offset. Gives where it ends in `target`. */
  write(target: Buffer, at: number, offset: number): number {
    const block = Math.floor(offset / numbersOfBlock);
    if (block !== this.#block) this.#begin(block);
    const bytes = this.#bytes;
    let rest = offset - block * numbersOfBlock;
    for (let digit = this.#digitsEnd - 1; digit >= this.#digitsEnd - lastDigitsCount; digit--) {
      const left = (rest / 10) | 0;
      bytes[digit] = zero + rest - left * 10;
      rest = left;
    }
    target.set(bytes, at);
    return at + bytes.length;
  }

  #begin(block: number): void {
    this.#block = block;
    const number = this.#shard.sequenceNumber(block * numbersOfBlock);
    this.#bytes = Buffer.from(this.#start + number + this.#end);
  }
}
