// What TestState can be asked and cannot, in AWS's words, and what each level of inspection shows.

import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../../src/aws/json.ts";
import { servedStates } from "../support/served-states.ts";
import {
  activity,
  context,
  map,
  mocked,
  parallel,
  processor,
  publish,
  readFrom,
  refusedRequests,
  waitForToken,
} from "./test-state-cases.ts";

const service = servedStates();
describe("is refused:", () => {
  test.each(refusedRequests)("%s", async (_what, definition, fields, message) => {
    await expect(service.testState(definition, fields)).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining(message),
    });
  });

  test("a task that is done for real without a role", async () => {
    await expect(service.testState(publish, { roleArn: undefined })).rejects.toMatchObject({
      name: "ValidationException",
      message: "RoleArn must be specified when testing a Task state",
    });
  });

  test.each<[what: string, definition: JsonObject]>([
    ["a Map", map],
    ["a Parallel", parallel],
  ])("%s without a mock", async (_what, definition) => {
    await expect(service.testState(definition)).rejects.toMatchObject({
      name: "InvalidDefinition",
      message:
        "TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]",
    });
  });

  test.each<[what: string, definition: JsonObject]>([
    ["an activity", activity],
    ["a task that waits for its token", waitForToken],
  ])("%s without a mock", async (_what, definition) => {
    await expect(service.testState(definition)).rejects.toMatchObject({ name: "InvalidDefinition" });
  });
});

describe("with a mock", () => {
  test.each<[what: string, definition: JsonObject, result: string]>([
    ["an activity", activity, '{"any":"thing"}'],
    ["a Map", map, "[1,2]"],
    ["a Parallel", parallel, "[1,2]"],
  ])("%s is tested", async (_what, definition, result) => {
    const fields = { input: "[1,2]", ...mocked(result) };
    expect(await service.testState(definition, fields)).toEqual({ status: "SUCCEEDED", output: result });
  });

  test.each<[mode: "STRICT" | "PRESENT" | "NONE", isTaken: boolean]>([
    ["STRICT", false],
    ["PRESENT", false],
    ["NONE", true],
  ])("%s checks of its fields are as strict as that", async (fieldValidationMode, isTaken) => {
    const answer = service.testState(publish, { mock: { result: '{"MessageId":1}', fieldValidationMode } });
    if (isTaken) expect((await answer).status).toBe("SUCCEEDED");
    else await expect(answer).rejects.toMatchObject({ name: "ValidationException" });
  });

  test.each<[failures: number, expected: object]>([
    [1, { status: "SUCCEEDED" }],
    [
      2,
      {
        status: "FAILED",
        error: "States.ExceedToleratedFailureThreshold",
        cause: "The specified tolerated failure threshold was exceeded",
      },
    ],
  ])("%d failed iterations are held against what a Map tolerates", async (failures, expected) => {
    const tolerant = { ...map, ItemProcessor: processor, ToleratedFailureCount: 1 };
    const stateConfiguration = { mapIterationFailureCount: failures };
    const fields = { input: "[1,2,3]", ...mocked("[1,2,3]"), stateConfiguration };
    expect(await service.testState(tolerant, fields)).toMatchObject(expected);
  });

  test("the items are those that the reader would have read", async () => {
    const fields = {
      inspectionLevel: "DEBUG" as const,
      ...mocked("[1,2]"),
      stateConfiguration: { mapItemReaderData: "[1,2]", mapIterationFailureCount: 3 },
    };
    await expect(service.testState(readFrom, fields)).rejects.toMatchObject({
      message: expect.stringContaining("number of Map iterations"),
    });
  });

  test("a context object is what the state sees", async () => {
    const named = { ...publish, ResultSelector: { "by.$": "$$.Execution.Name" } };
    const fields = context('{"Execution":{"Name":"mine"}}');
    expect(await service.testState(named, fields)).toMatchObject({ output: '{"by":"mine"}' });
  });
});

