// Numbers with their checksum, as they lie in a file: whoever reads them gets what was written, or none.
//
//   u32 CRC-32 of all that follows, u32 count, then as many f64

import { crc32 } from "node:zlib";

const headerBytes = 8;
const numberBytes = 8;

/** How many bytes so many numbers take. */
export function checkedBytesOf(count: number): number {
  return headerBytes + count * numberBytes;
}

/** Into `bytes`, which are as long as they take. */
export function writeChecked(
  values: readonly number[],
  bytes = Buffer.alloc(checkedBytesOf(values.length)),
): Buffer {
  bytes.writeUInt32LE(values.length, 4);
  for (let index = 0; index < values.length; index++)
    bytes.writeDoubleLE(values[index] ?? 0, headerBytes + index * numberBytes);
  bytes.writeUInt32LE(crc32(bytes.subarray(4)), 0);
  return bytes;
}

/** How many bytes the numbers take that begin at `position`, by their count, which may be damaged; undefined if that is cut off. */
export function checkedBytesAt(bytes: Buffer, position = 0): number | undefined {
  return position + headerBytes > bytes.length ? undefined : checkedBytesOf(bytes.readUInt32LE(position + 4));
}

/** The numbers that begin at `position`, or undefined if they are cut off or do not have their checksum. */
export function readChecked(bytes: Buffer, position = 0): readonly number[] | undefined {
  const end = position + (checkedBytesAt(bytes, position) ?? Number.POSITIVE_INFINITY);
  if (end > bytes.length || crc32(bytes.subarray(position + 4, end)) !== bytes.readUInt32LE(position))
    return undefined;
  const values: number[] = [];
  for (let at = position + headerBytes; at < end; at += numberBytes) values.push(bytes.readDoubleLE(at));
  return values;
}
