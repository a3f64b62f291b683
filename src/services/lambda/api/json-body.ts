// JSON in the bodies of Lambda's requests, and what Lambda says of one that is none: in the words of Jackson, which reads bytes.

import { isUtf8 } from "node:buffer";
import { jsonProblem } from "../../../asl/json-text/json-problem.ts";
import { scanJson } from "../../../asl/json-text/json-scanner.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { type JsonBounds, jsonInPieces } from "../../../aws/wire/json-in-pieces.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import { inSlices } from "../../../time/time-slice.ts";

/** Looking for the fault in a longer text would hold up others. */
const longestSearched = 1024 * 1024;

/** The code of a function or a layer. */
const blob = "ZipFile";

/** An empty body is an empty request. Rejects with InvalidRequestContentException, and SerializationException for code that is no base64. */
export function jsonIn(bytes: Uint8Array): Promise<WireObject> {
  return parsed(bytes, "", { blob });
}

/** Checked here because what the host runs comes from inside the region and is JSON already. */
export async function payloadText(bytes: Uint8Array): Promise<string> {
  await parsed(bytes, "Could not parse payload into json: ");
  return bytes.length === 0 ? "{}" : bufferOf(bytes).toString();
}

async function parsed(bytes: Uint8Array, whatFailed: string, bounds: JsonBounds = {}): Promise<WireObject> {
  const body = bufferOf(bytes);
  if (body.length === 0) return {};
  const refusal = (problem: string) =>
    new ServiceError(
      "InvalidRequestContentException",
      `Could not parse request body into json: ${whatFailed}${problem}`,
      { members: { Type: "User" } },
    );
  if (!isUtf8(body)) throw refusal(encodingProblem(body));
  try {
    return (await inSlices(jsonInPieces(body, bounds))) as WireObject;
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    throw refusal(syntaxProblem(body) ?? String(error instanceof Error ? error.message : error));
  }
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function syntaxProblem(body: Buffer): string | undefined {
  if (body.length > longestSearched) return undefined;
  return scanJson(body.toString(), { readFrom: "byte[]" }).syntaxProblem?.message;
}

/** Jackson points behind the byte that it did not expect. */
function encodingProblem(body: Buffer): string {
  if (body.length > longestSearched) return "Invalid UTF-8";
  const { at, part } = wrongByte(body);
  const hex = body.toString("hex", at, at + 1);
  const offset = body.toString("utf8", 0, at).length + 1;
  return jsonProblem(body.toString(), offset, `Invalid UTF-8 ${part} byte 0x${hex}`, "byte[]").message;
}

/** Of bytes that are no UTF-8. */
function wrongByte(body: Buffer): { readonly at: number; readonly part: "start" | "middle" } {
  let at = 0;
  for (;;) {
    const length = sequenceLength(body[at] ?? 0);
    if (length === 0) return { at, part: "start" };
    if (length > 1 && !isUtf8(body.subarray(at, at + length))) return { at: at + 1, part: "middle" };
    at += length;
  }
}

/** 0 for a byte that begins nothing. */
function sequenceLength(start: number): number {
  if (start < 0x80) return 1;
  if (start < 0xc2 || start > 0xf4) return 0;
  return start < 0xe0 ? 2 : start < 0xf0 ? 3 : 4;
}
