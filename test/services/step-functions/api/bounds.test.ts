// The bounds of every member of every request, as AWS's model of the API has them: what breaks one is told with the member's
// place, and what is of the wrong type is refused at once. https://docs.aws.amazon.com/step-functions/latest/apireference/API_Types.html

import { describe, expect, test } from "@jest/globals";
import { servedStates } from "../support/served-states.ts";
import { documentedErrors } from "./documented-errors.ts";

const service = servedStates();
interface Bounds {
  /** Values and the constraint that each breaks. */
  readonly broken: readonly (readonly [value: unknown, constraint: string])[];
  readonly wrongTypes: readonly unknown[];
}

function text(min: number, max: number, pattern?: readonly [value: string, source: string]): Bounds {
  const short = min > 0 ? [["", `have length greater than or equal to ${min}`] as const] : [];
  const long = ["x".repeat(max + 1), `have length less than or equal to ${max}`] as const;
  const misfit = pattern ? [[pattern[0], `satisfy regular expression pattern: ${pattern[1]}`] as const] : [];
  return { broken: [...short, long, ...misfit], wrongTypes: [1, true, ["x"], { x: "x" }] };
}

function number(min: number, max?: number): Bounds {
  const least = [min - 1, `have value greater than or equal to ${min}`] as const;
  const most = max === undefined ? [] : [[max + 1, `have value less than or equal to ${max}`] as const];
  return { broken: [least, ...most], wrongTypes: ["1", true, [1], { x: 1 }] };
}

function integer(min: number, max?: number): Bounds {
  const { broken, wrongTypes } = number(min, max);
  return { broken, wrongTypes: [...wrongTypes, 1.5] };
}

function oneOf(...values: readonly string[]): Bounds {
  return {
    broken: [["NOPE", `satisfy enum value set: [${values.join(", ")}]`]],
    wrongTypes: [1, true, ["x"], {}],
  };
}

const arn = text(1, 256);
const longArn = text(1, 2000);
const name = text(1, 80);
const error = text(0, 256);
const cause = text(0, 32_768);
const payload = text(0, 262_144);
/** Nothing at all is no definition, and is refused as such. */
const definition = text(0, 1_048_576);
const description = text(0, 256);
const taskToken = text(1, 2048);
const traceHeader = text(0, 256, ["é", "\\p{ASCII}*"]);
const flag: Bounds = { broken: [], wrongTypes: ["true", 1, [true], {}] };
const list: Bounds = { broken: [[[null], "not be null"]], wrongTypes: ["x", 1, {}] };
const structure: Bounds = { broken: [], wrongTypes: ["x", 1, []] };
const type = oneOf("STANDARD", "EXPRESS");
const includedData = oneOf("ALL_DATA", "METADATA_ONLY");
const count = integer(0);

const page = { maxResults: integer(0, 1000), nextToken: text(1, 1024) };
/** What is wrong with one of them is told of all. */
const tagKeys: Bounds = {
  broken: [
    [
      ["x", "x".repeat(129)],
      `satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]`,
    ],
    [
      [null],
      "satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must not be null]",
    ],
  ],
  wrongTypes: ["x", 1, {}, [1]],
};
const tags = { tags: list, "tags.1.member.key": text(1, 128), "tags.1.member.value": text(0, 256) };
const encryption = {
  encryptionConfiguration: structure,
  "encryptionConfiguration.type": oneOf("AWS_OWNED_KEY", "CUSTOMER_MANAGED_KMS_KEY"),
  "encryptionConfiguration.kmsKeyId": text(1, 2048),
  "encryptionConfiguration.kmsDataKeyReusePeriodSeconds": integer(60, 900),
};
const group = "loggingConfiguration.destinations.1.member.cloudWatchLogsLogGroup";
const configuration = {
  loggingConfiguration: structure,
  "loggingConfiguration.level": oneOf("ALL", "ERROR", "FATAL", "OFF"),
  "loggingConfiguration.includeExecutionData": flag,
  "loggingConfiguration.destinations": list,
  [group]: structure,
  [`${group}.logGroupArn`]: arn,
  tracingConfiguration: structure,
  "tracingConfiguration.enabled": flag,
  ...encryption,
  publish: flag,
  versionDescription: description,
};
const three = [{}, {}, {}];
const routing = {
  routingConfiguration: {
    broken: [
      [[], "have length greater than or equal to 1"],
      [three, "have length less than or equal to 2"],
      [[null], "not be null"],
    ],
    wrongTypes: ["x", {}],
  } satisfies Bounds,
  "routingConfiguration.1.member.stateMachineVersionArn": arn,
  "routingConfiguration.1.member.weight": integer(0, 100),
};
const start = { stateMachineArn: arn, name, input: payload, traceHeader };

