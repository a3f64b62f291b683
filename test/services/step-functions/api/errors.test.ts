// Every error that AWS documents for an operation: either it is provoked here, or it is named here why it cannot come about on
// one machine.

import * as sfn from "@aws-sdk/client-sfn";
import { describe, expect, test } from "@jest/globals";
import {
  activityArn,
  executionArn,
  fails,
  machineArn,
  mapRunArn,
  maps,
  passes,
  roleArn,
  task,
  waits,
} from "../support/definitions.ts";
import { servedStates } from "../support/served-states.ts";
import { documentedErrors } from "./documented-errors.ts";

const service = servedStates(
  async () => {
    const { machines, activities } = service.states;
    const create = (name: string, definition: string, type: "STANDARD" | "EXPRESS" = "STANDARD") =>
      machines.create({ name, definition, roleArn, type, publish: true }).arn;
    create("orders", passes);
    create("express", passes, "EXPRESS");
    create("waits", waits);
    create("deleting", passes);
    machines.beginDeletion(machineArn("deleting"));
    activities.create({ name: "work" });
    activities.create({
      name: "tagged",
      tags: Object.fromEntries(names(50, "key").map((key) => [key, "x"])),
    });
    failed = await service.run(create("fails", fails));
    const mapped = await service.run(create("maps", maps(0)), [1]);
    finishedMapRun = service.states.mapRuns.list(mapped, {}).items[0]?.arn ?? "";
    await service.states.startExecution({ stateMachineArn: machineArn("waits"), name: "taken" });
    overToken = await answeredToken();
    for (const _ of names(1000, "poller")) {
      void activities.getActivityTask({
        activityArn: activityArn("work"),
        workerName: "crowd",
        signal: undefined,
      });
    }
    for (const name of names(100, "alias")) {
      const routing = [{ versionArn: `${machineArn("orders")}:1`, weight: 100 }];
      machines.aliases.create(machineArn("orders"), { name, routing });
    }
    create("versions", passes);
    for (let version = 2; version <= 1000; version++) {
      machines.update({ stateMachineArn: machineArn("versions"), roleArn: `${roleArn}${version}` });
      machines.publish(machineArn("versions"), {});
    }
    machines.update({ stateMachineArn: machineArn("versions"), roleArn: `${roleArn}-new` });
  },
  { patience: 180_000 },
);
let failed: string;
let finishedMapRun: string;
let overToken: string;

