// The chronicle handler with Powertools' batch, on a real table of a region.

import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, expect, jest, test } from "@jest/globals";
import type { SQSEvent } from "aws-lambda";
import { type ServedRegion, serveRegion } from "../server/served-region.ts";
import { lambdaContext } from "./lambda-context.ts";

let served: ServedRegion;
let client: DynamoDBClient;
let chronicle: typeof import("../../handlers/chronicle.ts").handler;

beforeAll(async () => {
  served = await serveRegion();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: served.server.url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    ALERT_LOG_TABLE: "alert-log",
    POWERTOOLS_DEV: "true", // Powertools then writes to the console, where a test can silence it.
    POWERTOOLS_SERVICE_NAME: "handle-alert",
    POWERTOOLS_METRICS_NAMESPACE: "WeatherStations",
  });
  client = new DynamoDBClient(served.clientConfiguration);
  await served.region.services.dynamodb.request("CreateTable", {
    TableName: "alert-log",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: ["stationId", "findingId"].map((AttributeName) => ({
      AttributeName,
      AttributeType: "S",
    })),
    KeySchema: [
      { AttributeName: "stationId", KeyType: "HASH" },
      { AttributeName: "findingId", KeyType: "RANGE" },
    ],
  });
  ({ handler: chronicle } = await import("../../handlers/chronicle.ts"));
});

beforeEach(() => {
  for (const method of ["info", "log", "warn", "error"] as const)
    jest.spyOn(console, method).mockImplementation(() => undefined);
});

afterAll(async () => {
  jest.restoreAllMocks();
  client.destroy();
  await served.close();
});

const findingId = "olympia-airport/gale/warning/2018-12-17";
const alert = JSON.stringify({
  Type: "Notification",
  Timestamp: "2018-12-17T22:10:53.987Z",
  Subject: "[warning] Gale at Olympia",
  Message: "Gale at Olympia.",
  MessageAttributes: {
    severity: { Type: "String", Value: "warning" },
    findingId: { Type: "String", Value: findingId },
  },
});

function eventOf(...bodies: string[]): SQSEvent {
  const records = bodies.map((body, index) => ({
    ...{ messageId: `m${index}`, receiptHandle: "r", body, md5OfBody: "", eventSource: "aws:sqs" },
    ...{ eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:alert-log", awsRegion: "us-east-1" },
    attributes: {
      ...{ ApproximateReceiveCount: "1", SentTimestamp: "1545084653987", SenderId: "s" },
      ApproximateFirstReceiveTimestamp: "1545084653990",
    },
    messageAttributes: {},
  }));
  return { Records: records };
}

const run = (event: SQSEvent) => chronicle(event, lambdaContext("chronicle"));

test("logs an alert once, however often it comes", async () => {
  expect(await run(eventOf(alert, alert))).toEqual({ batchItemFailures: [] });
  expect(await run(eventOf(alert))).toEqual({ batchItemFailures: [] });
  const { Items } = await client.send(new ScanCommand({ TableName: "alert-log" }));
  expect(Items).toEqual([
    {
      ...{ stationId: { S: "olympia-airport" }, findingId: { S: findingId }, severity: { S: "warning" } },
      ...{ publishedAt: { S: "2018-12-17T22:10:53.987Z" }, message: { S: "Gale at Olympia." } },
      subject: { S: "[warning] Gale at Olympia" },
    },
  ]);
});

test.each([
  ["no JSON", "{"],
  ["no alert", '{"Message":"hello"}'],
])("reports the message that is %s, and logs the others", async (_, body) => {
  expect(await run(eventOf(alert, body, alert))).toEqual({
    batchItemFailures: [{ itemIdentifier: "m1" }],
  });
});

test("reports every message of a batch in which none is an alert", async () => {
  expect(await run(eventOf("{", "}"))).toEqual({
    batchItemFailures: [{ itemIdentifier: "m0" }, { itemIdentifier: "m1" }],
  });
});
