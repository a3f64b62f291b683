// What provokes the errors of executions, map runs, activities, their tasks, and of states that are tried by themselves.

import * as sfn from "@aws-sdk/client-sfn";
import { activityArn, executionArn, machineArn, mapRunArn, roleArn } from "../support/definitions.ts";
import { badArn, keyWithoutId, long, type Provoked, tooManyTags, unknownToken } from "./provoked-errors.ts";

export const executionErrors: Provoked = {
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
  DeleteActivity: { InvalidArn: () => new sfn.DeleteActivityCommand({ activityArn: badArn }) },
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
    InvalidToken: ({ failed }) =>
      new sfn.GetExecutionHistoryCommand({ executionArn: failed, nextToken: "made-up" }),
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
    InvalidToken: ({ failed }) => new sfn.ListMapRunsCommand({ executionArn: failed, nextToken: "made-up" }),
  },
  RedriveExecution: {
    ExecutionDoesNotExist: () =>
      new sfn.RedriveExecutionCommand({ executionArn: executionArn("orders", "none") }),
    ExecutionNotRedrivable: () =>
      new sfn.RedriveExecutionCommand({ executionArn: executionArn("waits", "taken") }),
    InvalidArn: () => new sfn.RedriveExecutionCommand({ executionArn: badArn }),
    ValidationException: ({ failed }) =>
      new sfn.RedriveExecutionCommand({ executionArn: failed, clientToken: long(65) }),
  },
  SendTaskFailure: {
    InvalidToken: () => new sfn.SendTaskFailureCommand({ taskToken: "made-up" }),
    TaskDoesNotExist: () => new sfn.SendTaskFailureCommand({ taskToken: unknownToken }),
    TaskTimedOut: ({ overToken }) => new sfn.SendTaskFailureCommand({ taskToken: overToken }),
  },
  SendTaskHeartbeat: {
    InvalidToken: () => new sfn.SendTaskHeartbeatCommand({ taskToken: "made-up" }),
    TaskDoesNotExist: () => new sfn.SendTaskHeartbeatCommand({ taskToken: unknownToken }),
    TaskTimedOut: ({ overToken }) => new sfn.SendTaskHeartbeatCommand({ taskToken: overToken }),
  },
  SendTaskSuccess: {
    InvalidOutput: () => new sfn.SendTaskSuccessCommand({ taskToken: unknownToken, output: "not JSON" }),
    InvalidToken: () => new sfn.SendTaskSuccessCommand({ taskToken: "made-up", output: "1" }),
    TaskDoesNotExist: () => new sfn.SendTaskSuccessCommand({ taskToken: unknownToken, output: "1" }),
    TaskTimedOut: ({ overToken }) => new sfn.SendTaskSuccessCommand({ taskToken: overToken, output: "1" }),
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
    ValidationException: ({ failed }) =>
      new sfn.StopExecutionCommand({ executionArn: failed, error: long(257) }),
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
  UpdateMapRun: {
    InvalidArn: () => new sfn.UpdateMapRunCommand({ mapRunArn: badArn }),
    ResourceNotFound: () => new sfn.UpdateMapRunCommand({ mapRunArn: mapRunArn("maps/Each") }),
    ValidationException: ({ finishedMapRun }) =>
      new sfn.UpdateMapRunCommand({ mapRunArn: finishedMapRun, maxConcurrency: 1 }),
  },
};
