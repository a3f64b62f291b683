// SQS as clients of before 2023 speak it: forms in, XML out.

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { SdkServer } from "../../server/sdk-server.ts";
import { serveQueues } from "./queue-server.ts";

let server: SdkServer;
let QueueUrl: string;
beforeAll(async () => {
  server = await serveQueues();
  const created = await ask({
    Action: "CreateQueue",
    QueueName: "q",
    "Attribute.1.Name": "VisibilityTimeout",
    "Attribute.1.Value": "7",
    "Tag.1.Key": "team",
    "Tag.1.Value": "weather",
  });
  QueueUrl = /<QueueUrl>(.*)<\/QueueUrl>/.exec(created.xml)?.[1] ?? "";
});
afterAll(() => server.close());

async function ask(form: Record<string, string>) {
  const response = await fetch(server.clientConfiguration.endpoint, {
    method: "POST",
    body: new URLSearchParams({ Version: "2012-11-05", ...form }),
  });
  return { status: response.status, xml: await response.text() };
}

describe("an answer has its lists and maps flattened", () => {
  test("queues", async () => {
    expect((await ask({ Action: "ListQueues" })).xml).toContain(
      `<ListQueuesResult><QueueUrl>${QueueUrl}</QueueUrl></ListQueuesResult>`,
    );
  });

  test("attributes", async () => {
    const { xml } = await ask({
      Action: "GetQueueAttributes",
      QueueUrl,
      "AttributeName.1": "VisibilityTimeout",
    });
    expect(xml).toContain(
      "<GetQueueAttributesResult><Attribute><Name>VisibilityTimeout</Name><Value>7</Value></Attribute>",
    );
  });

  test("tags", async () => {
    const { xml } = await ask({ Action: "ListQueueTags", QueueUrl });
    expect(xml).toContain("<Tag><Key>team</Key><Value>weather</Value></Tag>");
  });

  test("messages, with their attributes, each blob as base64", async () => {
    await ask({
      Action: "SendMessage",
      QueueUrl,
      MessageBody: "rain & <sun>",
      "MessageAttribute.1.Name": "station",
      "MessageAttribute.1.Value.DataType": "String",
      "MessageAttribute.1.Value.StringValue": "KSEA",
      "MessageAttribute.2.Name": "raw",
      "MessageAttribute.2.Value.DataType": "Binary",
      "MessageAttribute.2.Value.BinaryValue": "aGk=",
    });
    const { xml } = await ask({
      Action: "ReceiveMessage",
      QueueUrl,
      "MessageAttributeName.1": "All",
      "AttributeName.1": "ApproximateReceiveCount",
    });
    expect(xml).toContain("<Body>rain &amp; &lt;sun&gt;</Body>");
    expect(xml).toContain("<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>");
    expect(xml).toContain(
      "<MessageAttribute><Name>station</Name><Value><StringValue>KSEA</StringValue><DataType>String</DataType></Value></MessageAttribute>",
    );
    expect(xml).toContain("<BinaryValue>aGk=</BinaryValue>");
  });

  test("the entries of a batch, those that went and those that did not", async () => {
    const { xml } = await ask({
      Action: "SendMessageBatch",
      QueueUrl,
      "SendMessageBatchRequestEntry.1.Id": "good",
      "SendMessageBatchRequestEntry.1.MessageBody": "sun",
      "SendMessageBatchRequestEntry.2.Id": "bad",
      "SendMessageBatchRequestEntry.2.MessageBody": "\u0000",
    });
    expect(xml).toContain("<SendMessageBatchResultEntry><Id>good</Id>");
    expect(xml).toContain("<BatchResultErrorEntry><Id>bad</Id><Code>InvalidMessageContents</Code>");
  });

  test("nothing at all, in the element that clients look for", async () => {
    await ask({ Action: "PurgeQueue", QueueUrl });
    expect((await ask({ Action: "ReceiveMessage", QueueUrl })).xml).toContain("<ReceiveMessageResult>");
  });
});

describe("a queue is asked at its own path", () => {
  const at = async (query: string, init: RequestInit = {}) => {
    const path = new URL(QueueUrl).pathname;
    const response = await fetch(`${server.clientConfiguration.endpoint}${path}${query}`, init);
    return { status: response.status, xml: await response.text() };
  };

  test("by GET, with and without a version", async () => {
    expect((await at("?Action=SendMessage&MessageBody=by%20GET")).status).toBe(200);
    expect((await at("?Action=ReceiveMessage&Version=2012-11-05")).xml).toContain("<Body>by GET</Body>");
  });

  test("by POST", async () => {
    const body = new URLSearchParams({
      Action: "GetQueueAttributes",
      "AttributeName.1": "VisibilityTimeout",
    });
    expect((await at("", { method: "POST", body })).xml).toContain("<Value>7</Value>");
  });

  test.each([
    ["?Action=Nothing", "InvalidAction"],
    ["", "MissingAction"],
  ])("and refuses %j in XML", async (query, code) => {
    expect(await at(query)).toEqual({ status: 400, xml: expect.stringContaining(`<Code>${code}</Code>`) });
  });
});

test("a carriage return arrives, which readers of XML would take for the end of a line", async () => {
  await ask({ Action: "SendMessage", QueueUrl, MessageBody: "a\r\nb" });
  expect((await ask({ Action: "ReceiveMessage", QueueUrl })).xml).toContain("<Body>a&#xD;\nb</Body>");
});

test("a list that a form spells as empty is empty", async () => {
  const asked = await ask({ Action: "GetQueueAttributes", QueueUrl, AttributeName: "" });
  expect([asked.status, asked.xml]).toEqual([200, expect.not.stringContaining("<Attribute>")]);
});

test("an error goes by the code that it has in this protocol, which JSON tells in a header", async () => {
  const missing = `${QueueUrl}-none`;
  const inXml = await ask({ Action: "PurgeQueue", QueueUrl: missing });
  expect(inXml.status).toBe(400);
  expect(inXml.xml).toContain("<Code>AWS.SimpleQueueService.NonExistentQueue</Code>");
  const inJson = await fetch(server.clientConfiguration.endpoint, {
    method: "POST",
    headers: { "x-amz-target": "AmazonSQS.PurgeQueue", "content-type": "application/x-amz-json-1.0" },
    body: JSON.stringify({ QueueUrl: missing }),
  });
  expect(inJson.headers.get("x-amzn-query-error")).toBe("AWS.SimpleQueueService.NonExistentQueue;Sender");
  expect(inJson.headers.has("x-amzn-errortype")).toBe(false);
  expect(await inJson.json()).toMatchObject({ __type: "com.amazonaws.sqs#QueueDoesNotExist" });
});