function names(count: number, name: string): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index}`);
}

/** Of a task that has been answered already. */
async function answeredToken(): Promise<string> {
  const { machines, activities, tokens } = service.states;
  activities.create({ name: "quick" });
  const { arn } = machines.create({ name: "quick", definition: task(activityArn("quick")), roleArn });
  const ended = service.run(arn);
  const work = await activities.getActivityTask({
    activityArn: activityArn("quick"),
    workerName: "one",
    signal: undefined,
  });
  tokens.succeed(work?.taskToken ?? "", 1);
  await ended;
  return work?.taskToken ?? "";
}

/** The command that provokes an error. */
type Ask = () => { readonly input: object };

const badArn = "arn:aws:lambda:us-east-1:000000000000:function:f";
const badDefinition = '{"StartAt":"Nowhere","States":{}}';
const machine = { name: "new", definition: passes, roleArn };
const unknownToken = "00000000-0000-4000-8000-000000000000";
const twoDestinations = {
  level: "ALL" as const,
  destinations: names(2, "group").map((group) => ({
    cloudWatchLogsLogGroup: { logGroupArn: `arn:aws:logs:us-east-1:000000000000:log-group:${group}:*` },
  })),
};
const keyWithoutId = { type: "CUSTOMER_MANAGED_KMS_KEY" as const };
const tooManyTags = names(51, "key").map((key) => ({ key, value: "x" }));
const routesTo = (versionArn: string) => [{ stateMachineVersionArn: versionArn, weight: 100 }];
const version = (name: string, number = 1) => `${machineArn(name)}:${number}`;
const long = (length: number) => "x".repeat(length);

const provoked: Readonly<Record<string, Readonly<Record<string, Ask>>>> = {
  CreateActivity: {
    ActivityAlreadyExists: () =>
      new sfn.CreateActivityCommand({
        name: "work",
        encryptionConfiguration: { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: "alias/one" },
      }),
    InvalidEncryptionConfiguration: () =>
      new sfn.CreateActivityCommand({ name: "new", encryptionConfiguration: keyWithoutId }),
    InvalidName: () => new sfn.CreateActivityCommand({ name: "two words" }),
    TooManyTags: () => new sfn.CreateActivityCommand({ name: "new", tags: tooManyTags }),
  },
  CreateStateMachine: {
    InvalidArn: () => new sfn.CreateStateMachineCommand({ ...machine, roleArn: "nobody" }),
    InvalidDefinition: () => new sfn.CreateStateMachineCommand({ ...machine, definition: badDefinition }),
    InvalidEncryptionConfiguration: () =>
      new sfn.CreateStateMachineCommand({ ...machine, encryptionConfiguration: keyWithoutId }),
    InvalidLoggingConfiguration: () =>
      new sfn.CreateStateMachineCommand({ ...machine, loggingConfiguration: twoDestinations }),
    InvalidName: () => new sfn.CreateStateMachineCommand({ ...machine, name: "two words" }),
    StateMachineAlreadyExists: () =>
      new sfn.CreateStateMachineCommand({ ...machine, name: "orders", definition: fails }),
    StateMachineDeleting: () => new sfn.CreateStateMachineCommand({ ...machine, name: "deleting" }),
    TooManyTags: () => new sfn.CreateStateMachineCommand({ ...machine, tags: tooManyTags }),
    ValidationException: () => new sfn.CreateStateMachineCommand({ ...machine, versionDescription: "first" }),
  },
  CreateStateMachineAlias: {
    ConflictException: () =>
      new sfn.CreateStateMachineAliasCommand({
        name: "alias-1",
        description: "another",
        routingConfiguration: routesTo(version("orders")),
      }),
    InvalidArn: () =>
      new sfn.CreateStateMachineAliasCommand({ name: "live", routingConfiguration: routesTo(badArn) }),
    ResourceNotFound: () =>
      new sfn.CreateStateMachineAliasCommand({
        name: "live",
        routingConfiguration: routesTo(version("orders", 9)),
      }),
    ServiceQuotaExceededException: () =>
      new sfn.CreateStateMachineAliasCommand({
        name: "one-more",
        routingConfiguration: routesTo(version("orders")),
      }),
    StateMachineDeleting: () =>
      new sfn.CreateStateMachineAliasCommand({
        name: "live",
        routingConfiguration: routesTo(version("deleting")),
      }),
    ValidationException: () =>
      new sfn.CreateStateMachineAliasCommand({
        name: "live",
        routingConfiguration: [{ stateMachineVersionArn: version("orders"), weight: 70 }],
      }),
  },
  DeleteActivity: { InvalidArn: () => new sfn.DeleteActivityCommand({ activityArn: badArn }) },
  DeleteStateMachine: {
    InvalidArn: () => new sfn.DeleteStateMachineCommand({ stateMachineArn: badArn }),
    ValidationException: () =>
      new sfn.DeleteStateMachineCommand({ stateMachineArn: `${machineArn("maps")}/Each` }),
  },
  DeleteStateMachineAlias: {
    InvalidArn: () => new sfn.DeleteStateMachineAliasCommand({ stateMachineAliasArn: badArn }),
    ValidationException: () => new sfn.DeleteStateMachineAliasCommand({ stateMachineAliasArn: long(257) }),
  },
  DeleteStateMachineVersion: {
    ConflictException: () =>
      new sfn.DeleteStateMachineVersionCommand({ stateMachineVersionArn: version("orders") }),
    InvalidArn: () => new sfn.DeleteStateMachineVersionCommand({ stateMachineVersionArn: badArn }),
    ValidationException: () =>
      new sfn.DeleteStateMachineVersionCommand({ stateMachineVersionArn: long(2001) }),
  },
  DescribeActivity: {
    ActivityDoesNotExist: () => new sfn.DescribeActivityCommand({ activityArn: activityArn("none") }),
    InvalidArn: () => new sfn.DescribeActivityCommand({ activityArn: badArn }),
  },
  DescribeExecution: {
    ExecutionDoesNotExist: () =>
      new sfn.DescribeExecutionCommand({ executionArn: executionArn("orders", "none") }),
    InvalidArn: () =>
      new sfn.DescribeExecutionCommand({
        executionArn: "arn:aws:states:us-east-1:000000000000:express:express:one:two",
      }),
  },
  DescribeMapRun: {
    InvalidArn: () => new sfn.DescribeMapRunCommand({ mapRunArn: badArn }),
    ResourceNotFound: () => new sfn.DescribeMapRunCommand({ mapRunArn: mapRunArn("maps/Each") }),
  },
  DescribeStateMachine: {
    InvalidArn: () => new sfn.DescribeStateMachineCommand({ stateMachineArn: badArn }),
    StateMachineDoesNotExist: () =>
      new sfn.DescribeStateMachineCommand({ stateMachineArn: machineArn("none") }),
  },
  DescribeStateMachineAlias: {
    InvalidArn: () => new sfn.DescribeStateMachineAliasCommand({ stateMachineAliasArn: badArn }),
    ResourceNotFound: () =>
      new sfn.DescribeStateMachineAliasCommand({ stateMachineAliasArn: `${machineArn("orders")}:none` }),
    ValidationException: () => new sfn.DescribeStateMachineAliasCommand({ stateMachineAliasArn: long(257) }),
  },
  DescribeStateMachineForExecution: {
    ExecutionDoesNotExist: () =>
      new sfn.DescribeStateMachineForExecutionCommand({ executionArn: executionArn("orders", "none") }),
    InvalidArn: () => new sfn.DescribeStateMachineForExecutionCommand({ executionArn: badArn }),
  },
  GetActivityTask: {
    ActivityDoesNotExist: () => new sfn.GetActivityTaskCommand({ activityArn: activityArn("none") }),
    ActivityWorkerLimitExceeded: () => new sfn.GetActivityTaskCommand({ activityArn: activityArn("work") }),
    InvalidArn: () => new sfn.GetActivityTaskCommand({ activityArn: badArn }),
  },
  GetExecutionHistory: {
    ExecutionDoesNotExist: () =>
      new sfn.GetExecutionHistoryCommand({ executionArn: executionArn("orders", "none") }),
    InvalidArn: () => new sfn.GetExecutionHistoryCommand({ executionArn: badArn }),
    InvalidToken: () => new sfn.GetExecutionHistoryCommand({ executionArn: failed, nextToken: "made-up" }),
  },
  ListActivities: { InvalidToken: () => new sfn.ListActivitiesCommand({ nextToken: "made-up" }) },
  ListExecutions: {
    InvalidArn: () => new sfn.ListExecutionsCommand({ stateMachineArn: badArn }),
    InvalidToken: () =>
      new sfn.ListExecutionsCommand({ stateMachineArn: machineArn("orders"), nextToken: "made-up" }),
    ResourceNotFound: () => new sfn.ListExecutionsCommand({ mapRunArn: mapRunArn("maps/Each") }),
    StateMachineDoesNotExist: () => new sfn.ListExecutionsCommand({ stateMachineArn: machineArn("none") }),
    StateMachineTypeNotSupported: () =>
      new sfn.ListExecutionsCommand({ stateMachineArn: machineArn("express") }),
    ValidationException: () => new sfn.ListExecutionsCommand({}),
  },
  ListMapRuns: {
    ExecutionDoesNotExist: () => new sfn.ListMapRunsCommand({ executionArn: executionArn("maps", "none") }),
    InvalidArn: () => new sfn.ListMapRunsCommand({ executionArn: badArn }),
    InvalidToken: () => new sfn.ListMapRunsCommand({ executionArn: failed, nextToken: "made-up" }),
  },
  ListStateMachineAliases: {
    InvalidArn: () => new sfn.ListStateMachineAliasesCommand({ stateMachineArn: badArn }),
    InvalidToken: () =>
      new sfn.ListStateMachineAliasesCommand({ stateMachineArn: machineArn("orders"), nextToken: "made-up" }),
    StateMachineDeleting: () =>
      new sfn.ListStateMachineAliasesCommand({ stateMachineArn: machineArn("deleting") }),
    ResourceNotFound: () => new sfn.ListStateMachineAliasesCommand({ stateMachineArn: version("orders", 9) }),
    StateMachineDoesNotExist: () =>
      new sfn.ListStateMachineAliasesCommand({ stateMachineArn: machineArn("none") }),
  },
  ListStateMachineVersions: {
    InvalidArn: () => new sfn.ListStateMachineVersionsCommand({ stateMachineArn: badArn }),
    InvalidToken: () =>
      new sfn.ListStateMachineVersionsCommand({
        stateMachineArn: machineArn("orders"),
        nextToken: "made-up",
      }),
    ValidationException: () => new sfn.ListStateMachineVersionsCommand({ stateMachineArn: long(257) }),
  },
  ListStateMachines: { InvalidToken: () => new sfn.ListStateMachinesCommand({ nextToken: "made-up" }) },
  ListTagsForResource: {
    InvalidArn: () => new sfn.ListTagsForResourceCommand({ resourceArn: badArn }),
    ResourceNotFound: () => new sfn.ListTagsForResourceCommand({ resourceArn: machineArn("none") }),
  },
  PublishStateMachineVersion: {
    ConflictException: () =>
      new sfn.PublishStateMachineVersionCommand({
        stateMachineArn: machineArn("orders"),
        revisionId: unknownToken,
      }),
    InvalidArn: () => new sfn.PublishStateMachineVersionCommand({ stateMachineArn: badArn }),
    ServiceQuotaExceededException: () =>
      new sfn.PublishStateMachineVersionCommand({ stateMachineArn: machineArn("versions") }),
    StateMachineDeleting: () =>
      new sfn.PublishStateMachineVersionCommand({ stateMachineArn: machineArn("deleting") }),
    StateMachineDoesNotExist: () =>
      new sfn.PublishStateMachineVersionCommand({ stateMachineArn: machineArn("none") }),
    ValidationException: () =>
      new sfn.PublishStateMachineVersionCommand({
        stateMachineArn: machineArn("orders"),
        description: long(257),
      }),
  },
  RedriveExecution: {
    ExecutionDoesNotExist: () =>
      new sfn.RedriveExecutionCommand({ executionArn: executionArn("orders", "none") }),
    ExecutionNotRedrivable: () =>
      new sfn.RedriveExecutionCommand({ executionArn: executionArn("waits", "taken") }),
    InvalidArn: () => new sfn.RedriveExecutionCommand({ executionArn: badArn }),
    ValidationException: () =>
      new sfn.RedriveExecutionCommand({ executionArn: failed, clientToken: long(65) }),
  },
  SendTaskFailure: {
    InvalidToken: () => new sfn.SendTaskFailureCommand({ taskToken: "made-up" }),
    TaskDoesNotExist: () => new sfn.SendTaskFailureCommand({ taskToken: unknownToken }),
    TaskTimedOut: () => new sfn.SendTaskFailureCommand({ taskToken: overToken }),
  },
  SendTaskHeartbeat: {
    InvalidToken: () => new sfn.SendTaskHeartbeatCommand({ taskToken: "made-up" }),
    TaskDoesNotExist: () => new sfn.SendTaskHeartbeatCommand({ taskToken: unknownToken }),
    TaskTimedOut: () => new sfn.SendTaskHeartbeatCommand({ taskToken: overToken }),
  },
  SendTaskSuccess: {
    InvalidOutput: () => new sfn.SendTaskSuccessCommand({ taskToken: unknownToken, output: "not JSON" }),
    InvalidToken: () => new sfn.SendTaskSuccessCommand({ taskToken: "made-up", output: "1" }),
    TaskDoesNotExist: () => new sfn.SendTaskSuccessCommand({ taskToken: unknownToken, output: "1" }),
    TaskTimedOut: () => new sfn.SendTaskSuccessCommand({ taskToken: overToken, output: "1" }),
  },
  StartExecution: {
    ExecutionAlreadyExists: () =>
      new sfn.StartExecutionCommand({ stateMachineArn: machineArn("waits"), name: "taken", input: "1" }),
    InvalidArn: () => new sfn.StartExecutionCommand({ stateMachineArn: badArn }),
    InvalidExecutionInput: () =>
      new sfn.StartExecutionCommand({ stateMachineArn: machineArn("orders"), input: "not JSON" }),
    InvalidName: () =>
      new sfn.StartExecutionCommand({ stateMachineArn: machineArn("orders"), name: "two words" }),
    StateMachineDeleting: () => new sfn.StartExecutionCommand({ stateMachineArn: machineArn("deleting") }),
    StateMachineDoesNotExist: () => new sfn.StartExecutionCommand({ stateMachineArn: machineArn("none") }),
    ValidationException: () =>
      new sfn.StartExecutionCommand({ stateMachineArn: machineArn("orders"), input: `"${long(262_144)}"` }),
  },
  StartSyncExecution: {
    InvalidArn: () => new sfn.StartSyncExecutionCommand({ stateMachineArn: badArn }),
    InvalidExecutionInput: () =>
      new sfn.StartSyncExecutionCommand({ stateMachineArn: machineArn("express"), input: "not JSON" }),
    InvalidName: () =>
      new sfn.StartSyncExecutionCommand({ stateMachineArn: machineArn("express"), name: "two words" }),
    StateMachineDeleting: () =>
      new sfn.StartSyncExecutionCommand({ stateMachineArn: machineArn("deleting") }),
    StateMachineDoesNotExist: () =>
      new sfn.StartSyncExecutionCommand({ stateMachineArn: machineArn("none") }),
    StateMachineTypeNotSupported: () =>
      new sfn.StartSyncExecutionCommand({ stateMachineArn: machineArn("orders") }),
  },
  StopExecution: {
    ExecutionDoesNotExist: () =>
      new sfn.StopExecutionCommand({ executionArn: executionArn("orders", "none") }),
    InvalidArn: () => new sfn.StopExecutionCommand({ executionArn: badArn }),
    ValidationException: () => new sfn.StopExecutionCommand({ executionArn: failed, error: long(257) }),
  },
  TagResource: {
    InvalidArn: () => new sfn.TagResourceCommand({ resourceArn: badArn, tags: [] }),
    ResourceNotFound: () => new sfn.TagResourceCommand({ resourceArn: version("orders"), tags: [] }),
    TooManyTags: () =>
      new sfn.TagResourceCommand({
        resourceArn: activityArn("tagged"),
        tags: [{ key: "one-more", value: "x" }],
      }),
  },
  TestState: {
    InvalidArn: () =>
      new sfn.TestStateCommand({
        definition: '{"Type":"Pass","End":true}',
        roleArn: "nobody",
      }),
    InvalidDefinition: () => new sfn.TestStateCommand({ definition: '{"Type":"Nothing"}', roleArn }),
    InvalidExecutionInput: () =>
      new sfn.TestStateCommand({ definition: '{"Type":"Pass","End":true}', roleArn, input: "not JSON" }),
    ValidationException: () =>
      new sfn.TestStateCommand({
        definition: '{"Type":"Pass","End":true}',
        roleArn,
        mock: { result: "1", errorOutput: { error: "E" } },
      }),
  },
  UntagResource: {
    InvalidArn: () => new sfn.UntagResourceCommand({ resourceArn: badArn, tagKeys: ["x"] }),
    ResourceNotFound: () => new sfn.UntagResourceCommand({ resourceArn: machineArn("none"), tagKeys: ["x"] }),
  },
  UpdateMapRun: {
    InvalidArn: () => new sfn.UpdateMapRunCommand({ mapRunArn: badArn }),
    ResourceNotFound: () => new sfn.UpdateMapRunCommand({ mapRunArn: mapRunArn("maps/Each") }),
    ValidationException: () => new sfn.UpdateMapRunCommand({ mapRunArn: finishedMapRun, maxConcurrency: 1 }),
  },
  UpdateStateMachine: {
    InvalidArn: () => new sfn.UpdateStateMachineCommand({ stateMachineArn: badArn, definition: passes }),
    InvalidDefinition: () =>
      new sfn.UpdateStateMachineCommand({ stateMachineArn: machineArn("orders"), definition: badDefinition }),
    InvalidEncryptionConfiguration: () =>
      new sfn.UpdateStateMachineCommand({
        stateMachineArn: machineArn("orders"),
        encryptionConfiguration: keyWithoutId,
      }),
    InvalidLoggingConfiguration: () =>
      new sfn.UpdateStateMachineCommand({
        stateMachineArn: machineArn("orders"),
        loggingConfiguration: twoDestinations,
      }),
    MissingRequiredParameter: () =>
      new sfn.UpdateStateMachineCommand({ stateMachineArn: machineArn("orders") }),
    ServiceQuotaExceededException: () =>
      new sfn.UpdateStateMachineCommand({
        stateMachineArn: machineArn("versions"),
        definition: fails,
        publish: true,
      }),
    StateMachineDeleting: () =>
      new sfn.UpdateStateMachineCommand({ stateMachineArn: machineArn("deleting"), definition: passes }),
    StateMachineDoesNotExist: () =>
      new sfn.UpdateStateMachineCommand({ stateMachineArn: machineArn("none"), definition: passes }),
    ValidationException: () =>
      new sfn.UpdateStateMachineCommand({
        stateMachineArn: machineArn("orders"),
        definition: passes,
        versionDescription: "first",
      }),
  },
  UpdateStateMachineAlias: {
    InvalidArn: () =>
      new sfn.UpdateStateMachineAliasCommand({ stateMachineAliasArn: badArn, description: "new" }),
    ResourceNotFound: () =>
      new sfn.UpdateStateMachineAliasCommand({
        stateMachineAliasArn: `${machineArn("orders")}:none`,
        description: "new",
      }),
    StateMachineDeleting: () =>
      new sfn.UpdateStateMachineAliasCommand({
        stateMachineAliasArn: `${machineArn("deleting")}:live`,
        description: "new",
      }),
    ValidationException: () =>
      new sfn.UpdateStateMachineAliasCommand({ stateMachineAliasArn: `${machineArn("orders")}:alias-1` }),
  },
  ValidateStateMachineDefinition: {
    ValidationException: () =>
      new sfn.ValidateStateMachineDefinitionCommand({ definition: passes, maxResults: 101 }),
  },
};

const noKeys = "There are no keys: encryption is a setting that is kept and told.";
const noQuota = "Nothing holds a user to quotas of the whole account.";
const oneAfterTheOther = "Calls are done one after the other.";

/** Why an error of any operation, or of one, cannot come about. */
const impossible: Readonly<Record<string, string>> = {
  KmsAccessDeniedException: noKeys,
  KmsInvalidStateException: noKeys,
  KmsThrottlingException: noKeys,
  ActivityLimitExceeded: noQuota,
  ExecutionLimitExceeded: noQuota,
  StateMachineLimitExceeded: noQuota,
  InvalidTracingConfiguration: "Tracing is on or off, and both are valid.",
  "CreateStateMachine ConflictException": oneAfterTheOther,
  "DeleteStateMachineAlias ConflictException": oneAfterTheOther,
  "UpdateStateMachine ConflictException": oneAfterTheOther,
  "UpdateStateMachineAlias ConflictException": oneAfterTheOther,
  "CreateStateMachine StateMachineTypeNotSupported": "Both types are supported.",
  "CreateStateMachineAlias InvalidName": "A name that does not fit its pattern is a ValidationException.",
  "DeleteStateMachineAlias ResourceNotFound": "One that is not there is as good as deleted, as AWS has it.",
};

test("nothing is told here that is not documented", () => {
  const documented = Object.entries(documentedErrors).flatMap(([operation, names]) => [
    operation,
    ...names.flatMap((name) => [name, `${operation} ${name}`]),
  ]);
  const told = [
    ...Object.keys(impossible),
    ...Object.entries(provoked).flatMap(([operation, errors]) => [
      operation,
      ...Object.keys(errors).map((name) => `${operation} ${name}`),
    ]),
  ];
  expect(told.filter((each) => !documented.includes(each))).toEqual([]);
});

test("no error is both provoked and called impossible", () => {
  const both = Object.entries(provoked).flatMap(([operation, errors]) =>
    Object.keys(errors).filter((name) => name in impossible || `${operation} ${name}` in impossible),
  );
  expect(both).toEqual([]);
});

describe.each(Object.entries(documentedErrors))("%s", (operation, documented) => {
  const own = provoked[operation] ?? {};

  test("has all its documented errors told here", () => {
    const told = documented.filter(
      (name) => name in own || name in impossible || `${operation} ${name}` in impossible,
    );
    expect(told).toEqual(documented);
  });

  test.each(Object.entries(own))("throws %s", async (name, ask) => {
    const send = service.client.send(ask() as sfn.DescribeActivityCommand);
    await expect(send).rejects.toMatchObject({
      name,
      message: expect.stringMatching(/\S/),
      $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
  });
});
