// The words of Step Functions' errors, and the members that some of them have besides: clients show the one and read the other.
// What is told in full is as AWS was seen to answer or documents it; where AWS was never seen, only the gist is held to.

import * as sfn from "@aws-sdk/client-sfn";
import { expect, test } from "@jest/globals";
import {
  activityArn,
  executionArn,
  fails,
  machineArn,
  mapRunArn,
  maps,
  passes,
  roleArn,
  waits,
} from "../support/definitions.ts";
import { servedStates } from "../support/served-states.ts";
import { documentedErrors } from "./documented-errors.ts";

const service = servedStates(async () => {
  const { machines, activities } = service.states;
  const create = (name: string, definition: string, type: "STANDARD" | "EXPRESS" = "STANDARD") =>
    machines.create({ name, definition, roleArn, type, publish: true }).arn;
  create("orders", passes);
  create("waits", waits);
  create("express", passes, "EXPRESS");
  create("deleting", passes);
  machines.beginDeletion(machineArn("deleting"));
  const routing = [{ versionArn: version("orders"), weight: 100 }];
  for (const name of ["green", "blue"]) machines.aliases.create(machineArn("orders"), { name, routing });
  activities.create({ name: "work" });
  const mapped = await service.run(create("maps", maps(0)), [1]);
  finishedMapRun = service.states.mapRuns.list(mapped, {}).items[0]?.arn ?? "";
  await service.states.startExecution({ stateMachineArn: machineArn("waits"), name: "taken" });
});
let finishedMapRun: string;
const version = (name: string, number = 1) => `${machineArn(name)}:${number}`;
const machine = { name: "new", definition: passes, roleArn };
const route = (stateMachineVersionArn: string, weight: number) => ({ stateMachineVersionArn, weight });
const createAlias = (...routingConfiguration: sfn.RoutingConfigurationListItem[]) =>
  new sfn.CreateStateMachineAliasCommand({ name: "live", routingConfiguration });
const startWith = (input: string) =>
  new sfn.StartExecutionCommand({ stateMachineArn: machineArn("orders"), input });
const routingReason = { reason: "INVALID_ROUTING_CONFIGURATION" };
const labeledReason = { reason: "API_DOES_NOT_SUPPORT_LABELED_ARNS" };
const invalidInput = (problem: string) => `Invalid State Machine Execution Input: '${problem}'`;

interface Case {
  /** The error's name, and what tells this case from others of it. */
  readonly what: string;
  readonly command: () => { readonly input: object };
  readonly message: string | RegExp;
  readonly members?: object;
}

