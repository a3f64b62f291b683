// Who is told of the end of an event, in a whole region: a record of it for a destination, the event itself for a dead-letter queue;
// and functions that call themselves by way of a queue or a topic.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { isJsonObject } from "../../../../src/aws/json.ts";
import { Region } from "../../../../src/region/region.ts";
import { zipFiles } from "../../../../src/services/lambda/code/zip-files.ts";
import type { EventConfigChange } from "../../../../src/services/lambda/functions/event-configs.ts";
import { completeSettings } from "../../../../src/services/lambda/functions/function-settings.ts";
import { arnOf } from "../../../support/local-arn.ts";
import { until } from "../../../support/until.ts";

const functionArn = (name: string) => arnOf("lambda", `function:${name}`);

let region: Region;
beforeAll(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
  region.start();
});
afterAll(() => region.close());

async function createFunction(name: string, code: string, deadLetterArn?: string): Promise<void> {
  const { functions, sources } = region.services.lambda;
  const source = { zip: zipFiles({ "index.js": Buffer.from(`exports.handler = ${code}`) }) };
  const settings = completeSettings(name, {
    ...{ runtime: "nodejs22.x", handler: "index.handler", code: await sources.packageFrom(source) },
    ...(deadLetterArn === undefined ? {} : { deadLetterArn }),
  });
  functions.create({ name, settings });
}

async function queue(queueName: string): Promise<string> {
  await region.services.sqs.createQueue({ queueName, attributes: new Map() });
  return region.services.sqs.queueArn(queueName);
}

const messageIn = (name: string) => until(() => region.services.sqs.messages(name)[0]);

function invoke(functionName: string, payload: unknown, traceHeader?: string) {
  const invocationType = "Event" as const;
  return region.services.lambda.invoke({
    ...{ functionName, payload: JSON.stringify(payload), invocationType, traceHeader },
  });
}

const configure = (name: string, config: EventConfigChange) =>
  region.services.lambda.eventConfigs.put(name, undefined, config);

test("a queue gets a record of a success, and a bucket one of a failure", async () => {
  const destination = await queue("successes");
  await region.services.s3.createBucket("failures");
  await createFunction(
    "both",
    "async ({ fails }) => { if (fails) throw new RangeError('too far'); return { a: 1 }; }",
  );
  configure("both", { maximumRetryAttempts: 0, onSuccess: destination, onFailure: "arn:aws:s3:::failures" });
  const { requestId } = await invoke("both", { fails: false });
  const record = JSON.parse((await messageIn("successes")).body);
  expect(record).toEqual({
    version: "1.0",
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    requestContext: {
      ...{ requestId, functionArn: `${functionArn("both")}:$LATEST`, condition: "Success" },
      approximateInvokeCount: 1,
    },
    requestPayload: { fails: false },
    responseContext: { statusCode: 200, executedVersion: "$LATEST" },
    responsePayload: { a: 1 },
  });
  await invoke("both", { fails: true });
  const { key } = await until(() => region.services.s3.listObjects("failures").objects[0]);
  expect(key).toMatch(
    /^aws\/lambda\/async\/both\/\d{4}\/\d\d\/\d\d\/\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d-[0-9a-f-]{36}$/,
  );
  const { bytes } = await region.services.s3.getObject("failures", key);
  expect(JSON.parse(Buffer.from(bytes).toString())).toMatchObject({
    requestContext: { condition: "RetriesExhausted", approximateInvokeCount: 1 },
    responseContext: { statusCode: 200, functionError: "Unhandled" },
    responsePayload: { errorType: "RangeError", errorMessage: "too far" },
  });
});

test("a topic, a bus and another function are told as well", async () => {
  await queue("seen");
  const { topicArn } = region.services.sns.createTopic("ends");
  region.services.sns.subscriptions.subscribe({
    topicArn,
    protocol: "sqs",
    endpoint: await queue("from-topic"),
  });
  await createFunction(
    "listener",
    "async (event) => console.log('told of ' + event.requestContext.condition)",
  );
  await createFunction("plain", "async () => 1");
  const { buses } = region.services.events;
  await buses.putRule({ name: "ends", enabled: true, eventPattern: '{"source":["lambda"]}' });
  await buses.putTargets("ends", [{ id: "q", arn: region.services.sqs.queueArn("seen") }]);
  const bus = arnOf("events", "event-bus/default");
  const endTo = (onSuccess: string) => {
    configure("plain", { onSuccess });
    return invoke("plain", {});
  };
  await endTo(topicArn);
  const told = JSON.parse(JSON.parse((await messageIn("from-topic")).body).Message);
  expect(told).toMatchObject({ requestContext: { condition: "Success" }, responsePayload: 1 });
  await endTo(bus);
  expect(JSON.parse((await messageIn("seen")).body)).toMatchObject({
    ...{ source: "lambda", "detail-type": "Lambda Function Invocation Result - Success" },
    resources: [bus, `${functionArn("plain")}:$LATEST`],
    detail: { requestContext: { condition: "Success" } },
  });
  await endTo(functionArn("listener"));
  const logGroupName = "/aws/lambda/listener";
  await until(() => {
    if (region.services.logs.describeLogGroups(logGroupName).length === 0) return undefined;
    const { events } = region.services.logs.filterLogEvents({ logGroupName });
    return events.find(({ message }) => message.includes("told of Success"));
  });
});

test("a dead-letter queue gets the event itself, with what went wrong beside it", async () => {
  await createFunction("deadly", "async () => { throw new Error('dead'); }", await queue("letters"));
  configure("deadly", { maximumRetryAttempts: 0 });
  const { requestId } = await invoke("deadly", { a: 1 });
  const { body, attributes } = await messageIn("letters");
  expect(body).toBe('{"a":1}');
  expect(Object.fromEntries(attributes ?? [])).toEqual({
    RequestID: { dataType: "String", stringValue: requestId },
    ErrorCode: { dataType: "Number", stringValue: "200" },
    ErrorMessage: { dataType: "String", stringValue: "dead" },
  });
});

test("a dead letter of an event that never ran has the code of a throttle", async () => {
  await createFunction("shut", "async () => 1", await queue("unread"));
  region.services.lambda.concurrency.reserve("shut", 0);
  await invoke("shut", {});
  const { attributes } = await messageIn("unread");
  expect(attributes?.get("ErrorCode")).toEqual({ dataType: "Number", stringValue: "429" });
});

test("a function that comes round for the seventeenth time is stopped, unless it is allowed", async () => {
  await createFunction("round", "async () => process.env._X_AMZN_TRACE_ID");
  const { lambda } = region.services;
  let traceHeader: string | undefined;
  for (let run = 0; run < 16; run++) {
    const { payload } = await lambda.invoke({ functionName: "round", traceHeader });
    traceHeader = String(JSON.parse(payload));
  }
  const again = { functionName: "round", traceHeader };
  await expect(lambda.invoke(again)).rejects.toMatchObject({ code: "RecursiveInvocationException" });
  configure("round", { onFailure: await queue("circles") });
  await invoke("round", {}, traceHeader);
  const record = JSON.parse((await messageIn("circles")).body);
  expect(record.requestContext).toMatchObject({ approximateInvokeCount: 0 });
  expect(isJsonObject(record.responseContext)).toBe(false);
  lambda.functions.change("round", { recursiveLoop: "Allow" });
  expect((await lambda.invoke(again)).statusCode).toBe(200);
});
