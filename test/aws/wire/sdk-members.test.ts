import { expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import { sdkAnswer, sdkRequest } from "../../../src/aws/wire/sdk-members.ts";

test.each<[string, string, JsonObject, unknown]>([
  ["an API that writes PascalCase takes them as they are", "sqs", { QueueUrl: "u" }, { QueueUrl: "u" }],
  ["an API that writes camelCase gets them so", "sfn", { Name: "n" }, { name: "n" }],
  [
    "what is within them likewise",
    "sfn",
    { LoggingConfiguration: { Level: "ALL" } },
    { loggingConfiguration: { level: "ALL" } },
  ],
  ["a user's own keys stay", "iot", { Attributes: { Colour: "red" } }, { attributes: { Colour: "red" } }],
  [
    "tags in a list are no keys of a user's",
    "sfn",
    { Tags: [{ Key: "k", Value: "v" }] },
    { tags: [{ key: "k", value: "v" }] },
  ],
  [
    "but IoT writes those so itself",
    "iot",
    { Tags: [{ Key: "k", Value: "v" }] },
    { tags: [{ Key: "k", Value: "v" }] },
  ],
  [
    "which it does nowhere else",
    "iot",
    { TopicRulePayload: { Actions: [{ Http: { Headers: [{ Key: "k", Value: "v" }] } }] } },
    { topicRulePayload: { actions: [{ http: { headers: [{ key: "k", value: "v" }] } }] } },
  ],
  ["JSON in the place of a text is for the API to refuse", "sfn", { Input: { n: 1 } }, { input: { n: 1 } }],
  ["bytes are given as their text", "kinesis", { Data: "a" }, { Data: Buffer.from("a") }],
  [
    "bytes within a list likewise",
    "kinesis",
    { Records: [{ Data: "a" }] },
    { Records: [{ Data: Buffer.from("a") }] },
  ],
  [
    "bytes may be given as JSON",
    "firehose",
    { Record: { Data: { n: 1 } } },
    { Record: { Data: Buffer.from('{"n":1}') } },
  ],
])("members of a request: %s", (_, service, given, request) => {
  expect(sdkRequest(service, given)).toEqual(request);
});

test("an answer is told in PascalCase, whatever the API writes", () => {
  expect(sdkAnswer("sfn", { executionArn: "a" })).toEqual({ ExecutionArn: "a" });
  expect(sdkAnswer("sfn", { tags: [{ key: "k", value: "v" }] })).toEqual({
    Tags: [{ Key: "k", Value: "v" }],
  });
  expect(sdkAnswer("sqs", { MessageId: "m" })).toEqual({ MessageId: "m" });
});
