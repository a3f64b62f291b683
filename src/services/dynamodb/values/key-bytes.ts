// Key values as bytes that sort as DynamoDB sorts the values, so that an index of BLOBs is in the order of a table.

import { type AttributeValue, typeOf } from "./attribute-value.ts";
import { parseDecimal } from "./number.ts";

/** The order of values of one type is the order of their bytes: strings by UTF-8, numbers by amount, binaries by byte. */
export function keyBytes(value: AttributeValue): Buffer {
  if ("S" in value) return Buffer.from(value.S, "utf8");
  if ("N" in value) return numberBytes(value.N);
  if ("B" in value) return Buffer.from(value.B, "base64");
  throw new Error(`A key of type ${typeOf(value)}`);
}

/** Several values in the order of the first, of what is equal there in the order of the second, and so on. */
export function joinedKeyBytes(values: readonly AttributeValue[]): Uint8Array {
  const [only] = values;
  if (only !== undefined && values.length === 1) return keyBytes(only);
  return Buffer.concat(
    values.map((value, at) => (at === values.length - 1 ? keyBytes(value) : closedKeyBytes(value))),
  );
}

/** Of a value that others stand behind: with an end that is less than anything it could go on with. */
export function closedKeyBytes(value: AttributeValue): Uint8Array {
  return Buffer.concat([openKeyBytes(value), Buffer.of(0, 0)]);
}

/** The same without the end, with which every longer value begins, too. */
export function openKeyBytes(value: AttributeValue): Uint8Array {
  const bytes = keyBytes(value);
  return bytes.includes(0)
    ? Buffer.from([...bytes].flatMap((byte) => (byte === 0 ? [0, 255] : [byte])))
    : bytes;
}

const zero = 0x01;
const positive = 0x02;
/** Added to an exponent, so that it fits into a byte and is never negative. */
const bias = 129;

/**
 * A sign, the exponent, and two digits a byte. For a negative number all of it is complemented, and a byte that is larger
 * than any complemented pair ends it: of `-12` and `-12.3` the longer is the smaller.
 */
function numberBytes(text: string): Buffer {
  const { negative, digits, exponent } = parseDecimal(text);
  if (digits === "") return Buffer.of(zero);
  const pairs = Math.ceil(digits.length / 2);
  const bytes = Buffer.alloc(2 + pairs + (negative ? 1 : 0));
  bytes[0] = positive;
  bytes[1] = exponent + bias;
  for (let pair = 0; pair < pairs; pair += 1) {
    bytes[2 + pair] = Number(digits.slice(2 * pair, 2 * pair + 2).padEnd(2, "0"));
  }
  if (!negative) return bytes;
  for (let index = 1; index < bytes.length; index += 1) bytes[index] = 255 - (bytes[index] as number);
  bytes[0] = 0;
  bytes[bytes.length - 1] = 255;
  return bytes;
}
