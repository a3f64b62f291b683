// CBOR, as the Java SDK speaks it to Kinesis and newer clients speak it as "rpc v2": timestamps and blobs are types of their own.
// https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html

import { Encoder, Tag } from "cbor-x";
import { Double } from "../../aws/double.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { EventStream, eventFrames, eventStreamType } from "../../aws/wire/event-stream.ts";
import type { WireObject } from "../../aws/wire/operation.ts";
import { checkCborItems } from "./cbor-items.ts";
import { type Protocol, typeOf } from "./protocol.ts";

// Whole numbers of 64 bits would else be bigints, of which neither a time nor a member is made.
const options = { useRecords: false, mapsAsObjects: true, tagUint8Array: false, int64AsNumber: true };
const codec = new Encoder(options);

/** AWS's CBOR 1.1 of Kinesis counts milliseconds where every other counts seconds. */
export function cborProtocol(contentType: string, unitsPerSecond: 1 | 1000): Protocol {
  const headers = { "content-type": contentType, "smithy-protocol": "rpc-v2-cbor" };
  const write = (value: WireObject) => codec.encode(toCbor(value, unitsPerSecond));
  const spelling = { contentType, write };
  return {
    decode(body) {
      if (body.length === 0) return {};
      checkCborItems(body);
      let value: unknown;
      try {
        value = codec.decode(body);
      } catch (cause) {
        throw notAMap(`is not CBOR: ${(cause as Error).message}`);
      }
      if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
        throw notAMap("must be a map");
      return unitsPerSecond === 1
        ? (value as WireObject)
        : (withTimesIn(value, unitsPerSecond) as WireObject);
    },
    answer: (value) =>
      value instanceof EventStream
        ? {
            status: 200,
            headers: { ...headers, "content-type": eventStreamType },
            body: eventFrames(value, spelling),
          }
        : { status: 200, headers, body: write(value) },
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

function notAMap(problem: string): ServiceError {
  return new ServiceError("SerializationException", `The request body ${problem}`);
}

function toCbor(value: unknown, unitsPerSecond: number): unknown {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (value instanceof Date) return toTime(value.getTime(), unitsPerSecond);
  if (value instanceof Double) return value.value;
  if (Array.isArray(value)) return value.map((item) => toCbor(item, unitsPerSecond));
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries.map(([key, member]) => [key, toCbor(member, unitsPerSecond)]));
}

/** Java's client of Kinesis reads whole numbers only, and of those the encoder writes large ones as bigints only. */
function toTime(milliseconds: number, unitsPerSecond: number): Tag {
  const time = unitsPerSecond === 1 ? milliseconds / 1000 : BigInt(milliseconds);
  return new Tag(time as number, 1);
}

/** The decoder takes every time for seconds. */
function withTimesIn(value: unknown, unitsPerSecond: number): unknown {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (value instanceof Date) return new Date(value.getTime() / unitsPerSecond);
  if (Array.isArray(value)) return value.map((item) => withTimesIn(item, unitsPerSecond));
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, withTimesIn(member, unitsPerSecond)]),
  );
}
