// What CloudWatch Logs sends by its subscription filters: unpacked, and its messages alone.
// https://docs.aws.amazon.com/firehose/latest/dev/writing-with-cloudwatch-logs-decompression.html

import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { isJsonObject, type Json } from "../../../aws/json.ts";
import { jsonObjectOrUndefined } from "../../../aws/json-text.ts";
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

/** A line for each message; nothing of a control message. Throws ProcessingFailure. */
export function messagesIn(data: Buffer): readonly Buffer[] {
  const value = jsonObjectOrUndefined(data.toString());
  if (value === undefined) throw notLogs();
  if (value.messageType === "CONTROL_MESSAGE") return [];
  const { logEvents } = value;
  if (!Array.isArray(logEvents)) throw notLogs();
  const lines = logEvents.map((event: Json) => (isJsonObject(event) ? `${event.message}\n` : ""));
  return [Buffer.from(lines.join(""))];
}

function notLogs(): ProcessingFailure {
  return new ProcessingFailure(
    "CloudWatchLogProcessing.InvalidRecord",
    "The record is not one of a subscription filter of CloudWatch Logs.",
  );
}
