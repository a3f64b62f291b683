// AWS JSON 1.0 and 1.1: timestamps are epoch seconds, blobs are base64.
// https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html

import { crc32 } from "node:zlib";
import { ServiceError } from "../../aws/service-error.ts";
import { EventStream, eventFrames, eventStreamType } from "../../aws/wire/event-stream.ts";
import { bytesAtOnce, jsonInPieces, TooManyValues } from "../../aws/wire/json-in-pieces.ts";
import type { ServiceApi, WireObject } from "../../aws/wire/operation.ts";
import { writtenJson } from "../../aws/wire/written-json.ts";
import { inSlices } from "../../time/time-slice.ts";
import { letGo } from "../request-body.ts";
import { jsonText, jsonTextAtOnce } from "./json-text.ts";
import { type Protocol, type ProtocolCall, typeOf } from "./protocol.ts";

export function jsonProtocol(version: "1.0" | "1.1"): Protocol {
  const contentType = `application/x-amz-json-${version}`;
  const spelling = { contentType, write: jsonTextAtOnce };
  return {
    decode: decodeJson,
    answer(value, { api }) {
      if (value instanceof EventStream)
        return { status: 200, headers: streamed, body: eventFrames(value, spelling) };
      const answerOf = (body: string | Uint8Array, isOwn = false) => {
        const headers = { "content-type": contentType, ...checksum(body, api) };
        return { status: 200, headers, body, isOwn };
      };
      const written = writtenJson(value);
      if (written !== undefined) return answerOf(written, true);
      const body = jsonText(value);
      return body instanceof Promise ? body.then((text) => answerOf(text)) : answerOf(body);
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
          ...codeHeader(error, api),
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

/**
 * A service that moved here from the Query protocol tells the code that its errors had there, and the newer one in the body alone.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-json-api-responses.html
 */
function codeHeader({ code, status }: ServiceError, { query }: ServiceApi): Record<string, string> {
  if (query?.errorCode === undefined) return { "x-amzn-errortype": code };
  return { "x-amzn-query-error": `${query.errorCode(code)};${status < 500 ? "Sender" : "Receiver"}` };
}

/** A promise if the body is so large that it is parsed in several slices. */
function decodeJson(body: Buffer, { api, operation }: ProtocolCall): WireObject | Promise<WireObject> {
  if (body.length === 0) return {};
  try {
    const read = api.readers?.[operation]?.(body) ?? parsed(body);
    if (read instanceof Promise) return read.then(requestObject, refuseBody);
    // Texts are made of it: nobody needs its bytes any more.
    letGo(body);
    return requestObject(read);
  } catch (thrown) {
    return refuseBody(thrown);
  }
}

function parsed(body: Buffer): unknown {
  return body.length > bytesAtOnce ? inSlices(jsonInPieces(body)) : JSON.parse(body.toString("utf8"));
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
