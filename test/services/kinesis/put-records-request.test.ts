// PutRecords' JSON, read by hand: what is put is what the parser would have given, and what is refused is refused as ever.

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ApiServer } from "../../../src/server/server.ts";
import { kinesisApi } from "../../../src/services/kinesis/api/api.ts";
import { readPutRecords } from "../../../src/services/kinesis/api/put-records-request.ts";
import { getRecords, getShardIterator } from "../../../src/services/kinesis/reading/get-records.ts";
import { type Fixture, openFixture } from "./support/open-streams.ts";

const StreamName = "readings";
let fixture: Fixture;
let server: ApiServer;
beforeAll(async () => {
  fixture = await openFixture("memory");
  await fixture.streams.createStream({ streamName: StreamName, shardCount: 1 });
  server = new ApiServer({ onFault: (fault) => expect(fault).toBeUndefined() });
  server.serve({ services: [kinesisApi(fixture.streams)] });
  await server.listen(0);
});
afterAll(async () => {
  await server.close();
  await fixture.dispose();
});

async function put(body: string) {
  const answer = await fetch(server.url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "Kinesis_20131202.PutRecords",
    },
    body,
  });
  return (await answer.json()) as {
    readonly __type?: string;
    readonly message?: string;
    readonly Records?: readonly { readonly SequenceNumber: string; readonly ShardId: string }[];
  };
}

const iterator = (shardIteratorType: "TRIM_HORIZON" | "LATEST") =>
  getShardIterator(
    fixture.streams,
    { streamName: StreamName },
    { shardId: "shardId-000000000000", shardIteratorType },
  );

async function putSince(body: string) {
  const latest = iterator("LATEST");
  const { Records = [], message } = await put(body);
  expect(message).toBeUndefined();
  const { records } = await getRecords(fixture.streams, latest);
  expect(Records.map(({ SequenceNumber }) => SequenceNumber)).toEqual(
    records.map(({ sequenceNumber }) => sequenceNumber),
  );
  return records.map(({ partitionKey, data }) => ({ partitionKey, data: data.toString("hex") }));
}

const record = fc.record({
  data: fc.uint8Array({ maxLength: 2000 }),
  partitionKey: fc.string({ minLength: 1, maxLength: 20, unit: "grapheme-ascii" }),
});

/** As clients write it: without white space, with some, over several lines, with the members in another order. */
const spellings: readonly ((request: object) => string)[] = [
  (request) => JSON.stringify(request),
  (request) => JSON.stringify(request, undefined, 2),
  // A line's end is never part of a text.
  (request) => JSON.stringify(request, undefined, 2).replaceAll(/\n */g, " "),
  (request) => JSON.stringify(Object.fromEntries(Object.entries(request).reverse())),
];

test("what is put is what was given, however it is spelled", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { minLength: 1, maxLength: 30 }),
      fc.nat(3),
      async (given, spelling) => {
        const Records = given.map(({ data, partitionKey }) => ({
          ...{ Data: Buffer.from(data).toString("base64"), PartitionKey: partitionKey },
        }));
        const body = spellings[spelling]?.({ StreamName, Records }) ?? "";
        expect(await putSince(body)).toEqual(
          given.map(({ data, partitionKey }) => ({ partitionKey, data: Buffer.from(data).toString("hex") })),
        );
      },
    ),
    { numRuns: 60 },
  );
});

describe("a request is read by hand", () => {
  const one = { Data: "aGk=", PartitionKey: "k" };
  const text = (request: object) => JSON.stringify(request);
  test.each([
    ["as the SDKs write it", text({ StreamName, Records: [one] }), true],
    [
      "with an ARN and a hash key",
      text({ Records: [{ ...one, ExplicitHashKey: "1" }], StreamARN: "a" }),
      true,
    ],
    ["not with other letters", text({ StreamName, Records: [{ ...one, PartitionKey: "ü" }] }), false],
    ["not with escapes", text({ StreamName, Records: [{ ...one, PartitionKey: '"' }] }), false],
    ["not with other members", text({ StreamName, Records: [one], DryRun: true }), false],
    ["not with other members of a record", text({ StreamName, Records: [{ ...one, Other: 1 }] }), false],
    ["not where something is missing", text({ StreamName, Records: [{ Data: "aGk=" }] }), false],
    ["not without records", text({ StreamName, Records: [] }), false],
    ["not where a member is of another type", text({ StreamName, Records: [{ ...one, Data: null }] }), false],
    [
      "not of more than a mebibyte",
      text({ StreamName, Records: [{ ...one, Data: "A".repeat(2 ** 20) }] }),
      false,
    ],
    ["not where it ends early", text({ StreamName, Records: [one] }).slice(0, -1), false],
    ["not where it goes on", `${text({ StreamName, Records: [one] })}}`, false],
    ["not where a key ends in the next line", '{"Records":[{"Data":"","PartitionKey":"a\nb"}]}', false],
    ["not where a quote is missing", '{"Records":[{"Data":"aGk=,"PartitionKey', false],
    ["not where it is no JSON", "[]", false],
  ])("%s", (_, body, isRead) => {
    expect(readPutRecords(Buffer.from(body)) !== undefined).toBe(isRead);
  });
});

describe("a request is refused, and nothing of it is put", () => {
  const long = "x".repeat(257);
  const notBase64 = ["SerializationException", "Data must be base64"];
  test.each([
    [
      "data that is not base64",
      [
        ["aGk=", "k"],
        ["a", "k"],
      ],
      ...notBase64,
    ],
    ["base64 of another alphabet", [["_-8=", "k"]], ...notBase64],
    ["base64 that lacks its end", [["aGk", "k"]], ...notBase64],
    ["padding alone", [["==", "k"]], ...notBase64],
    [
      "such data before a long key",
      [
        ["aGk=", long],
        ["?", "k"],
      ],
      ...notBase64,
    ],
    [
      "a long key",
      [
        ["aGk=", "k"],
        ["aGk=", long],
      ],
      "ValidationException",
      `1 validation error detected: Value '${long}' at 'records.2.member.partitionKey' failed to satisfy constraint: Member must have length less than or equal to 256`,
    ],
  ])("%s", async (_, records, type, message) => {
    const latest = iterator("LATEST");
    const Records = (records as string[][]).map(([Data, PartitionKey]) => ({ Data, PartitionKey }));
    expect(await put(JSON.stringify({ StreamName, Records }))).toEqual({ __type: type, message });
    expect((await getRecords(fixture.streams, latest)).records).toEqual([]);
  });
});
