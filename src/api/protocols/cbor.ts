// CBOR, as the Java SDK speaks it to Kinesis and newer clients speak it as "rpc v2": timestamps and blobs are types of their own.
// https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html

import { Encoder, Tag } from "cbor-x";
import { ServiceError } from "../../aws/service-error.ts";
import type { WireObject } from "../operation.ts";
import { type Protocol, typeOf } from "./protocol.ts";

const codec = new Encoder({ useRecords: false, mapsAsObjects: true, tagUint8Array: false });

/** AWS's CBOR 1.1 of Kinesis counts milliseconds where every other counts seconds. */
export function cborProtocol(contentType: string, unitsPerSecond: 1 | 1000): Protocol {
  const headers = { "content-type": contentType, "smithy-protocol": "rpc-v2-cbor" };
  return {
    decode(body) {
      if (body.length === 0) return {};
      try {
        return codec.decode(body) as WireObject;
      } catch (cause) {
        throw new ServiceError(
          "SerializationException",
          `The request body is not CBOR: ${(cause as Error).message}`,
        );
      }
    },
    answer: (value) => ({ status: 200, headers, body: codec.encode(toCbor(value, unitsPerSecond)) }),
    refuse: (error, { api }) => ({
      status: error.status,
      headers: { ...headers, "x-amzn-errortype": error.code },
      body: codec.encode({
        ...error.members,
        __type: typeOf(error, api),
        message: error.message,
      }),
    }),
  };
}

function toCbor(value: unknown, unitsPerSecond: number): unknown {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (value instanceof Date) return new Tag((value.getTime() / 1000) * unitsPerSecond, 1);
  if (Array.isArray(value)) return value.map((item) => toCbor(item, unitsPerSecond));
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries.map(([key, member]) => [key, toCbor(member, unitsPerSecond)]));
}