const operations: Readonly<Record<string, Readonly<Record<string, Bounds>>>> = {
  CreateActivity: { name, ...tags, ...encryption },
  CreateStateMachine: { name, definition, roleArn: arn, type, ...tags, ...configuration },
  CreateStateMachineAlias: {
    name: text(1, 80, ["123", "^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$"]),
    description,
    ...routing,
  },
  DeleteActivity: { activityArn: arn },
  DeleteStateMachine: { stateMachineArn: arn },
  DeleteStateMachineAlias: { stateMachineAliasArn: arn },
  DeleteStateMachineVersion: { stateMachineVersionArn: longArn },
  DescribeActivity: { activityArn: arn },
  DescribeExecution: { executionArn: arn, includedData },
  DescribeMapRun: { mapRunArn: longArn },
  DescribeStateMachine: { stateMachineArn: arn, includedData },
  DescribeStateMachineAlias: { stateMachineAliasArn: arn },
  DescribeStateMachineForExecution: { executionArn: arn, includedData },
  GetActivityTask: { activityArn: arn, workerName: name },
  GetExecutionHistory: { executionArn: arn, reverseOrder: flag, includeExecutionData: flag, ...page },
  ListActivities: page,
  ListExecutions: {
    stateMachineArn: arn,
    mapRunArn: longArn,
    statusFilter: oneOf("SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING"),
    redriveFilter: oneOf("REDRIVEN", "NOT_REDRIVEN"),
    maxResults: page.maxResults,
    nextToken: text(1, 3096),
  },
  ListMapRuns: { executionArn: arn, ...page },
  ListStateMachineAliases: { stateMachineArn: arn, ...page },
  ListStateMachineVersions: { stateMachineArn: arn, ...page },
  ListStateMachines: page,
  ListTagsForResource: { resourceArn: arn },
  PublishStateMachineVersion: {
    stateMachineArn: arn,
    revisionId: { broken: [], wrongTypes: [1, {}] },
    description,
  },
  RedriveExecution: { executionArn: arn, clientToken: text(1, 64, ["two words", "[!-~]+"]) },
  SendTaskFailure: { taskToken, error, cause },
  SendTaskHeartbeat: { taskToken },
  SendTaskSuccess: { taskToken, output: payload },
  StartExecution: start,
  StartSyncExecution: { ...start, includedData },
  StopExecution: { executionArn: arn, error, cause },
  TagResource: { resourceArn: arn, ...tags },
  TestState: {
    definition,
    stateName: name,
    roleArn: arn,
    input: payload,
    inspectionLevel: oneOf("INFO", "DEBUG", "TRACE"),
    revealSecrets: flag,
    variables: payload,
    context: payload,
    mock: structure,
    "mock.result": payload,
    "mock.errorOutput": structure,
    "mock.errorOutput.error": error,
    "mock.errorOutput.cause": cause,
    "mock.fieldValidationMode": oneOf("STRICT", "PRESENT", "NONE"),
    stateConfiguration: structure,
    "stateConfiguration.retrierRetryCount": count,
    "stateConfiguration.errorCausedByState": name,
    "stateConfiguration.mapIterationFailureCount": count,
    "stateConfiguration.mapItemReaderData": payload,
  },
  UntagResource: { resourceArn: arn, tagKeys },
  UpdateMapRun: {
    mapRunArn: longArn,
    maxConcurrency: count,
    toleratedFailurePercentage: number(0, 100),
    toleratedFailureCount: count,
  },
  UpdateStateMachine: { stateMachineArn: arn, definition, roleArn: arn, ...configuration },
  UpdateStateMachineAlias: { stateMachineAliasArn: arn, description, ...routing },
  ValidateStateMachineDefinition: {
    definition,
    type,
    severity: oneOf("ERROR", "WARNING"),
    maxResults: integer(0, 100),
  },
};

/** A request of nothing but this member: whatever else it requires is then told beside what is looked for. */
function requestOf(path: string, value: unknown): unknown {
  const [first = "", ...rest] = path.split(".");
  if (first === "1") return [requestOf(rest.slice(1).join("."), value)];
  if (first === "") return value;
  return { [first]: rest.length === 0 ? value : requestOf(rest.join("."), value) };
}

test("there is an entry for each operation", () => {
  expect(Object.keys(operations).sort()).toEqual(Object.keys(documentedErrors).sort());
});

describe.each(Object.entries(operations))("%s", (operation, members) => {
  const places = Object.entries(members);

  test("tells what breaks a bound, and where", async () => {
    for (const [path, { broken }] of places) {
      for (const [value, constraint] of broken) {
        const place = constraint === "not be null" ? `${path}.1.member` : path;
        const { status, code, message } = await service.post(operation, requestOf(path, value));
        expect([status, code]).toEqual([400, "ValidationException"]);
        expect(message).toMatch(/^\d+ validation errors? detected: Value/);
        expect(message).toContain(`at '${place}' failed to satisfy constraint: Member must ${constraint}`);
      }
    }
  });

  test("takes no value of another type", async () => {
    for (const [path, { wrongTypes }] of places) {
      for (const value of wrongTypes) {
        const { status, code } = await service.post(operation, requestOf(path, value));
        expect([path, value, status, code]).toEqual([path, value, 400, "SerializationException"]);
      }
    }
  });
});
