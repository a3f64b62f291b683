// One stack with a resource of every kind: made, there again after a restart, changed in place, taken back, and deleted.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import { zipFiles } from "../../../src/services/lambda/code/zip-files.ts";
import { cases, idOf } from "../../region/support/kind-cases.ts";
import { type ServedStacks, serveStacks } from "./support/served-stacks.ts";

const Capabilities = ["CAPABILITY_NAMED_IAM" as const];

let folder: string;
let served: ServedStacks;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "all-kinds-"));
  served = await serveStacks(folder);
  const { s3 } = served.region.services;
  // Where the template's layer lies.
  await s3.createBucket("code");
  await s3.putObject({ bucket: "code", key: "layer.zip", bytes: zipFiles({ "a.txt": Buffer.from("a") }) });
});
afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true });
});

/** Code that is in the template, since there is no project's folder. */
const inline = { Handler: "index.handler", Code: { ZipFile: "exports.handler = async () => 1;" } };

function template(isChanged: boolean, more: JsonObject = {}) {
  const resources = Object.entries(cases).map(([type, { properties = {}, changed = {} }]) => {
    const code = type === "AWS::Lambda::Function" ? inline : {};
    return [
      idOf(type),
      { Type: type, Properties: { ...properties, ...code, ...(isChanged ? changed : {}) } },
    ];
  });
  return { Resources: { ...Object.fromEntries(resources), ...more } };
}

async function physicalIds(): Promise<Readonly<Record<string, string | undefined>>> {
  const { StackResources: resources = [] } = await served.client.send(
    new DescribeStackResourcesCommand({ StackName: "all" }),
  );
  return Object.fromEntries(resources.map((each) => [each.LogicalResourceId, each.PhysicalResourceId]));
}

/** What went wrong in it, to be told by a test that fails. */
async function failures(): Promise<readonly string[]> {
  const { StackEvents: events = [] } = await served.client.send(
    new DescribeStackEventsCommand({ StackName: "all" }),
  );
  return events
    .filter(({ ResourceStatus: status }) => status?.endsWith("_FAILED"))
    .map((each) => `${each.LogicalResourceId}: ${each.ResourceStatusReason}`);
}

const changeable = Object.entries(cases).flatMap(([type, { changed }]) =>
  changed === undefined ? [] : [idOf(type)],
);
let before: Readonly<Record<string, string | undefined>>;

test("it is made", async () => {
  const { StackStatus: status } = await served.create("all", template(false), { Capabilities });
  expect([status, await failures()]).toEqual(["CREATE_COMPLETE", []]);
  before = await physicalIds();
  expect(Object.keys(before).sort()).toEqual(Object.keys(cases).map(idOf).sort());
});

test("it is there again after a restart", async () => {
  await served.close();
  served = await serveStacks(folder);
  expect(served.region.services.cloudformation.absences).toEqual([]);
  expect(await physicalIds()).toEqual(before);
  const { states, lambda, pipes } = served.region.services;
  expect(states.machines.get(before.AWSStepFunctionsStateMachine ?? "")).toBeDefined();
  expect(lambda.list().map(({ functionName }) => functionName)).toContain(before.AWSLambdaFunction);
  expect(pipes.all.map(({ name, state }) => [name, state])).toEqual([[before.AWSPipesPipe, "RUNNING"]]);
});

test("each is changed in place", async () => {
  const { StackStatus: status } = await served.update("all", template(true), { Capabilities });
  expect([status, await failures()]).toEqual(["UPDATE_COMPLETE", []]);
  expect(await physicalIds()).toEqual(before);
  const events = await served.events("all");
  const updated = events
    .filter((event) => event.endsWith(" UPDATE_COMPLETE"))
    .map((event) => event.split(" ", 1).join());
  expect(updated).toEqual(expect.arrayContaining(changeable));
  expect(served.region.services.pipes.all.map(({ state }) => state)).toEqual(["STOPPED"]);
});

test("each is as it was when an update fails", async () => {
  const unfit = { Type: "AWS::SQS::Queue", Properties: { DelaySeconds: 10_000 }, DependsOn: changeable };
  const { StackStatus: status } = await served.update("all", template(false, { Unfit: unfit }), {
    Capabilities,
  });
  expect(status).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await physicalIds()).toEqual(before);
  expect(served.region.services.pipes.all.map(({ state }) => state)).toEqual(["STOPPED"]);
});

test("nothing is left of it", async () => {
  const { client, region } = served;
  const { StackId: id = "" } = await served.settled("all");
  await client.send(new DeleteStackCommand({ StackName: "all" }));
  expect((await served.settled(id)).StackStatus).toBe("DELETE_COMPLETE");
  const { cloudwatch, dynamodb, events, kinesis, lambda, logs, pipes, s3, sns, sqs, states } =
    region.services;
  expect({
    alarms: cloudwatch.alarms.describeAlarms(),
    dashboards: cloudwatch.dashboards.listDashboards(),
    tables: (await dynamodb.request("ListTables", {})).TableNames,
    buses: events.buses.listEventBuses().map(({ name }) => name),
    rules: events.buses.listRules(),
    connections: events.connections.list(),
    streams: kinesis.all,
    functions: lambda.list(),
    groups: logs.describeLogGroups(before.AWSLogsLogGroup),
    pipes: pipes.all,
    buckets: s3.buckets.filter((name) => name === before.AWSS3Bucket),
    topics: sns.listTopics(),
    queues: sqs.listQueues(),
    machines: states.machines.list({}).items,
    activities: states.activities.list({}).items,
  }).toEqual({
    ...{
      alarms: [],
      dashboards: [],
      tables: [],
      buses: ["default"],
      rules: [],
      connections: [],
      streams: [],
    },
    ...{
      functions: [],
      groups: [],
      pipes: [],
      buckets: [],
      topics: [],
      queues: [],
      machines: [],
      activities: [],
    },
  });
});
