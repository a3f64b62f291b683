// Mappings of Kinesis streams and of tables' streams, by the cases.

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../../src/aws/json.ts";
import { combinations } from "./combined-cases.ts";
import { age, batching, bisection, partialFailures, retries, type StreamCase } from "./stream-cases.ts";
import { Mappings, recordsOf, textOf } from "./support/open-mappings.ts";
import { makeStream, put, type StreamSource } from "./support/sources.ts";

let opened: Mappings;
beforeEach(async () => {
  opened = await Mappings.open();
});
afterEach(() => opened.close());

const groups = { batching, retries, age, bisection, "partial failures": partialFailures, combinations };

describe.each(Object.entries(groups))("%s", (_, cases) => {
  describe.each(["kinesis", "dynamodb"] as const)("%s", (source) => {
    test.each(cases.filter(({ only = source }) => only === source).map((each) => [each.name, each] as const))(
      "%s",
      (__, each) => check(source, each),
    );
  });
});

async function check(source: StreamSource, each: StreamCase): Promise<void> {
  const { settings = {}, steps = [["1", "2", "3", "4"]], answers = [], poison = [], seconds = 10 } = each;
  const sourceArn = await makeStream(opened, source);
  const { queueUrl } = await opened.queues.createQueue({ queueName: "failures" });
  opened.answer = (texts, call) =>
    texts.some((text) => poison.includes(text)) ? "fail" : (answers[call] ?? "ok");
  const create = () =>
    opened.mappings.create({
      sourceArn,
      functionName: "consume",
      settings: {
        StartingPosition: "TRIM_HORIZON",
        DestinationConfig: { OnFailure: { Destination: opened.queues.queueArn("failures") } },
        ...settings,
      },
    });
  let mapping = each.isLate === true ? undefined : create();
  for (const step of steps) {
    if (typeof step === "number") await opened.run(step);
    else await put(opened, source, step);
  }
  mapping ??= create();
  await opened.run(seconds);
  expect(opened.calls.map(({ event }) => recordsOf(event).map(shortened).join(" "))).toEqual(each.calls);
  if (each.at !== undefined) expect(opened.calls.map(({ at }) => at)).toEqual(each.at);
  if (each.lastResult !== undefined) expect(mapping.lastResult).toBe(each.lastResult);
  const told = opened.queues.messages(queueUrl.slice(queueUrl.lastIndexOf("/") + 1));
  if (each.given !== undefined)
    expect(told.map(({ body }) => summary(JSON.parse(body), source))).toEqual(each.given);
}

function shortened(record: JsonObject): string {
  return textOf(record).replace(/x+$/, "");
}

function summary(message: JsonObject, source: StreamSource): string {
  const { requestContext, responseContext } = message as Record<string, JsonObject>;
  const info = message[source === "kinesis" ? "KinesisBatchInfo" : "DDBStreamBatchInfo"] as JsonObject;
  const response = responseContext === undefined ? "-" : responseContext.functionError;
  return `${requestContext?.condition} ${requestContext?.approximateInvokeCount} of ${info.batchSize}: ${response}`;
}