describe("an inspection", () => {
  const selecting = {
    ...publish,
    InputPath: "$.order",
    Parameters: { TopicArn: "arn:aws:sns:us-east-1:000000000000:t", "Message.$": "$.text" },
    ResultSelector: { "id.$": "$.MessageId" },
    ResultPath: "$.sent",
  };
  const fields = { input: '{"order":{"text":"hi"}}', ...mocked('{"MessageId":"m-1"}') };
  const output = '{"order":{"text":"hi"},"sent":{"id":"m-1"}}';

  test("at INFO, or at no level, shows the end alone", async () => {
    const end = { status: "SUCCEEDED", output };
    expect(await service.testState(selecting, fields)).toEqual(end);
    expect(await service.testState(selecting, { ...fields, inspectionLevel: "INFO" })).toEqual(end);
  });

  test.each(["DEBUG", "TRACE"] as const)("at %s shows the data on its way", async (inspectionLevel) => {
    const { inspectionData = {}, ...end } = await service.testState(selecting, {
      ...fields,
      inspectionLevel,
    });
    expect(end).toEqual({ status: "SUCCEEDED", output });
    expect(inspectionData).toEqual({
      input: fields.input,
      afterInputPath: '{"text":"hi"}',
      afterParameters: '{"TopicArn":"arn:aws:sns:us-east-1:000000000000:t","Message":"hi"}',
      result: '{"MessageId":"m-1"}',
      afterResultSelector: '{"id":"m-1"}',
      afterResultPath: output,
    });
  });

  test("in JSONata shows the arguments and the variables", async () => {
    const jsonata = {
      Type: "Task",
      QueryLanguage: "JSONata",
      Resource: "arn:aws:states:::sns:publish",
      Arguments: { TopicArn: "arn:aws:sns:us-east-1:000000000000:t", Message: "{% $greeting %}" },
      Assign: { id: "{% $states.result.MessageId %}" },
      Output: "{% $states.result.MessageId %}",
      End: true,
    };
    const { inspectionData, output: id } = await service.testState(jsonata, {
      variables: '{"greeting":"hi"}',
      inspectionLevel: "DEBUG",
      ...mocked('{"MessageId":"m-1"}'),
    });
    expect(id).toBe('"m-1"');
    expect(JSON.parse(inspectionData?.afterArguments ?? "")).toMatchObject({ Message: "hi" });
    expect(JSON.parse(inspectionData?.variables ?? "")).toEqual({ greeting: "hi", id: "m-1" });
  });

  const batched = {
    ...readFrom,
    ItemReader: {
      ...(readFrom.ItemReader as JsonObject),
      ReaderConfig: { InputType: "JSON", ItemsPointer: "/orders/0~1" },
    },
    ItemBatcher: { MaxItemsPerBatch: 2 },
  };
  const orders = { orders: { "0/": [1, 2, 3] } };

  test.each<[language: string, fields: JsonObject, expected: JsonObject]>([
    [
      "JSONPath",
      {
        ItemSelector: { "item.$": "$$.Map.Item.Value", "by.$": "$.by" },
        ItemBatcher: { MaxItemsPerBatchPath: "$.size", BatchInput: { "by.$": "$.by" } },
      },
      {
        afterItemsPath: [1, 2, 3],
        afterItemBatcher: [
          {
            BatchInput: { by: "me" },
            Items: [
              { item: 1, by: "me" },
              { item: 2, by: "me" },
            ],
          },
          { BatchInput: { by: "me" }, Items: [{ item: 3, by: "me" }] },
        ],
      },
    ],
    [
      "JSONata",
      {
        QueryLanguage: "JSONata",
        ItemReader: {
          Resource: "arn:aws:states:::s3:getObject",
          ReaderConfig: batched.ItemReader.ReaderConfig,
          Arguments: { Bucket: "b", Key: "k" },
        },
        ItemSelector: "{% {'item': $states.context.Map.Item.Value, 'by': $states.input.by} %}",
        ItemBatcher: { MaxItemsPerBatch: "{% $states.input.size %}" },
      },
      {
        afterItemBatcher: [
          {
            Items: [
              { item: 1, by: "me" },
              { item: 2, by: "me" },
            ],
          },
          { Items: [{ item: 3, by: "me" }] },
        ],
      },
    ],
  ])("of a Map's items shows them as they are read, selected and batched, in %s", async (...row) => {
    const [, fields, expected] = row;
    const { inspectionData = {} } = await service.testState(
      { ...batched, ...fields },
      {
        input: '{"by":"me","size":2}',
        inspectionLevel: "DEBUG",
        ...mocked("[1,2]"),
        stateConfiguration: { mapItemReaderData: JSON.stringify(orders) },
      },
    );
    const shown = Object.entries(inspectionData).filter(([name]) => /^afterItem/.test(name));
    expect(Object.fromEntries(shown.map(([name, text]) => [name, JSON.parse(String(text))]))).toEqual({
      afterItemsPointer: [1, 2, 3],
      afterItemSelector: [1, 2, 3].map((item) => ({ item, by: "me" })),
      ...expected,
    });
  });
});
