// What TestState can be asked and cannot, in AWS's words, and what each level of inspection shows.

import type { TestStateCommandInput } from "@aws-sdk/client-sfn";
import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../../src/aws/json.ts";
import { activityArn } from "../support/definitions.ts";
import { servedStates } from "../support/served-states.ts";

const service = servedStates();
type Fields = Partial<Omit<TestStateCommandInput, "definition">>;

const pass: JsonObject = { Type: "Pass", End: true };
const publish: JsonObject = {
  Type: "Task",
  Resource: "arn:aws:states:::sns:publish",
  Parameters: { TopicArn: "arn:aws:sns:us-east-1:000000000000:t", Message: "m" },
  End: true,
};
const waitForToken: JsonObject = { ...publish, Resource: "arn:aws:states:::sns:publish.waitForTaskToken" };
const activity: JsonObject = { Type: "Task", Resource: activityArn("work"), End: true };
const each: JsonObject = { StartAt: "Each", States: { Each: pass } };
const map: JsonObject = { Type: "Map", ItemProcessor: each, End: true };
const parallel: JsonObject = {
  Type: "Parallel",
  Branches: [each, { StartAt: "Other", States: { Other: pass } }],
  End: true,
};
const processor = { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, ...each };
const written: JsonObject = {
  ...map,
  ItemProcessor: processor,
  ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket: "b" } },
};
const readFrom: JsonObject = {
  ...map,
  ItemProcessor: processor,
  ItemReader: {
    Resource: "arn:aws:states:::s3:getObject",
    ReaderConfig: { InputType: "JSON" },
    Parameters: { Bucket: "b", Key: "k" },
  },
};
const deep = `{"a":${"[".repeat(1001)}${"]".repeat(1001)}}`;
const mocked = (result: string) => ({ mock: { result } });
const context = (text: string) => ({ ...mocked('{"MessageId":"m"}'), context: text });
const badContext = "Invalid Context object provided: ";
const schema = "Mock result schema validation error: ";

describe("is refused:", () => {
  test.each<[what: string, definition: JsonObject, fields: Fields, message: string]>([
    ["a mock of a Pass", pass, mocked("1"), "State type 'Pass' is not supported when a mock is specified"],
    [
      "a mock of a Succeed",
      { Type: "Succeed" },
      mocked("1"),
      "State type 'Succeed' is not supported when a mock is specified",
    ],
    [
      "a mock of both kinds",
      publish,
      { mock: { result: "1", errorOutput: { error: "E" } } },
      "A test mock should have only one of the following fields: [result, errorOutput].",
    ],
    [
      "secrets of a mock",
      publish,
      { ...mocked('{"MessageId":"m"}'), revealSecrets: true },
      "TestState does not support RevealSecrets when a mock is specified.",
    ],
    [
      "failures of iterations that are not mocked",
      map,
      { stateConfiguration: { mapIterationFailureCount: 1 } },
      "TestState does not support MapIterationFailureCount when a mock is not specified.",
    ],
    ["a mock that is no JSON", publish, mocked("not JSON"), "Mocked result must be valid JSON"],
    ["a mock that is nested too deeply", publish, mocked(deep), "Mocked result must be valid JSON"],
    ["a Map's mock that is no array", map, mocked("{}"), "Mocked result must be an array."],
    [
      "the mock of a Map that writes its results, if it is no object",
      written,
      mocked("[]"),
      "Mocked result must be a JSON object.",
    ],
    ["a Parallel's mock that is no array", parallel, mocked("{}"), "Mocked result must be an array."],
    [
      "a Parallel's mock of another length",
      parallel,
      mocked("[1]"),
      "Mocked result must contain the same number of items as number of Parallel branches.",
    ],
    [
      "a mock of another type than the service's answer",
      publish,
      mocked('{"MessageId":1}'),
      `${schema}Field 'MessageId' must be a string`,
    ],
    [
      "more failures than iterations",
      map,
      { input: "[1,2]", ...mocked("[1,2]"), stateConfiguration: { mapIterationFailureCount: 3 } },
      "Map iteration failure count must be less than or equal to the number of Map iterations",
    ],
    [
      "read items that are no array",
      readFrom,
      { ...mocked("[]"), stateConfiguration: { mapItemReaderData: "{}" } },
      "Map item reader data must be a valid JSON array",
    ],
    ["a role of no name", publish, { roleArn: "" }, "Member must have length greater than or equal to 1"],
    ["variables that are no object", pass, { variables: "[]" }, "Variables must be a valid JSON object"],
    ["variables that are no JSON", pass, { variables: "{" }, "Variables must be a valid JSON object"],
    [
      "variables that are nested too deeply",
      pass,
      { variables: deep },
      "Variables must be a valid JSON object",
    ],
    ["a context without a mock", pass, { context: "{}" }, "together with a mock"],
    ["a mocked error of no name", publish, { mock: { errorOutput: { cause: "c" } } }, "must have an error"],
    ["a context that is no object", publish, context("[]"), badContext],
    [
      "a context with a field of its own",
      publish,
      context('{"Mine":{}}'),
      `${badContext}Field 'Mine' is not allowed`,
    ],
    [
      "a context with a member of its own",
      publish,
      context('{"Execution":{"Mine":1}}'),
      `${badContext}Field 'Mine' is not allowed`,
    ],
    [
      "a context of another type",
      publish,
      context('{"Execution":{"Id":1}}'),
      `${badContext}Execution.Id must be a string`,
    ],
    [
      "a context with an item",
      publish,
      context('{"Map":{}}'),
      `${badContext}'Map' field is not supported when mocking a Context object`,
    ],
    [
      "a context with a token where there is none",
      publish,
      context('{"Task":{"Token":"t"}}'),
      `${badContext}Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern`,
    ],
    [
      "a state that is not there",
      { StartAt: "A", States: { A: pass } },
      { stateName: "B" },
      "State not found in definition",
    ],
  ])("%s", async (_what, definition, fields, message) => {
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
