// Streams and tables to read, and putting texts into them.

import { createStreamedTable } from "../../../../support/streamed-table.ts";
import { settled } from "../../../../support/until.ts";
import type { Mappings } from "./open-mappings.ts";

export type StreamSource = "kinesis" | "dynamodb";

/** Gives the ARN of a new stream. */
export async function makeStream(opened: Mappings, source: StreamSource): Promise<string> {
  if (source === "kinesis") {
    const stream = await opened.streams.createStream({ streamName: "readings", shardCount: 1 });
    return stream.arn;
  }
  return createStreamedTable(opened.tables, "readings");
}

let number = 0;

/** Puts all texts at once; a key may stand before a colon. */
export async function put(opened: Mappings, source: StreamSource, texts: readonly string[]): Promise<void> {
  const records = texts.map((text) => {
    const [, key = "k", rest = ""] = /^(?:([^:]*):)?(.*)$/s.exec(text) ?? [];
    return { key, text: rest };
  });
  if (source === "kinesis") {
    await opened.streams.append(
      "readings",
      records.map(({ key, text }) => ({ partitionKey: key, data: Buffer.from(text) })),
    );
  } else if (records.length > 0 && records.every(({ text }) => text.length < 1000)) {
    await opened.tables.request("TransactWriteItems", {
      TransactItems: records.map(({ key, text }) => ({
        Put: { TableName: "readings", Item: { id: { S: `${key} ${number++}` }, text: { S: text } } },
      })),
    });
  }
  await settled();
}
