// The JSON that is written by hand is what the protocol would have made of the answer.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { ServiceApi, WireObject } from "../../../src/aws/wire/operation.ts";
import { writtenJson } from "../../../src/aws/wire/written-json.ts";
import { jsonTextAtOnce } from "../../../src/server/protocols/json-text.ts";
import { kinesisApi } from "../../../src/services/kinesis/api/api.ts";
import { type Fixture, openFixture } from "./support/open-streams.ts";

const StreamName = "readings";
let fixture: Fixture;
let api: ServiceApi;
beforeAll(async () => {
  fixture = await openFixture("memory");
  await fixture.streams.createStream({ streamName: StreamName, shardCount: 1 });
  api = kinesisApi(fixture.streams);
});
afterAll(() => fixture.dispose());

const call = { requestId: "request", host: "localhost" };
const ask = async (operation: string, request: WireObject) => {
  const run = api.operations[operation];
  if (run === undefined) throw new Error(`No operation ${operation}`);
  return run(request, call);
};

/** As it is written by hand, and as it is written of its members. */
function bothJson(answer: WireObject): readonly [unknown, unknown] {
  const written = writtenJson(answer);
  const byHand = JSON.parse(Buffer.from(written ?? new Uint8Array()).toString());
  return [byHand, JSON.parse(jsonTextAtOnce(answer))];
}

const keys = ["plain", 'with "quotes" \\ and\nlines', "Zürich ☂ 𝄞", "__proto__"];

test("of PutRecords and GetRecords", async () => {
  const Records = keys.map((PartitionKey, index) => ({
    PartitionKey,
    Data: Buffer.alloc(index * 5000, index),
  }));
  const put = await ask("PutRecords", { StreamName, Records });
  const [putByHand, putOfMembers] = bothJson(put);
  expect(putByHand).toEqual(putOfMembers);
  expect(putByHand).toMatchObject({ FailedRecordCount: 0, EncryptionType: "NONE" });
  const start = { StreamName, ShardId: "shardId-000000000000", ShardIteratorType: "TRIM_HORIZON" };
  let { ShardIterator } = await ask("GetShardIterator", start);
  const got = await ask("GetRecords", { ShardIterator });
  const [byHand, ofMembers] = bothJson(got);
  expect(byHand).toEqual(ofMembers);
  expect(byHand).toMatchObject({ Records: keys.map((PartitionKey) => ({ PartitionKey })) });
  ShardIterator = got.NextShardIterator;
  const [nothing, noMembers] = bothJson(await ask("GetRecords", { ShardIterator }));
  expect(nothing).toEqual(noMembers);
  expect(nothing).toMatchObject({ Records: [], MillisBehindLatest: 0 });
});
