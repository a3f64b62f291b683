// The CRC of bytes that come behind each other, from the CRC of each: so the parts of an upload need not be read again when it is
// completed. After Mark Adler's crc32_combine in zlib: a CRC is a polynomial, and what follows it is so many zeros.

interface CrcField {
  readonly bits: bigint;
  /** Reflected. */
  readonly polynomial: bigint;
}

export const crcFields = {
  CRC32: { bits: 32n, polynomial: 0xedb88320n },
  CRC32C: { bits: 32n, polynomial: 0x82f63b78n },
  CRC64NVME: { bits: 64n, polynomial: 0x9a6c9329ac4bc9b5n },
} as const satisfies Record<string, CrcField>;

export interface CrcOfPart {
  readonly digest: Uint8Array;
  readonly size: number;
}

/** In a millisecond; thirty times as long if each is of a size of its own. */
const partsBetweenYields = 100;

/** All bytes are put behind each other in the order given. It yields whenever it has worked for some milliseconds. */
export function* combineCrcs(field: CrcField, parts: readonly CrcOfPart[]): Generator<void, Buffer> {
  // Most parts of an upload are of one size.
  const zeros = new Map<number, bigint>();
  let crc = 0n;
  for (const [index, { digest, size }] of parts.entries()) {
    const behind = zeros.get(size) ?? zerosOf(field, size);
    zeros.set(size, behind);
    crc = product(field, behind, crc) ^ numberOf(digest);
    if ((index + 1) % partsBetweenYields === 0) yield;
  }
  return Buffer.from(crc.toString(16).padStart(Number(field.bits) / 4, "0"), "hex");
}

function numberOf(digest: Uint8Array): bigint {
  return digest.length === 0 ? 0n : BigInt(`0x${Buffer.from(digest).toString("hex")}`);
}

/** x to the power of eight times `bytes`. */
function zerosOf(field: CrcField, bytes: number): bigint {
  let power = 1n << (field.bits - 1n);
  let square = 1n << (field.bits - 2n);
  for (let left = BigInt(bytes) * 8n; left > 0n; left >>= 1n) {
    if (left & 1n) power = product(field, square, power);
    square = product(field, square, square);
  }
  return power;
}

function product({ bits, polynomial }: CrcField, a: bigint, b: bigint): bigint {
  let result = 0n;
  let factor = b;
  for (let bit = 1n << (bits - 1n); bit > 0n; bit >>= 1n) {
    if (a & bit) result ^= factor;
    factor = factor & 1n ? (factor >> 1n) ^ polynomial : factor >> 1n;
  }
  return result;
}
