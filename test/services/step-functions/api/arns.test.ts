// ARNs in requests: missing, of another region, of another kind, and every form that a state machine's ARN takes.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-version.html

import { describe, expect, test } from "@jest/globals";
import {
  activityArn,
  executionArn,
  expressArn,
  machineArn,
  mapRunArn,
  maps,
  passes,
  roleArn,
} from "../support/definitions.ts";
import { servedStates } from "../support/served-states.ts";
import { documentedErrors } from "./documented-errors.ts";

const service = servedStates(() => {
  const { machines } = service.states;
  for (const name of ["orders", "other"])
    machines.create({ name, definition: passes, roleArn, publish: true });
  machines.create({ name: "maps", definition: maps(0), roleArn, publish: true });
  const routing = [{ versionArn: `${machineArn("orders")}:1`, weight: 100 }];
  machines.aliases.create(machineArn("orders"), { name: "live", routing });
});
interface ArnOperation {
  readonly operation: string;
  readonly member: string;
  /** The ARN of something that is not here. */
  readonly absent: string;
  /** What is told of it; undefined if the request succeeds all the same. */
  readonly error: string | undefined;
  /** The error's message, before `: '<ARN>'`. */
  readonly words?: string;
  /** Whatever else the operation requires. */
  readonly more?: object;
}

const noMachine = { error: "StateMachineDoesNotExist", words: "State Machine Does Not Exist" } as const;
const noExecution = { error: "ExecutionDoesNotExist", words: "Execution Does Not Exist" } as const;
const noActivity = { error: "ActivityDoesNotExist", words: "Activity Does Not Exist" } as const;
const noResource = { error: "ResourceNotFound", words: "Resource not found" } as const;
const noReference = { error: "ResourceNotFound" } as const;
const machine = { member: "stateMachineArn", absent: machineArn("none") };
const execution = { member: "executionArn", absent: executionArn("orders", "none") };
const activity = { member: "activityArn", absent: activityArn("none") };
const mapRun = { member: "mapRunArn", absent: mapRunArn("orders/Each") };
const alias = { member: "stateMachineAliasArn", absent: `${machineArn("orders")}:none` };
const resource = { member: "resourceArn", absent: machineArn("none") };

const operations: readonly ArnOperation[] = [
  { operation: "DeleteActivity", ...activity, error: undefined },
  { operation: "DeleteStateMachine", ...machine, error: undefined },
  { operation: "DeleteStateMachineAlias", ...alias, error: undefined },
  {
    operation: "DeleteStateMachineVersion",
    member: "stateMachineVersionArn",
    absent: `${machineArn("none")}:1`,
    error: undefined,
  },
  { operation: "DescribeActivity", ...activity, ...noActivity },
  { operation: "DescribeExecution", ...execution, ...noExecution },
  { operation: "DescribeMapRun", ...mapRun, ...noResource },
  { operation: "DescribeStateMachine", ...machine, ...noMachine },
  { operation: "DescribeStateMachineAlias", ...alias, ...noReference },
  { operation: "DescribeStateMachineForExecution", ...execution, ...noExecution },
  { operation: "GetActivityTask", ...activity, ...noActivity },
  { operation: "GetExecutionHistory", ...execution, ...noExecution },
  { operation: "ListExecutions", ...machine, ...noMachine },
  { operation: "ListExecutions", ...mapRun, ...noResource },
  { operation: "ListMapRuns", ...execution, ...noExecution },
  { operation: "ListStateMachineAliases", ...machine, ...noMachine },
  { operation: "ListStateMachineVersions", ...machine, error: undefined },
  { operation: "ListTagsForResource", ...resource, ...noResource },
  { operation: "PublishStateMachineVersion", ...machine, ...noMachine },
  { operation: "RedriveExecution", ...execution, ...noExecution },
  { operation: "StartExecution", ...machine, ...noMachine },
  { operation: "StartSyncExecution", ...machine, ...noMachine },
  { operation: "StopExecution", ...execution, ...noExecution },
  { operation: "TagResource", ...resource, ...noResource, more: { tags: [] } },
  { operation: "UntagResource", ...resource, ...noResource, more: { tagKeys: [] } },
  { operation: "UpdateMapRun", ...mapRun, ...noResource, more: { maxConcurrency: 1 } },
  { operation: "UpdateStateMachine", ...machine, ...noMachine, more: { definition: passes } },
  { operation: "UpdateStateMachineAlias", ...alias, ...noReference, more: { description: "new" } },
];

test("what is told of what is not here is documented", () => {
  const undocumented = operations.filter(
    ({ operation, error }) => error !== undefined && !documentedErrors[operation]?.includes(error),
  );
  expect(undocumented).toEqual([]);
});

