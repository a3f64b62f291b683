// Sequence numbers in AWS's shape: 56 decimal digits that rise within a shard and are unique in a stream.
//
//   "496" + 13 digits creation time of the shard + 20 digits offset + 20 digits shard
//
// The offset of a record is dense, so a sequence number says where its record lies, and is only spelt out when it is asked for.

const version = "496";
const createdDigits = 13;
const offsetDigits = 20;
const shardDigits = 20;
/** Where the digits of the offset stand that are others from one record to the next, and how many these are. */
export const lastDigitsCount = 3;
export const lastDigitsAt = version.length + createdDigits + offsetDigits - lastDigitsCount;
const shape = /^496(\d{13})(\d{20})(\d{20})$/;

export interface SequencePosition {
  readonly createdAt: number;
  readonly offset: number;
  readonly shardIndex: number;
}

/** Spells the sequence numbers of one shard. */
export class SequenceSpelling {
  readonly #prefix: string;
  readonly #suffix: string;
  #thousand = -1;
  #head = "";

  constructor(createdAt: number, shardIndex: number) {
    this.#prefix = version + String(createdAt).padStart(createdDigits, "0");
    this.#suffix = String(shardIndex).padStart(shardDigits, "0");
  }

  spell(offset: number): string {
    const thousand = Math.floor(offset / 1000);
    if (thousand !== this.#thousand) {
      this.#thousand = thousand;
      this.#head = this.#prefix + String(thousand).padStart(offsetDigits - 3, "0");
    }
    const rest = offset - thousand * 1000;
    const zeros = rest < 10 ? "00" : rest < 100 ? "0" : "";
    return this.#head + zeros + rest + this.#suffix;
  }
}

/** Where a sequence number points, or undefined if it is not one of ours. */
export function parseSequenceNumber(text: string): SequencePosition | undefined {
  const parts = shape.exec(text);
  if (parts === null) return undefined;
  const [, created, offset, shard] = parts;
  const position = { createdAt: Number(created), offset: Number(offset), shardIndex: Number(shard) };
  return Number.isSafeInteger(position.offset) && Number.isSafeInteger(position.shardIndex)
    ? position
    : undefined;
}
