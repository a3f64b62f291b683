// States that are tested by themselves, and executions that are run again for whoever wants their history, or a redrive.

import type { Target } from "../../hostile/target.ts";
import { type LargeRequest, states, times, told } from "./large-request.ts";
import { arnOf, manyPaths, one, run } from "./machines.ts";

const testState = (target: Target, state: object, more: object) =>
  told(states(target, "TestState", { definition: JSON.stringify({ ...state, End: true }), ...more }));

const mapOfRows = (ItemSelector: object) => ({
  Type: "Map",
  ItemsPath: "$.rows",
  ItemSelector,
  ItemProcessor: {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
    StartAt: "I",
    States: { I: { Type: "Pass", End: true } },
  },
  ItemBatcher: { MaxItemsPerBatch: 10 },
});
const rows = (count: number) =>
  JSON.stringify({ rows: times(count, (n) => n), l: times(500, (b) => ({ b })) });

/** 400 answers of 250 KB, and an end that can be redriven. */
const largeAnswers = JSON.stringify({
  StartAt: "Each",
  States: {
    Each: {
      Type: "Map",
      ItemsPath: "$.rows",
      ItemProcessor: {
        StartAt: "Get",
        States: {
          Get: {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:s3:getObject",
            Parameters: { Bucket: "answers", Key: "large" },
            ResultPath: null,
            End: true,
          },
        },
      },
      ResultPath: null,
      Next: "Fail",
    },
    Fail: { Type: "Fail", Error: "Redrivable" },
  },
});

async function executionOf(target: Target, machine: string): Promise<string> {
  const { body } = await states(target, "ListExecutions", { stateMachineArn: arnOf(machine) });
  return JSON.parse(body).executions[0].executionArn;
}

export const singleStates: readonly LargeRequest[] = [
  {
    name: "Step Functions TestState of 1 MB of paths",
    ask: (target) =>
      testState(target, manyPaths(20_000), {
        inspectionLevel: "DEBUG",
        input: JSON.stringify({ a: [{ b: 30_000, c: 1 }] }),
      }),
  },
  {
    name: "Step Functions TestState of a Map of 40,000 items, each selected from 500",
    ask: (target) =>
      testState(target, mapOfRows({ "a.$": "$.l[?(@.b > 499)]", "item.$": "$$.Map.Item.Value" }), {
        inspectionLevel: "DEBUG",
        mock: { result: "[]" },
        input: rows(40_000),
      }),
  },
  {
    name: "Step Functions TestState of a Map whose items take all of the input each",
    ask: (target) =>
      testState(target, mapOfRows({ "all.$": "$", "item.$": "$$.Map.Item.Value" }), {
        inspectionLevel: "DEBUG",
        mock: { result: "[]" },
        input: rows(3_000),
      }),
  },
  {
    name: "Step Functions an execution of 400 answers of 250 KB",
    prepare: async (target) => {
      await target.request("PUT", "/answers");
      await target.request("PUT", "/answers/large", { body: "x".repeat(250_000) });
    },
    ask: (target) => run(target, "answers", largeAnswers, { rows: times(400, (n) => n) }),
  },
  {
    name: "Step Functions RedriveExecution of 400 answers of 250 KB",
    ask: async (target) =>
      told(states(target, "RedriveExecution", { executionArn: await executionOf(target, "answers") })),
  },
  {
    name: "Step Functions GetExecutionHistory of 400 answers of 250 KB",
    ask: async (target) =>
      told(
        states(target, "GetExecutionHistory", {
          ...{ executionArn: await executionOf(target, "answers"), maxResults: 1000 },
          includeExecutionData: false,
        }),
      ),
  },
  {
    name: "Step Functions ValidateStateMachineDefinition of 1 MB of one template",
    ask: (target) =>
      told(
        states(target, "ValidateStateMachineDefinition", {
          definition: one(manyPaths(20_000)),
          severity: "WARNING",
        }),
      ),
  },
];
