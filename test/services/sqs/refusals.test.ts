// What SQS refuses, in its words, in JSON and in the Query protocol: each case is asked in both.

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { sqsApi } from "../../../src/services/sqs/api/api.ts";
import { Queues } from "../../../src/services/sqs/queues/queues.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";
import { allowPolicyCases } from "./allow-policy-cases.ts";
import { cases, fifo, invalid, type Params, prefix, QueueUrl, to, toFifo, url } from "./refusal-cases.ts";
import { tagAndListCases } from "./tag-and-list-cases.ts";

const clock = new VirtualClock();
let server: SdkServer;
beforeAll(async () => {
  const endpoint = "http://127.0.0.1:4566";
  const queues = await Queues.open({ directory: undefined, clock, identity: localIdentity, endpoint });
  server = await serve(sqsApi(queues));
  await inJson("CreateQueue", { QueueName: "q" });
  await inJson("CreateQueue", { QueueName: "f.fifo", Attributes: { FifoQueue: "True" } });
});
afterAll(() => server.close());

async function inJson(operation: string, params: Params) {
  const response = await fetch(server.clientConfiguration.endpoint, {
    method: "POST",
    headers: { "x-amz-target": `AmazonSQS.${operation}`, "content-type": "application/x-amz-json-1.0" },
    body: JSON.stringify(params),
  });
  const { __type: type, message, ...body } = (await response.json()) as Record<string, unknown>;
  const code = response.headers.get("x-amzn-query-error")?.replace(";Sender", "");
  return { status: response.status, type, code, message, body };
}

async function inQuery(operation: string, params: Params) {
  const form = new URLSearchParams({
    Action: operation,
    Version: "2012-11-05",
    ...formOf(operation, params),
  });
  const response = await fetch(server.clientConfiguration.endpoint, { method: "POST", body: form });
  const xml = (await response.text())
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&gt;", ">")
    .replaceAll("&lt;", "<");
  const element = (name: string) => new RegExp(`<${name}>([^]*?)</${name}>`).exec(xml)?.[1];
  return { status: response.status, code: element("Code"), message: element("Message") };
}

/** Lists and maps under the name of one item, as the Query protocol has them. */
function formOf(operation: string, params: Params): Record<string, string> {
  const fields = Object.entries(params).flatMap(([name, value]): [string, string][] => {
    if (typeof value !== "object" || value === null) return [[name, String(value)]];
    const one = name === "Entries" ? `${operation}RequestEntry` : name.replace(/s$/, "");
    if (!Array.isArray(value))
      return Object.entries(value).flatMap(([key, each], index) => [
        [`${one}.${index + 1}.Name`, key],
        ...nested(`${one}.${index + 1}.Value`, operation, each),
      ]);
    return value.flatMap((each, index) => nested(`${one}.${index + 1}`, operation, each));
  });
  return Object.fromEntries(fields);
}

function nested(path: string, operation: string, value: unknown): [string, string][] {
  if (typeof value !== "object" || value === null) return [[path, String(value)]];
  return Object.entries(formOf(operation, value as Params)).map(([name, text]) => [`${path}.${name}`, text]);
}

describe("SQS refuses", () => {
  test.each([...cases, ...allowPolicyCases, ...tagAndListCases])(
    "%s %j",
    async (operation, params, code, message, status = 400) => {
      expect(await inJson(operation, params)).toMatchObject({ status, code, message });
      expect(await inQuery(operation, params)).toEqual({ status, code, message });
    },
  );
});

