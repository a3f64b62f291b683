// Messages of protocol buffers, written: a field is its number with how it is written, and its bytes.
// https://protobuf.dev/programming-guides/encoding/

const [fixed64, delimited] = [1, 2];

/** A number of seven bits to the byte, the lowest first. */
export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  while (left > 0x7f) {
    bytes.push((left % 0x80) | 0x80);
    left = Math.floor(left / 0x80);
  }
  return Buffer.from([...bytes, left]);
}

/** A text, or the fields of a message within. */
export function field(number: number, ...parts: readonly (string | Buffer)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
  return Buffer.concat([tag(number, delimited), varint(content.length), content]);
}

export function doubleField(number: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([tag(number, fixed64), bytes]);
}

export function fixedField(number: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return Buffer.concat([tag(number, fixed64), bytes]);
}

function tag(number: number, type: number): Buffer {
  return varint(number * 8 + type);
}