describe.each(operations)(
  "$operation by its $member",
  ({ operation, member, absent, error, words, more }) => {
    const ask = (arn?: string) => service.post(operation, { ...more, [member]: arn });

    test("requires it", async () => {
      const { status, code, message } = await ask();
      // ListExecutions takes either of two.
      const missing =
        operation === "ListExecutions"
          ? "You must specify exactly one of stateMachineArn and mapRunArn"
          : `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`;
      expect([status, code, message]).toEqual([400, "ValidationException", missing]);
    });

    test.each([
      ["of nothing here", absent],
      ["of another region and account", absent.replace("us-east-1:000000000000", "eu-west-1:999999999999")],
    ])("finds nothing by one %s", async (_of, arn) => {
      const { status, code, message, members } = await ask(arn);
      expect([status, code]).toEqual(error === undefined ? [200, undefined] : [400, error]);
      if (error === undefined) return;
      expect(message).toBe(
        words ? `${words}: '${arn}'` : "Request references a resource that does not exist.",
      );
      expect(members).toEqual(error === "ResourceNotFound" ? { resourceName: arn } : {});
    });

    test.each(["orders", "arn:aws:states", "arn:aws:lambda:us-east-1:000000000000:function:f", roleArn])(
      "takes %s for no ARN of Step Functions",
      async (arn) => {
        expect(await ask(arn)).toEqual({
          status: 400,
          code: "InvalidArn",
          message: `Invalid Arn: 'Invalid ARN prefix: ${arn}'`,
          members: {},
        });
      },
    );
  },
);

// Tags are asked for by ARNs of any kind.
describe.each(operations.filter(({ member }) => member !== "resourceArn"))(
  "$operation by its $member",
  ({ operation, member, absent, more }) => {
    const all = [machineArn("orders"), executionArn("a", "b"), activityArn("a"), mapRunArn("a/b")];
    const kindOf = (arn: string) => arn.split(":")[5];

    test.each(all.filter((arn) => kindOf(arn) !== kindOf(absent)))("does not take %s", async (arn) => {
      expect(await service.post(operation, { ...more, [member]: arn })).toEqual({
        status: 400,
        code: "InvalidArn",
        message: `Invalid Arn: 'Resource type not valid in this context: ${kindOf(arn)}'`,
        members: {},
      });
    });
  },
);

describe.each([
  "DescribeExecution",
  "DescribeStateMachineForExecution",
  "GetExecutionHistory",
  "ListMapRuns",
  "RedriveExecution",
  "StopExecution",
])("%s", (operation) => {
  test("does not take the ARN of an Express execution", async () => {
    expect(await service.post(operation, { executionArn: expressArn("express", "one") })).toEqual({
      status: 400,
      code: "InvalidArn",
      message: "Invalid Arn: 'Resource type not valid in this context: express'",
      members: {},
    });
  });
});

const labeled = { code: "ValidationException", members: { reason: "API_DOES_NOT_SUPPORT_LABELED_ARNS" } };
const unknown = { code: "StateMachineDoesNotExist" };
const found = { status: 200 };
const untagged = { code: "ResourceNotFound" };

/** By what follows the machine's name in the ARN. */
const forms: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  DescribeStateMachine: { ":1": found, ":live": found, "/Each": found, "/Only": unknown, ":9": unknown },
  StartExecution: { ":1": found, ":live": found, "/Each": labeled, ":9": unknown, ":none": unknown },
  ListExecutions: { ":1": found, ":live": found, ":9": unknown, ":none": unknown },
  UpdateStateMachine: { ":1": unknown, ":live": unknown, "/Each": labeled },
  PublishStateMachineVersion: { ":1": unknown, ":live": unknown, "/Each": labeled },
  DeleteStateMachine: { ":1": found, ":live": found, "/Each": labeled },
  ListStateMachineAliases: { ":1": found, ":9": { code: "ResourceNotFound" } },
  ListTagsForResource: { ":1": untagged, ":live": untagged, "/Each": untagged },
};

test.each(
  Object.entries(forms).flatMap(([operation, answers]) =>
    Object.entries(answers).map(([form, answer]) => ({ operation, form, answer })),
  ),
)("$operation of …$form answers $answer", async ({ operation, form, answer }) => {
  const arn = `${machineArn(form.startsWith("/") ? "maps" : "orders")}${form}`;
  const member = operation === "ListTagsForResource" ? "resourceArn" : "stateMachineArn";
  const more = operation === "UpdateStateMachine" ? { definition: passes } : {};
  expect(await service.post(operation, { ...more, [member]: arn })).toMatchObject(answer);
});

test.each([":01", ":1:1", ":1:live", "/Each:1", ":"])(
  "…%s is not read as if it named the first version",
  async (form) => {
    const arn = `${machineArn("maps")}${form}`;
    for (const operation of ["DescribeStateMachine", "StartExecution", "ListExecutions"])
      expect(await service.post(operation, { stateMachineArn: arn })).toMatchObject(unknown);
    await service.post("DeleteStateMachineVersion", { stateMachineVersionArn: arn });
    expect(
      await service.post("DescribeStateMachine", { stateMachineArn: `${machineArn("maps")}:1` }),
    ).toMatchObject(found);
  },
);

test("the ARN of a version or of an alias deletes no machine", async () => {
  for (const form of [":1", ":live"])
    await service.post("DeleteStateMachine", { stateMachineArn: `${machineArn("orders")}${form}` });
  for (const form of ["", ":1", ":live"]) {
    const stateMachineArn = `${machineArn("orders")}${form}`;
    const { members } = await service.post("DescribeStateMachine", { stateMachineArn });
    expect(members).toMatchObject({ stateMachineArn, status: "ACTIVE" });
  }
});
