// What others see of executions while they run: events on the default bus, and the metrics of AWS/States.

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Json, JsonObject } from "../../src/aws/json.ts";
import { Region } from "../../src/region/region.ts";
import { until } from "../support/until.ts";

let region: Region;
beforeAll(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
  await region.services.sqs.createQueue({ queueName: "changes", attributes: new Map() });
  await region.services.events.buses.putRule({
    name: "changes",
    enabled: true,
    eventPattern: '{"source":["aws.states"]}',
  });
  await region.services.events.buses.putTargets("changes", [
    { id: "one", arn: region.services.sqs.queueArn("changes") },
  ]);
});
afterAll(() => region.close());

function create(name: string, definition: JsonObject, type: "STANDARD" | "EXPRESS" = "STANDARD"): string {
  const roleArn = "arn:aws:iam::000000000000:role/observed";
  return region.services.states.machines.create({
    name,
    type,
    definition: JSON.stringify(definition),
    roleArn,
    publish: true,
  }).arn;
}

async function run(stateMachineArn: string, input: Json = {}): Promise<string> {
  const { states } = region.services;
  const { executionArn } = await states.startExecution({ stateMachineArn, input: JSON.stringify(input) });
  await states.standard.ended(executionArn);
  return executionArn;
}

const pass = { StartAt: "Keep", States: { Keep: { Type: "Pass", End: true } } };
const fail = { StartAt: "Fail", States: { Fail: { Type: "Fail", Error: "TooCold", Cause: "It snows" } } };

describe("the default bus hears", () => {
  /** The events of an execution, as soon as there are so many. */
  const changesOf = (arn: string, count: number) =>
    until(() => {
      const events = region.services.sqs
        .messages("changes")
        .map(({ body }) => JSON.parse(body) as JsonObject);
      const own = events.filter(({ resources }) => (resources as readonly string[])[0] === arn);
      return own.length >= count ? own : undefined;
    });
  const detailsOf = async (arn: string, count: number) =>
    (await changesOf(arn, count)).map(({ detail }) => detail as JsonObject);

  test("that a Standard execution has begun and how it has ended, in AWS's envelope", async () => {
    const stateMachineArn = create("keeps", pass);
    const arn = await run(stateMachineArn, { at: "KSEA" });
    const [begun, ended] = await changesOf(arn, 2);
    expect(begun).toEqual({
      version: "0",
      id: expect.any(String),
      "detail-type": "Step Functions Execution Status Change",
      source: "aws.states",
      account: "000000000000",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: "us-east-1",
      resources: [arn],
      detail: {
        executionArn: arn,
        stateMachineArn,
        stateMachineVersionArn: null,
        stateMachineAliasArn: null,
        name: arn.split(":").at(-1),
        status: "RUNNING",
        startDate: expect.any(Number),
        stopDate: null,
        input: '{"at":"KSEA"}',
        inputDetails: { included: true },
        output: null,
        outputDetails: null,
        error: null,
        cause: null,
        redriveCount: 0,
        redriveDate: null,
        redriveStatus: "NOT_REDRIVABLE",
        redriveStatusReason: "Execution is RUNNING and cannot be redriven",
      },
    });
    expect(ended?.detail).toMatchObject({
      status: "SUCCEEDED",
      stopDate: expect.any(Number),
      output: '{"at":"KSEA"}',
      outputDetails: { included: true },
    });
  });

  test("that one was started by a version, failed, was redriven, and failed again", async () => {
    const machineArn = create("fails", fail);
    const arn = await run(`${machineArn}:1`);
    await region.services.states.standard.redrive(arn);
    const details = await detailsOf(arn, 4);
    expect(details.map(({ status, redriveCount }) => [status, redriveCount])).toEqual([
      ["RUNNING", 0],
      ["FAILED", 0],
      ["RUNNING", 1],
      ["FAILED", 1],
    ]);
    expect(details[1]).toMatchObject({
      stateMachineVersionArn: `${machineArn}:1`,
      error: "TooCold",
      cause: "It snows",
      output: null,
      redriveStatus: "REDRIVABLE",
    });
    expect(details[3]).toMatchObject({ redriveDate: expect.any(Number) });
  });

  test.each<[size: number, input: boolean, output: boolean]>([
    [100 * 1024, true, true],
    [200 * 1024, false, true],
    [250 * 1024, false, false],
  ])("data of %d bytes only as far as it fits into an event", async (size, input, output) => {
    const arn = await run(create(`keeps-${size}`, pass), "x".repeat(size));
    const [, ended] = await detailsOf(arn, 2);
    expect(ended).toMatchObject({ inputDetails: { included: input }, outputDetails: { included: output } });
    expect([ended?.input !== null, ended?.output !== null]).toEqual([input, output]);
  });

  test("nothing of Express executions", async () => {
    const arn = create("express", pass, "EXPRESS");
    const { executionArn } = await region.services.states.startSyncExecution({ stateMachineArn: arn });
    await changesOf(await run(create("after-express", pass)), 2);
    const told = region.services.sqs.messages("changes").map(({ body }) => body);
    expect(told.filter((body) => body.includes(executionArn))).toEqual([]);
  });
});

