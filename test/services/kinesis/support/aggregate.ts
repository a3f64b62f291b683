// Records put together as AWS's producer library does it.

import { createHash } from "node:crypto";

export interface Part {
  readonly partitionKey: string;
  readonly data: Buffer;
  readonly explicitHashKey?: string;
}

const magic = Buffer.from([0xf3, 0x89, 0x9a, 0xc2]);

export function messageOf(parts: readonly Part[]): Buffer {
  const keys = [...new Set(parts.map(({ partitionKey }) => partitionKey))];
  const hashKeys = [...new Set(parts.flatMap(({ explicitHashKey }) => explicitHashKey ?? []))];
  return Buffer.concat([
    ...keys.map((key) => bytesField(1, Buffer.from(key))),
    ...hashKeys.map((key) => bytesField(2, Buffer.from(key))),
    ...parts.map(({ partitionKey, data, explicitHashKey }) =>
      bytesField(
        3,
        Buffer.concat([
          varintField(1, keys.indexOf(partitionKey)),
          explicitHashKey === undefined ? Buffer.alloc(0) : varintField(2, hashKeys.indexOf(explicitHashKey)),
          bytesField(3, data),
        ]),
      ),
    ),
  ]);
}

export function sealed(message: Buffer): Buffer {
  return Buffer.concat([magic, message, createHash("md5").update(message).digest()]);
}

export function aggregateOf(parts: readonly Part[]): Buffer {
  return sealed(messageOf(parts));
}

function varintField(number: number, value: number): Buffer {
  return Buffer.concat([varint(number * 8), varint(value)]);
}

function bytesField(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 0x80; left = Math.floor(left / 0x80)) bytes.push((left % 0x80) | 0x80);
  return Buffer.from([...bytes, left]);
}
