// Where an item is found: its key attributes as bytes.

import type { KeyAttribute, KeySchema } from "../definitions/table.ts";
import { type AttributeMap, type AttributeValue, attributeOf } from "../values/attribute-value.ts";
import { joinedKeyBytes } from "../values/key-bytes.ts";

export interface ItemKey {
  /** A hash of the partition key, and the key itself. */
  readonly partition: Uint8Array;
  /** The sort key; empty where the table has none. */
  readonly sort: Uint8Array;
}

export const hashBytes = 4;

/** The key that an item, or a key, has by this schema. The attributes must be there, of the right types. */
export function itemKeyOf(map: AttributeMap, { partition, sort }: KeySchema): ItemKey {
  const valueIn = ({ name }: KeyAttribute) => map[name] as AttributeValue;
  return { partition: partitionOf(partition.map(valueIn)), sort: joinedKeyBytes(sort.map(valueIn)) };
}

/** Undefined if an attribute is missing or of another type: such an item isn't in an index of that key. */
export function entryKeyOf(map: AttributeMap, key: KeySchema): ItemKey | undefined {
  for (const { name, type } of key.attributes) {
    const value = attributeOf(map, name);
    if (value === undefined || !(type in value)) return undefined;
  }
  return itemKeyOf(map, key);
}

export function partitionOf(values: readonly AttributeValue[]): Uint8Array {
  const bytes = joinedKeyBytes(values);
  const partition = new Uint8Array(hashBytes + bytes.length);
  new DataView(partition.buffer).setUint32(0, hash(bytes));
  partition.set(bytes, hashBytes);
  return partition;
}

/** The hashes of a segment of a parallel scan: from the first to before the second, which is absent for the last. */
export function segmentBounds(segment: number, total: number): readonly [Uint8Array, Uint8Array | undefined] {
  return [segmentStart(segment, total), segment + 1 === total ? undefined : segmentStart(segment + 1, total)];
}

function segmentStart(segment: number, total: number): Uint8Array {
  const bytes = new Uint8Array(hashBytes);
  new DataView(bytes.buffer).setUint32(0, Math.floor((segment * 2 ** 32) / total));
  return bytes;
}

/** FNV-1a, and a last mixing so that the first bits differ too: those are what a segment goes by. */
function hash(bytes: Uint8Array): number {
  let value = 0x811c9dc5;
  for (const byte of bytes) value = Math.imul(value ^ byte, 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

export function sameKey(a: ItemKey, b: ItemKey): boolean {
  return compareBytes(a.partition, b.partition) === 0 && compareBytes(a.sort, b.sort) === 0;
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b);
}
