// What CloudWatch Logs sends by its subscription filters: unpacked, and its messages alone.
// https://docs.aws.amazon.com/firehose/latest/dev/writing-with-cloudwatch-logs-decompression.html

import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { isJsonObject, type Json } from "../../../aws/json.ts";
import { jsonInPieces } from "../../../aws/wire/json-in-pieces.ts";
import { inSlices } from "../../../time/time-slice.ts";
import { ProcessingFailure } from "./processing-failure.ts";

const unpack = promisify(gunzip);
const mostUnpackedBytes = 64 * 1024 * 1024;

/** Rejects with ProcessingFailure. */
export async function unpacked(data: Buffer): Promise<Buffer> {
  try {
    return await unpack(data, { maxOutputLength: mostUnpackedBytes });
  } catch {
    throw new ProcessingFailure(
      "Decompression.Failed",
      `The record is not GZIP, or has more than ${mostUnpackedBytes} bytes unpacked.`,
    );
  }
}

/** A line for each message; nothing of a control message. Rejects with ProcessingFailure. */
export async function messagesIn(data: Buffer): Promise<readonly Buffer[]> {
  const value = await jsonIn(data);
  if (!isJsonObject(value)) throw notLogs();
  if (value.messageType === "CONTROL_MESSAGE") return [];
  const { logEvents } = value;
  if (!Array.isArray(logEvents)) throw notLogs();
  return [await inSlices(linesOf(logEvents))];
}

/** A megabyte unpacks to many, so it is read piece by piece. */
async function jsonIn(data: Buffer): Promise<Json> {
  try {
    return (await inSlices(jsonInPieces(data))) as Json;
  } catch {
    throw notLogs();
  }
}

function* linesOf(logEvents: readonly Json[]): Generator<void, Buffer> {
  const lines: Buffer[] = [];
  for (const event of logEvents) {
    if (isJsonObject(event)) lines.push(Buffer.from(`${event.message}\n`));
    yield;
  }
  return Buffer.concat(lines);
}

function notLogs(): ProcessingFailure {
  return new ProcessingFailure(
    "CloudWatchLogProcessing.InvalidRecord",
    "The record is not one of a subscription filter of CloudWatch Logs.",
  );
}
