// States that TestState is asked about, and what it refuses of them, in AWS's words.

import type { TestStateCommandInput } from "@aws-sdk/client-sfn";
import type { JsonObject } from "../../../../src/aws/json.ts";
import { activityArn } from "../support/definitions.ts";

type Fields = Partial<Omit<TestStateCommandInput, "definition">>;

const pass: JsonObject = { Type: "Pass", End: true };
export const publish: JsonObject = {
  Type: "Task",
  Resource: "arn:aws:states:::sns:publish",
  Parameters: { TopicArn: "arn:aws:sns:us-east-1:000000000000:t", Message: "m" },
  End: true,
};
export const waitForToken: JsonObject = {
  ...publish,
  Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
};
export const activity: JsonObject = { Type: "Task", Resource: activityArn("work"), End: true };
const each: JsonObject = { StartAt: "Each", States: { Each: pass } };
export const map: JsonObject = { Type: "Map", ItemProcessor: each, End: true };
export const parallel: JsonObject = {
  Type: "Parallel",
  Branches: [each, { StartAt: "Other", States: { Other: pass } }],
  End: true,
};
export const processor = { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, ...each };
const written: JsonObject = {
  ...map,
  ItemProcessor: processor,
  ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket: "b" } },
};
export const readFrom: JsonObject = {
  ...map,
  ItemProcessor: processor,
  ItemReader: {
    Resource: "arn:aws:states:::s3:getObject",
    ReaderConfig: { InputType: "JSON" },
    Parameters: { Bucket: "b", Key: "k" },
  },
};
const deep = `{"a":${"[".repeat(1001)}${"]".repeat(1001)}}`;
export const mocked = (result: string) => ({ mock: { result } });
export const context = (text: string) => ({ ...mocked('{"MessageId":"m"}'), context: text });
const badContext = "Invalid Context object provided: ";
const schema = "Mock result schema validation error: ";

export const refusedRequests: readonly (readonly [
  what: string,
  definition: JsonObject,
  fields: Fields,
  message: string,
])[] = [
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
];
