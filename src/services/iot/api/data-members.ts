// Members that several operations of the data plane have.

import { ServiceError } from "../../../aws/service-error.ts";
import type { Shape } from "../../../aws/wire/shape.ts";

/** A Task gives a text or an object where a client gives bytes. */
export const payload: Shape<Buffer> = {
  read(value) {
    if (value === undefined || value === null) return Buffer.alloc(0);
    if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
  },
  isRequired: true,
};

export const bytesIn = { member: "payload", as: "bytes" } as const;

export function tooLarge(): ServiceError {
  return new ServiceError("RequestEntityTooLargeException", "The payload exceeds the maximum size allowed", {
    status: 413,
  });
}
