// The MD5 digests of a message, by which its receiver can tell that it came whole.

import { createHash } from "node:crypto";
import type { MessageAttributes } from "./message-attribute.ts";

export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

/** SQS developer guide, "Calculating the MD5 message digest for message attributes". */
export function md5OfAttributes(attributes: MessageAttributes | undefined): string | undefined {
  if (attributes === undefined || attributes.size === 0) return undefined;
  const hash = createHash("md5");
  const addSized = (bytes: Uint8Array) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, { dataType, stringValue, binaryValue }] of [...attributes].sort(byName)) {
    addSized(Buffer.from(name));
    addSized(Buffer.from(dataType));
    hash.update(Uint8Array.of(binaryValue === undefined ? 1 : 2));
    addSized(binaryValue ?? Buffer.from(stringValue ?? ""));
  }
  return hash.digest("hex");
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