test("an error's shape in JSON is not its code", async () => {
  expect((await inJson("SendMessage", { QueueUrl })).type).toBe(
    "com.amazonaws.sqs#MissingRequiredParameterException",
  );
  expect((await inJson("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 21 })).type).toBe(
    "com.amazonaws.sqs#InvalidParameterValueException",
  );
  const missing = { QueueUrl: url("none") };
  expect((await inJson("PurgeQueue", missing)).message).toBe("The specified queue does not exist.");
  expect((await inQuery("PurgeQueue", missing)).message).toBe(
    "The specified queue does not exist for this wsdl version.",
  );
});

test("a queue is purged once a minute, and its name is free a minute after it is deleted", async () => {
  await inJson("CreateQueue", { QueueName: "p" });
  const p = { QueueUrl: url("p") };
  expect(await inJson("PurgeQueue", p)).toMatchObject({ status: 200 });
  expect(await inJson("PurgeQueue", p)).toMatchObject({
    status: 403,
    code: `${prefix}PurgeQueueInProgress`,
    message: "Only one PurgeQueue operation on p is allowed every 60 seconds.",
  });
  clock.advanceBy(60_000);
  expect(await inJson("PurgeQueue", p)).toMatchObject({ status: 200 });
  await inJson("DeleteQueue", p);
  expect(await inJson("CreateQueue", { QueueName: "p" })).toMatchObject({
    status: 400,
    code: `${prefix}QueueDeletedRecently`,
    message:
      "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
  });
  clock.advanceBy(60_000);
  expect(await inJson("CreateQueue", { QueueName: "p" })).toMatchObject({ status: 200 });
});

test("queues are listed in pages, each once", async () => {
  for (const QueueName of ["page-a", "page-b", "page-c"]) await inJson("CreateQueue", { QueueName });
  const listed: unknown[] = [];
  let NextToken: unknown;
  do {
    const { body } = await inJson("ListQueues", { QueueNamePrefix: "page-", MaxResults: 2, NextToken });
    listed.push(...(body.QueueUrls as unknown[]));
    NextToken = body.NextToken;
  } while (NextToken !== undefined);
  expect(listed).toEqual([url("page-a"), url("page-b"), url("page-c")]);
  expect((await inJson("ListQueues", { QueueNamePrefix: "other" })).body).toEqual({});
  const first = await inJson("ListQueues", { QueueNamePrefix: "page-", MaxResults: 1 });
  expect(await inJson("ListQueues", { MaxResults: 1, NextToken: first.body.NextToken })).toMatchObject({
    ...{ status: 400, code: invalid },
    message:
      "Invalid NextToken value. If you are passing in NextToken, you must not change the other request parameters.",
  });
});

test("a queue of another account is not there", async () => {
  const queue = { QueueName: "q" };
  expect(await inJson("GetQueueUrl", { ...queue, QueueOwnerAWSAccountId: "000000000000" })).toMatchObject({
    body: { QueueUrl },
  });
  expect(await inJson("GetQueueUrl", { ...queue, QueueOwnerAWSAccountId: "111111111111" })).toMatchObject({
    ...{ status: 400, type: "com.amazonaws.sqs#QueueDoesNotExist" },
    message: "The specified queue does not exist or you do not have access to it.",
  });
});

test("the names of queues' attributes are none of a message's, but are taken", async () => {
  const AttributeNames = ["SenderId", "DeadLetterQueueSourceArn", "VisibilityTimeout"];
  expect(await inJson("ReceiveMessage", { QueueUrl, AttributeNames })).toMatchObject({ status: 200 });
});

test("a FIFO queue does not delete with a receipt whose time is over; a standard one does", async () => {
  const handleOf = async (queue: string) => {
    const { body } = await inJson("ReceiveMessage", { QueueUrl: queue, VisibilityTimeout: 1 });
    return (body.Messages as { ReceiptHandle: string }[])[0]?.ReceiptHandle;
  };
  await inJson("SendMessage", toFifo);
  await inJson("SendMessage", to);
  const ofFifo = await handleOf(fifo);
  const ofStandard = await handleOf(QueueUrl);
  clock.advanceBy(1000);
  expect(await inJson("DeleteMessage", { QueueUrl: fifo, ReceiptHandle: ofFifo })).toMatchObject({
    code: invalid,
    message: `Value ${ofFifo} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
  });
  expect(await inJson("DeleteMessage", { QueueUrl, ReceiptHandle: ofStandard })).toMatchObject({
    status: 200,
  });
});

test("a receipt hides for twelve hours altogether, and is one of its own queue alone", async () => {
  await inJson("CreateQueue", { QueueName: "long" });
  const long = { QueueUrl: url("long") };
  await inJson("SendMessage", { ...long, MessageBody: "x" });
  const { body } = await inJson("ReceiveMessage", long);
  const ReceiptHandle = (body.Messages as { ReceiptHandle: string }[])[0]?.ReceiptHandle;
  const hide = (VisibilityTimeout: number) =>
    inJson("ChangeMessageVisibility", { ...long, ReceiptHandle, VisibilityTimeout });
  expect(await hide(43_200)).toMatchObject({ status: 200 });
  clock.advanceBy(1000);
  expect(await hide(43_200)).toMatchObject({
    ...{ status: 400, code: invalid },
    message:
      "Value 43200 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds]",
  });
  expect(await hide(43_199)).toMatchObject({ status: 200 });
  expect(await inJson("DeleteMessage", { QueueUrl, ReceiptHandle })).toMatchObject({
    ...{ status: 404, code: "ReceiptHandleIsInvalid" },
  });
  expect(await inJson("DeleteMessage", { ...long, ReceiptHandle })).toMatchObject({ status: 200 });
});
