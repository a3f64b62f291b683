// Delivery to HTTP endpoints: what they are sent, what counts as taken, and what becomes of what they do not take.

import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { until } from "../../support/until.ts";
import { type Delivery, openDelivery, toEndpoint } from "./support/delivery.ts";

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: {
    readonly requestId: string;
    readonly timestamp: number;
    readonly records: readonly { readonly data: string }[];
  };
}

let server: Server;
let url: string;
let received: Received[];
let answer: (requestId: string) => readonly [number, string];
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const bytes = Buffer.concat(await request.toArray());
    const text = request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes;
    const body = JSON.parse(text.toString());
    received.push({ headers: request.headers, body });
    const [status, answered] = answer(body.requestId);
    response.writeHead(status, { connection: "close" }).end(answered);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/in?a=b`;
});
afterAll(() => new Promise((closed) => server.close(closed)));

let delivery: Delivery;
beforeEach(async () => {
  received = [];
  answer = (requestId) => [200, JSON.stringify({ requestId, timestamp: 1 })];
  delivery = await openDelivery();
  await delivery.s3.createBucket("failed");
});
afterEach(async () => {
  await delivery.close();
  expect(delivery.faults).toEqual([]);
});

const BufferingHints = { SizeInMBs: 1, IntervalInSeconds: 0 };

test("an endpoint is sent records as the stream says", async () => {
  const RequestConfiguration = {
    ContentEncoding: "GZIP",
    CommonAttributes: [{ AttributeName: "env", AttributeValue: "test" }],
  };
  const { arn } = delivery.streams.create({
    ...{ name: "s", destination: toEndpoint(url, "failed", { BufferingHints, RequestConfiguration }) },
  });
  await delivery.streams.put("s", [Buffer.from("a"), Buffer.from("b")]);
  delivery.clock.advanceBy(0);
  const { headers, body } = await until(() => received[0]);
  expect(headers).toMatchObject({
    "content-type": "application/json",
    "x-amz-firehose-access-key": "secret",
    "x-amz-firehose-common-attributes": '{"commonAttributes":{"env":"test"}}',
    "x-amz-firehose-protocol-version": "1.0",
    "x-amz-firehose-request-id": body.requestId,
    "x-amz-firehose-source-arn": arn,
  });
  expect(body.records.map(({ data }) => Buffer.from(data, "base64").toString())).toEqual(["a", "b"]);
  await until(() => delivery.counted.get("DeliveryToHttpEndpoint.Records"));
  expect(delivery.s3.listObjects("failed").objects).toEqual([]);
});

test("what an endpoint does not take is sent again, by the same id, and then lies in the bucket", async () => {
  answer = () => [500, '{"errorMessage":"not now"}'];
  const RetryOptions = { DurationInSeconds: 3 };
  delivery.streams.create({
    name: "s",
    destination: toEndpoint(url, "failed", { BufferingHints, RetryOptions }),
  });
  await delivery.streams.put("s", [Buffer.from("a")]);
  delivery.clock.advanceBy(0);
  for (const seconds of [1, 2]) {
    // The pause begins once it has been told that the request failed.
    await until(() => (delivery.told.length === seconds ? true : undefined));
    await until(() => (delivery.clock.pendingTimers > 0 ? true : undefined));
    delivery.clock.advanceBy(seconds * 1000);
  }
  const objects = Object.entries(await delivery.objects("failed", 1));
  expect(new Set(received.map(({ body }) => body.requestId)).size).toBe(1);
  expect(objects[0]?.[0]).toMatch(/^http-endpoint-failed\/2026\/01\/01\/00\/s-1-/);
  expect(JSON.parse(String(objects[0]?.[1]))).toMatchObject({
    ...{ attemptsMade: 3, errorCode: "HttpEndpoint.DestinationException", rawData: "YQ==" },
    errorMessage: "The endpoint answered with the status 500. not now",
  });
});

test.each<[string, readonly [number, string], string]>([
  ["another id", [200, '{"requestId":"x","timestamp":1}'], "HttpEndpoint.InvalidResponseFromDestination"],
  ["no JSON", [200, "ok"], "HttpEndpoint.InvalidResponseFromDestination"],
  ["that it is too much", [413, ""], "HttpEndpoint.DestinationException"],
])("an answer with %s is a failure", async (_, answered, errorCode) => {
  answer = () => answered;
  const RetryOptions = { DurationInSeconds: 0 };
  delivery.streams.create({
    name: "s",
    destination: toEndpoint(url, "failed", { BufferingHints, RetryOptions }),
  });
  await delivery.streams.put("s", [Buffer.from("a")]);
  delivery.clock.advanceBy(0);
  const [failed] = Object.values(await delivery.objects("failed", 1));
  expect(JSON.parse(String(failed))).toMatchObject({ errorCode, attemptsMade: 1 });
});

test("an endpoint may take hundreds of thousands of small records at once", async () => {
  const hints = { SizeInMBs: 1, IntervalInSeconds: 60 };
  delivery.streams.create({
    name: "s",
    destination: toEndpoint(url, "failed", { BufferingHints: hints }),
  });
  const records = 200_000;
  await delivery.streams.put(
    "s",
    Array.from({ length: records }, () => Buffer.from("a")),
  );
  delivery.clock.advanceBy(60_000);
  await until(() => delivery.counted.get("DeliveryToHttpEndpoint.Records"));
  expect(received.map(({ body }) => body.records.length)).toEqual([records]);
});
