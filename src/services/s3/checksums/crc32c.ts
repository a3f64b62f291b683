// CRC-32C (Castagnoli), eight bytes at a step. RFC 3720, appendix B.4, and "slicing by 8" of Kounavis and Berry.

const polynomial = 0x82f63b78;
const tables = makeTables();

function makeTables(): readonly Uint32Array[] {
  const made = Array.from({ length: 8 }, () => new Uint32Array(256));
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    (made[0] as Uint32Array)[byte] = crc >>> 0;
  }
  const first = made[0] as Uint32Array;
  for (let table = 1; table < 8; table += 1) {
    const before = made[table - 1] as Uint32Array;
    for (let byte = 0; byte < 256; byte += 1) {
      const crc = before[byte] as number;
      (made[table] as Uint32Array)[byte] = ((crc >>> 8) ^ (first[crc & 255] as number)) >>> 0;
    }
  }
  return made;
}

/** Goes on from `crc`, which is 0 at the beginning. */
export function crc32c(bytes: Uint8Array, crc = 0): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as readonly [
    ...[Uint32Array, Uint32Array, Uint32Array, Uint32Array],
    ...[Uint32Array, Uint32Array, Uint32Array, Uint32Array],
  ];
  // Typed arrays are read within their bounds throughout.
  const at = (table: Uint32Array, index: number) => table[index] as number;
  let state = ~crc;
  let offset = 0;
  for (const end = bytes.length - 7; offset < end; offset += 8) {
    const low =
      state ^
      ((bytes[offset] as number) |
        ((bytes[offset + 1] as number) << 8) |
        ((bytes[offset + 2] as number) << 16) |
        ((bytes[offset + 3] as number) << 24));
    state =
      at(t7, low & 255) ^
      at(t6, (low >>> 8) & 255) ^
      at(t5, (low >>> 16) & 255) ^
      at(t4, low >>> 24) ^
      at(t3, bytes[offset + 4] as number) ^
      at(t2, bytes[offset + 5] as number) ^
      at(t1, bytes[offset + 6] as number) ^
      at(t0, bytes[offset + 7] as number);
  }
  for (; offset < bytes.length; offset += 1)
    state = (state >>> 8) ^ at(t0, (state ^ (bytes[offset] as number)) & 255);
  return ~state >>> 0;
}