const cases: readonly Case[] = [
  {
    what: "ActivityAlreadyExists",
    command: () =>
      new sfn.CreateActivityCommand({
        name: "work",
        encryptionConfiguration: { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: "alias/one" },
      }),
    message: /activity:work'$/,
  },
  {
    what: "StateMachineAlreadyExists",
    command: () => new sfn.CreateStateMachineCommand({ ...machine, name: "orders", definition: fails }),
    message: `State Machine Already Exists: '${machineArn("orders")}'`,
  },
  {
    what: "ExecutionAlreadyExists",
    command: () =>
      new sfn.StartExecutionCommand({ stateMachineArn: machineArn("waits"), name: "taken", input: "1" }),
    message: `Execution Already Exists: '${executionArn("waits", "taken")}'`,
  },
  {
    what: "InvalidName of a machine",
    command: () => new sfn.CreateStateMachineCommand({ ...machine, name: "a<b" }),
    message: "Invalid Name: 'a<b'",
  },
  {
    what: "InvalidName of an execution",
    command: () => new sfn.StartExecutionCommand({ stateMachineArn: machineArn("orders"), name: "a b" }),
    message: "Invalid Name: 'a b'",
  },
  {
    what: "InvalidDefinition of a missing state",
    command: () =>
      new sfn.CreateStateMachineCommand({
        ...machine,
        definition:
          '{"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"B"}],"Default":"C"},"C":{"Type":"Succeed"}}}',
      }),
    message:
      /^Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: [^,]* at \/States\/A\/Choices\[0\]\/Next'$/,
  },
  {
    what: "InvalidDefinition of what is no JSON",
    command: () => new sfn.CreateStateMachineCommand({ ...machine, definition: "not JSON" }),
    message: /^Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: Unrecognized token 'not'/,
  },
  {
    what: "InvalidExecutionInput of no JSON",
    command: () => startWith("not JSON"),
    message: invalidInput(
      "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
    ),
  },
  {
    what: "InvalidExecutionInput of nothing",
    command: () => startWith(""),
    message: invalidInput("Invalid execution input."),
  },
  {
    what: "InvalidExecutionInput of single quotes",
    command: () => startWith("{'a':1}"),
    message: invalidInput(
      "Unexpected character (''' (code 39)): was expecting double-quote to start field name",
    ),
  },
  {
    what: "MissingRequiredParameter",
    command: () => new sfn.UpdateStateMachineCommand({ stateMachineArn: machineArn("orders") }),
    message:
      "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified",
  },
  {
    what: "StateMachineTypeNotSupported of StartSyncExecution",
    command: () => new sfn.StartSyncExecutionCommand({ stateMachineArn: machineArn("orders") }),
    message: "This operation is not supported by this type of state machine",
  },
  {
    what: "StateMachineTypeNotSupported of ListExecutions",
    command: () => new sfn.ListExecutionsCommand({ stateMachineArn: machineArn("express") }),
    message: "This operation is not supported by this type of state machine",
  },
  {
    what: "StateMachineDeleting",
    command: () => new sfn.StartExecutionCommand({ stateMachineArn: machineArn("deleting") }),
    message: /stateMachine:deleting'$/,
  },
  {
    what: "ConflictException of a revision that is not current",
    command: () =>
      new sfn.PublishStateMachineVersionCommand({ stateMachineArn: machineArn("orders"), revisionId: "old" }),
    message:
      /^Failed to publish the State Machine version for revision old\. The current State Machine revision is /,
  },
  {
    what: "ConflictException of a version that aliases use",
    command: () => new sfn.DeleteStateMachineVersionCommand({ stateMachineVersionArn: version("orders") }),
    message:
      "Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [green, blue]",
  },
  {
    what: "ConflictException of an alias that is there",
    command: () =>
      new sfn.CreateStateMachineAliasCommand({
        name: "green",
        description: "another",
        routingConfiguration: [route(version("orders"), 100)],
      }),
    message:
      "Failed to create alias because an alias with the same name and a different routing configuration already exists.",
  },
  {
    what: "ValidationException of a route to no version",
    command: () => createAlias(route(machineArn("orders"), 100)),
    message: `Routing configuration must contain state machine version ARNs. Received: [${machineArn("orders")}]`,
    members: routingReason,
  },
  {
    what: "ValidationException of two routes to a version",
    command: () => createAlias(route(version("orders"), 50), route(version("orders"), 50)),
    message: `Routing configuration must contain distinct state machine version ARNs. Received: [${version("orders")}, ${version("orders")}]`,
    members: routingReason,
  },
  {
    what: "ValidationException of weights that are not 100 together",
    command: () => createAlias(route(version("orders"), 70), route(version("orders", 2), 29)),
    message: "Sum of routing configuration weights must equal 100. Received: [70, 29]",
    members: routingReason,
  },
  {
    what: "ValidationException of an alias between machines",
    command: () => createAlias(route(version("orders"), 70), route(version("waits"), 30)),
    message: /versions of the same state machine/,
    members: routingReason,
  },
  {
    what: "ValidationException of an alias that is led to another machine",
    command: () =>
      new sfn.UpdateStateMachineAliasCommand({
        stateMachineAliasArn: `${machineArn("orders")}:green`,
        routingConfiguration: [route(version("waits"), 100)],
      }),
    message: /versions of the same state machine/,
    members: routingReason,
  },
  {
    what: "ValidationException of an alias that is not changed",
    command: () =>
      new sfn.UpdateStateMachineAliasCommand({ stateMachineAliasArn: `${machineArn("orders")}:green` }),
    message: /must be specified/,
    members: { reason: "MISSING_REQUIRED_PARAMETER" },
  },
  {
    what: "ValidationException of a description without a version, at creation",
    command: () => new sfn.CreateStateMachineCommand({ ...machine, versionDescription: "first" }),
    message: "Version description can only be set when publish is true",
  },
  {
    what: "ValidationException of a description without a version, at an update",
    command: () =>
      new sfn.UpdateStateMachineCommand({
        stateMachineArn: machineArn("orders"),
        definition: passes,
        publish: false,
        versionDescription: "first",
      }),
    message: "Version description can only be set when publish is true",
  },
  ...[
    new sfn.StartExecutionCommand({ stateMachineArn: `${machineArn("maps")}/Each` }),
    new sfn.StartSyncExecutionCommand({ stateMachineArn: `${machineArn("maps")}/Each` }),
    new sfn.DeleteStateMachineCommand({ stateMachineArn: `${machineArn("maps")}/Each` }),
    new sfn.UpdateStateMachineCommand({ stateMachineArn: `${machineArn("maps")}/Each`, definition: passes }),
    new sfn.PublishStateMachineVersionCommand({ stateMachineArn: `${machineArn("maps")}/Each` }),
  ].map((command) => ({
    what: `ValidationException of a label, by ${command.constructor.name}`,
    command: () => command,
    message: /label/,
    members: labeledReason,
  })),
  {
    what: "ValidationException of a Map Run that is over",
    command: () => new sfn.UpdateMapRunCommand({ mapRunArn: finishedMapRun, maxConcurrency: 1 }),
    message: /completed/,
    members: { reason: "CANNOT_UPDATE_COMPLETED_MAP_RUN" },
  },
  {
    what: "ValidationException of a redrive filter without a Map Run",
    command: () =>
      new sfn.ListExecutionsCommand({ stateMachineArn: machineArn("orders"), redriveFilter: "REDRIVEN" }),
    message: /mapRunArn/,
  },
  {
    what: "ValidationException of pending redrives without a Map Run",
    command: () =>
      new sfn.ListExecutionsCommand({
        stateMachineArn: machineArn("orders"),
        statusFilter: "PENDING_REDRIVE",
      }),
    message: /mapRunArn/,
  },
  {
    what: "ValidationException of a machine and a Map Run at once",
    command: () =>
      new sfn.ListExecutionsCommand({ stateMachineArn: machineArn("orders"), mapRunArn: finishedMapRun }),
    message: /exactly one/,
  },
  {
    what: "ResourceNotFound of a Map Run",
    command: () => new sfn.DescribeMapRunCommand({ mapRunArn: mapRunArn("maps/Each") }),
    message: `Resource not found: '${mapRunArn("maps/Each")}'`,
    members: { resourceName: mapRunArn("maps/Each") },
  },
  {
    what: "ResourceNotFound of a route's version",
    command: () => createAlias(route(version("orders", 9), 100)),
    message: "Request references a resource that does not exist.",
    members: { resourceName: version("orders", 9) },
  },
  {
    what: "ResourceNotFound of a route's machine",
    command: () => createAlias(route(version("none"), 100)),
    message: "Request references a resource that does not exist.",
    members: { resourceName: version("none") },
  },
  {
    what: "TooManyTags",
    command: () =>
      new sfn.TagResourceCommand({
        resourceArn: activityArn("work"),
        tags: Array.from({ length: 51 }, (_, index) => ({ key: `key-${index}`, value: "" })),
      }),
    message: /50/,
    members: { resourceName: activityArn("work") },
  },
  {
    what: "TaskDoesNotExist",
    command: () => new sfn.SendTaskHeartbeatCommand({ taskToken: "00000000-0000-4000-8000-000000000000" }),
    message: /^Task Does Not Exist: /,
  },
  {
    what: "InvalidToken of a task",
    command: () => new sfn.SendTaskHeartbeatCommand({ taskToken: "made-up" }),
    message: "Invalid Token: 'Invalid token'",
  },
  {
    what: "InvalidOutput",
    command: () => new sfn.SendTaskSuccessCommand({ taskToken: "made-up", output: "not JSON" }),
    message: /^Invalid Output: 'Unrecognized token 'not'/,
  },
  {
    what: "ExecutionNotRedrivable",
    command: () => new sfn.RedriveExecutionCommand({ executionArn: executionArn("waits", "taken") }),
    message: /Execution is RUNNING and cannot be redriven/,
  },
];

test("each operation tells only what it documents", () => {
  // Whatever is asked may be out of bounds.
  const undocumented = cases.filter(({ what, command }) => {
    const [name = ""] = what.split(" ");
    const operation = command().constructor.name.slice(0, -"Command".length);
    return name !== "ValidationException" && !documentedErrors[operation]?.includes(name);
  });
  expect(undocumented.map(({ what }) => what)).toEqual([]);
});

test.each(cases)("$what", async ({ what, command, message, members = {} }) => {
  const [name] = what.split(" ");
  const words = typeof message === "string" ? message : expect.stringMatching(message);
  await expect(service.client.send(command() as sfn.DescribeActivityCommand)).rejects.toMatchObject({
    name,
    message: words,
    ...members,
  });
});