describe("AWS/States counts", () => {
  const metricsOf = (dimensions: Readonly<Record<string, string>>) => {
    const {
      cloudwatch: { metrics },
    } = region.services;
    const wanted = Object.entries(dimensions).map(([name, value]) => ({ name, value }));
    const found = metrics.listMetrics({ namespace: "AWS/States", dimensions: wanted });
    const own = found.filter((metric) => Object.keys(metric.dimensions).length === wanted.length);
    const range = { from: Date.now() - 3_600_000, until: Date.now() + 3_600_000 };
    const sums = own.map((metric): [string, number] => {
      const counts = metrics.read({ metric, periodSeconds: 3600, stat: "SampleCount" }, range);
      return [metric.metricName, [...counts.values()].reduce((sum, count) => sum + count, 0)];
    });
    return Object.fromEntries(sums.filter(([, count]) => count > 0));
  };
  const task = (fields: JsonObject): JsonObject => ({
    StartAt: "Do",
    States: { Do: { Type: "Task", End: true, ...fields } },
  });

  test("executions by version and by alias", async () => {
    const machineArn = create("versioned", pass);
    const { states } = region.services;
    const alias = states.machines.aliases.create(machineArn, {
      name: "live",
      description: undefined,
      routing: [{ versionArn: `${machineArn}:1`, weight: 100 }],
    });
    await run(alias.arn);
    await run(machineArn);
    await states.startSyncExecution({ stateMachineArn: create("billed", pass, "EXPRESS") });
    const billed = metricsOf({ StateMachineArn: machineArn.replace("versioned", "billed") });
    expect(billed).toMatchObject({ ExpressExecutionBilledDuration: 1, ExpressExecutionBilledMemory: 1 });
    const once = { ExecutionsStarted: 1, ExecutionsSucceeded: 1, ExecutionTime: 1 };
    expect(metricsOf({ StateMachineArn: machineArn, Version: "1" })).toEqual(once);
    expect(metricsOf({ StateMachineArn: machineArn, Alias: "live" })).toEqual(once);
    expect(metricsOf({ StateMachineArn: machineArn }).ExecutionsStarted).toBe(2);
  });

  test("how much there is of what a quota limits", () => {
    const arn = create("counted", pass);
    region.start();
    expect(metricsOf({ ResourceArn: arn })).toEqual({ VersionCount: 1, AliasCount: 1 });
    expect(metricsOf({})).toMatchObject({
      OpenExecutionCount: 1,
      OpenExecutionLimit: 1,
      ApproximateOpenMapRunCount: 1,
    });
  });

  test("what an activity's workers do, and what they fail to do in time", async () => {
    const { states } = region.services;
    const { arn } = states.activities.create({ name: "look" });
    const machine = create("looks", task({ Resource: arn, TimeoutSeconds: 60, HeartbeatSeconds: 1 }));
    const answered = run(machine);
    const work = await states.activities.getActivityTask({ activityArn: arn, workerName: "worker" });
    states.tokens.succeed(work?.taskToken ?? "", "seen");
    await answered;
    await run(machine);
    expect(metricsOf({ ActivityArn: arn })).toEqual({
      ActivitiesScheduled: 2,
      ActivitiesStarted: 1,
      ActivitiesSucceeded: 1,
      ActivitiesHeartbeatTimedOut: 1,
      ActivityScheduleTime: 1,
      ActivityRunTime: 1,
      ActivityTime: 2,
    });
  });

  test("calls of functions and of services", async () => {
    const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:nobody";
    await run(create("calls", task({ Resource: functionArn })));
    const scheduled = { LambdaFunctionsScheduled: 1, LambdaFunctionsStarted: 1, LambdaFunctionsFailed: 1 };
    expect(metricsOf({ LambdaFunctionArn: functionArn })).toMatchObject(scheduled);

    const resource = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
    const waits = task({
      Resource: resource,
      TimeoutSeconds: 1,
      Parameters: { QueueUrl: region.services.sqs.queueUrl("changes"), "MessageBody.$": "$$.Task.Token" },
    });
    await run(create("sends", waits));
    expect(metricsOf({ ServiceIntegrationResourceArn: resource })).toEqual({
      ServiceIntegrationsScheduled: 1,
      ServiceIntegrationsStarted: 1,
      ServiceIntegrationsTimedOut: 1,
      ServiceIntegrationScheduleTime: 1,
      ServiceIntegrationRunTime: 1,
      ServiceIntegrationTime: 1,
    });
  });
});
