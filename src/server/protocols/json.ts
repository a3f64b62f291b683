// AWS JSON 1.0 and 1.1: timestamps are epoch seconds, blobs are base64.
// https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html

import { crc32 } from "node:zlib";
import { Double } from "../../aws/double.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { toBase64 } from "../../aws/wire/base64.ts";
import { EventStream, eventFrames, eventStreamType } from "../../aws/wire/event-stream.ts";
import { jsonInPieces, TooManyValues } from "../../aws/wire/json-in-pieces.ts";
import type { ServiceApi, WireObject } from "../../aws/wire/operation.ts";
import { writtenJson } from "../../aws/wire/written-json.ts";
import { inSlices } from "../../time/time-slice.ts";
import { type Protocol, typeOf } from "./protocol.ts";

export function jsonProtocol(version: "1.0" | "1.1"): Protocol {
  const contentType = `application/x-amz-json-${version}`;
  const spelling = { contentType, write: (members: WireObject) => JSON.stringify(toJson(members)) };
  return {
    decode: decodeJson,
    answer(value, { api }) {
      if (value instanceof EventStream)
        return { status: 200, headers: streamed, body: eventFrames(value, spelling) };
      const body = writtenJson(value) ?? JSON.stringify(toJson(value));
      return { status: 200, headers: { "content-type": contentType, ...checksum(body, api) }, body };
    },
    refuse(error, { api }) {
      const body = JSON.stringify({
        ...error.members,
        __type: typeOf(error, api),
        [api.messageMember?.(error) ?? "message"]: error.message,
      });
      return {
        status: error.status,
        headers: {
          "content-type": contentType,
          "x-amzn-errortype": error.code,
          ...queryError(error, api),
          ...checksum(body, api),
        },
        body,
      };
    },
  };
}

const streamed = { "content-type": eventStreamType };

function checksum(body: string | Uint8Array, { isChecksummed }: ServiceApi): Record<string, string> {
  return isChecksummed === true ? { "x-amz-crc32": String(crc32(body)) } : {};
}

/** A service that moved here from the Query protocol still tells the code that its errors had there. */
function queryError({ code, status }: ServiceError, { query }: ServiceApi): Record<string, string> {
  if (query?.errorCode === undefined) return {};
  return { "x-amzn-query-error": `${query.errorCode(code)};${status < 500 ? "Sender" : "Receiver"}` };
}

/** A promise if the body is so large that it is parsed in several slices. */
function decodeJson(body: Buffer): WireObject | Promise<WireObject> {
  if (body.length === 0) return {};
  try {
    const value = inSlices(jsonInPieces(body));
    return value instanceof Promise ? value.then(requestObject, refuseBody) : requestObject(value);
  } catch (thrown) {
    return refuseBody(thrown);
  }
}

function requestObject(value: unknown): WireObject {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as WireObject;
  throw new ServiceError("SerializationException", "The request body must be a JSON object");
}

function refuseBody(thrown: unknown): never {
  if (thrown instanceof ServiceError || !(thrown instanceof Error)) throw thrown;
  throw new ServiceError(
    "SerializationException",
    thrown instanceof TooManyValues
      ? "The request body has more values than any request"
      : `The request body is not JSON: ${thrown.message}`,
  );
}

/** Copies the answer with its timestamps and blobs as JSON spells them. */
function toJson(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Uint8Array) return toBase64(value);
  if (value instanceof Double) return value.json;
  if (Array.isArray(value)) return value.map(toJson);
  return copyOf(value as WireObject);
}

/** Copied whole at first: a copy made member by member, or without a prototype, takes twice as long to make and to write. */
function copyOf(value: WireObject): WireObject {
  const copy: Record<string, unknown> = { ...value };
  for (const key of Object.keys(copy)) {
    const member = copy[key];
    if (typeof member !== "object" || member === null) continue;
    // Assigning to `__proto__` would change the prototype; data must not.
    if (key === "__proto__") Object.defineProperty(copy, key, { value: toJson(member) });
    else copy[key] = toJson(member);
  }
  return copy;
}
