// What an Express execution tells X-Ray: who is traced, and the tree of its states and attempts.

import { describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../../src/aws/arn.ts";
import type { Json, JsonObject } from "../../../../src/aws/json.ts";
import { Failure } from "../../../../src/engine/failure.ts";
import type { TaskCall } from "../../../../src/engine/seams.ts";
import { States } from "../../../../src/services/step-functions/states.ts";
import { systemClock } from "../../../../src/time/clock.ts";

interface Tree {
  readonly [name: string]: Tree;
}

function treeOf(segment: JsonObject): Tree {
  const children = segment.subsegments as readonly JsonObject[];
  return Object.fromEntries(children.map((child) => [String(child.name), treeOf(child)]));
}

async function trace(
  definition: Json,
  {
    traceHeader,
    sampled = true,
    tracingEnabled = true,
  }: { readonly traceHeader?: string; readonly sampled?: boolean; readonly tracingEnabled?: boolean } = {},
) {
  const documents: JsonObject[] = [];
  const calls: TaskCall[] = [];
  const states = new States({
    clock: systemClock,
    identity: localIdentity,
    tasks: {
      run(call) {
        calls.push(call);
        return call.stateName === "Breaks" ? new Failure("Broken", "it is") : { ok: true };
      },
    },
    traces: { sample: () => sampled, put: (document) => void documents.push(JSON.parse(document)) },
  });
  const machine = states.machines.create({
    name: "traced",
    type: "EXPRESS",
    definition: JSON.stringify(definition),
    roleArn: "arn:aws:iam::000000000000:role/r",
    tracingEnabled,
  });
  await states.startSyncExecution({ stateMachineArn: machine.arn, traceHeader });
  return { document: documents[0], calls };
}

const task = (resource: string, next: object = { End: true }) => ({
  Type: "Task",
  Parameters: resource.endsWith(":getItem")
    ? { TableName: "t", Key: { id: { S: "1" } } }
    : { TopicArn: "t", Message: "m" },
  Resource: resource,
  ...next,
});

describe("the trace of an execution", () => {
  test("has a subsegment of each state, and in it of each attempt at its task", async () => {
    const { document } = await trace({
      StartAt: "First",
      States: {
        First: { Type: "Pass", Next: "Both" },
        Both: {
          Type: "Parallel",
          Next: "Last",
          Branches: [
            { StartAt: "Look", States: { Look: task("arn:aws:states:::dynamodb:getItem") } },
            {
              StartAt: "Wrap",
              States: { Wrap: { Type: "Pass", Next: "Tell" }, Tell: task("arn:aws:states:::sns:publish") },
            },
          ],
        },
        Last: { Type: "Succeed" },
      },
    });
    expect(document).toMatchObject({ name: "traced", origin: "AWS::StepFunctions::StateMachine" });
    expect(treeOf(document ?? {})).toEqual({
      First: {},
      Both: { Look: { Dynamodb: {} }, Wrap: {}, Tell: { Sns: {} } },
      Last: {},
    });
  });

  test("shows each attempt of a retried task, its fault, and what the execution failed of", async () => {
    const { document } = await trace({
      StartAt: "Breaks",
      States: {
        Breaks: task("arn:aws:lambda:us-east-1:000000000000:function:f", {
          Retry: [{ ErrorEquals: ["Broken"], MaxAttempts: 1, IntervalSeconds: 1, MaxDelaySeconds: 2 }],
          End: true,
        }),
      },
    });
    const broken = { fault: true, cause: { exceptions: [{ type: "Broken", message: "it is" }] } };
    expect(document).toMatchObject({
      ...broken,
      subsegments: [
        {
          name: "Breaks",
          fault: true,
          subsegments: [
            { name: "Lambda", namespace: "aws", ...broken },
            { name: "Lambda", ...broken },
          ],
        },
      ],
    });
  });
});

test("of an endless loop knows the latest events, and what it began with is whole", async () => {
  const each = { StartAt: "P", States: { P: { Type: "Pass", End: true } } };
  const { document } = await trace({
    StartAt: "First",
    States: {
      First: { Type: "Pass", Result: Array.from({ length: 3_000 }, (_, at) => at), Next: "Each" },
      Each: { Type: "Map", ItemProcessor: each, MaxConcurrency: 1, Next: "Last" },
      Last: { Type: "Pass", End: true },
    },
  });
  const [first, map] = (document?.subsegments ?? []) as readonly JsonObject[];
  expect(first).toMatchObject({ name: "First", end_time: expect.any(Number) });
  expect(map).toMatchObject({ name: "Each", end_time: expect.any(Number) });
  // The document holds two hundred, of which two stand beside the map.
  expect(map?.subsegments).toHaveLength(198);
  expect(document).not.toHaveProperty("fault");
});

describe("an execution is traced", () => {
  const definition = { StartAt: "T", States: { T: task("arn:aws:states:::sns:publish") } };
  const root = "1-6b03fc4a-c57b324b4dcd1b002c489b60";

  test("under the root and the parent that its caller names, which its tasks pass on", async () => {
    const { document, calls } = await trace(definition, {
      traceHeader: `Root=${root};Parent=0123456789abcdef;Sampled=1`,
      tracingEnabled: false,
    });
    expect(document).toMatchObject({ trace_id: root, parent_id: "0123456789abcdef" });
    expect(calls[0]?.execution.traceHeader).toBe(`Root=${root};Parent=${document?.id};Sampled=1`);
  });

  test.each([
    ["its caller said not to", { traceHeader: `Root=${root};Sampled=0` }],
    ["its machine does not trace", { tracingEnabled: false }],
    ["it is not one of the sample", { sampled: false }],
  ])("unless %s", async (_, circumstances) => {
    const { document, calls } = await trace(definition, circumstances);
    expect(document).toBeUndefined();
    expect(calls[0]?.execution.traceHeader).toBeUndefined();
  });
});
