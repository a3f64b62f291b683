// How much is put to a delivery stream at once, through the SDK's client: the most that is taken, what is more, and a stream that
// has no room left.

import * as sdk from "@aws-sdk/client-firehose";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type ServedRegion, serveRegion } from "../../server/served-region.ts";
import { toBucket } from "./support/refusal-cases.ts";

const DeliveryStreamName = "bounds";
const largestRecord = 1_024_000;
const largestBatch = 4 * 1024 * 1024;
let served: ServedRegion;
let client: sdk.FirehoseClient;

/** Nothing is delivered: the region is not started. */
beforeAll(async () => {
  served = await serveRegion();
  client = new sdk.FirehoseClient({ ...served.clientConfiguration, maxAttempts: 1 });
  await client.send(
    new sdk.CreateDeliveryStreamCommand({ DeliveryStreamName, ExtendedS3DestinationConfiguration: toBucket }),
  );
});
afterAll(async () => {
  client.destroy();
  await served.close();
});

const putOne = (bytes: number) =>
  client.send(new sdk.PutRecordCommand({ DeliveryStreamName, Record: { Data: Buffer.alloc(bytes) } }));
const put = (sizes: readonly number[]) =>
  client.send(
    new sdk.PutRecordBatchCommand({
      DeliveryStreamName,
      Records: sizes.map((bytes) => ({ Data: Buffer.alloc(bytes) })),
    }),
  );
/** Records of the largest size, and one for what is left. */
const together = (bytes: number) => [
  ...Array.from({ length: Math.floor(bytes / largestRecord) }, () => largestRecord),
  bytes % largestRecord,
];

test.each<[string, readonly number[]]>([
  ["of five hundred records", Array.from({ length: 500 }, () => 1)],
  ["of five hundred records of 4 MiB", Array.from({ length: 500 }, (_, at) => (at < 304 ? 8389 : 8388))],
  ["of 4 MiB in records of the largest size", together(largestBatch)],
  ["with a record of no bytes", [1, 0]],
])("a batch %s is taken, each with an id of its own", async (_, sizes) => {
  const answer = await put(sizes);
  expect(answer).toMatchObject({ FailedPutCount: 0, Encrypted: false });
  const ids = answer.RequestResponses?.map(({ RecordId }) => RecordId) ?? [];
  expect(ids).toHaveLength(sizes.length);
  expect(new Set(ids).size).toBe(sizes.length);
});

test.each<[string, () => Promise<unknown>, string, RegExp]>([
  [
    "a batch of a byte more than 4 MiB",
    () => put(together(largestBatch + 1)),
    "InvalidArgumentException",
    /^Records size exceeds 4 MB limit$/,
  ],
  [
    "a batch of a record more than five hundred",
    () => put(Array.from({ length: 501 }, () => 1)),
    "ValidationException",
    /'records' .*less than or equal to 500$/,
  ],
  [
    "a batch whose second record has a byte too many",
    () => put([1, largestRecord + 1]),
    "ValidationException",
    /'records\.2\.member\.data' .*less than or equal to 1024000$/,
  ],
  [
    "a record of a byte too many",
    () => putOne(largestRecord + 1),
    "ValidationException",
    /'record\.data' .*less than or equal to 1024000$/,
  ],
])("%s is refused", async (_, call, name, message) => {
  await expect(call()).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
});

test("a record of the largest size is taken", async () => {
  expect(await putOne(largestRecord)).toMatchObject({ RecordId: expect.stringMatching(/^.{224}$/) });
});

test("of what there is no room for each record is told, and what came before it is taken", async () => {
  const { firehose } = served.region.services;
  const name = "full";
  await client.send(
    new sdk.CreateDeliveryStreamCommand({
      ...{ DeliveryStreamName: name, ExtendedS3DestinationConfiguration: toBucket },
    }),
  );
  // The same bytes many times over: 147,456 bytes less than the stream holds.
  const data = Buffer.alloc(largestRecord);
  expect(
    await firehose.put(
      name,
      Array.from({ length: 262 }, () => data),
    ),
  ).toBe(262);
  const Records = [1, 2, 3].map((value) => ({ Data: Buffer.alloc(100_000, value) }));
  const refused = { ErrorCode: "ServiceUnavailableException", ErrorMessage: "Slow down." };
  expect(
    await client.send(new sdk.PutRecordBatchCommand({ DeliveryStreamName: name, Records })),
  ).toMatchObject({
    FailedPutCount: 2,
    RequestResponses: [{ RecordId: expect.stringMatching(/^.{224}$/) }, refused, refused],
  });
  await expect(
    client.send(
      new sdk.PutRecordCommand({ DeliveryStreamName: name, Record: { Data: Buffer.alloc(100_000) } }),
    ),
  ).rejects.toMatchObject({
    ...{ name: "ServiceUnavailableException", message: "Slow down." },
    $metadata: { httpStatusCode: 503 },
  });
});
