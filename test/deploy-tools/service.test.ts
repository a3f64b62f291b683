// This repository's own service, in two stages side by side, as its pipeline deploys it, in the role that each stage has for that: it
// runs with its roles held to their policies, a release goes bit by bit while records flow, one that fails goes back by itself, and nothing is left of what is removed. Time passes
// only while no function runs, so that minutes of a release are moments and no function's time is cut short.

import { cpSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { VirtualClock } from "../../src/time/virtual-clock.ts";
import { linkService } from "../service/packaged-service.ts";
import { unmissed } from "../service/permission-uses.ts";
import { until } from "../support/until.ts";
import { Deployment } from "./support/deployment.ts";
import { makePipelineRole, type PipelineRole } from "./support/pipeline-role.ts";
import { serverless } from "./support/tool-paths.ts";

jest.setTimeout(900_000);

const clock = new VirtualClock(Date.now());
const denied: string[] = [];
let deployment: Deployment;
let roles: Readonly<Record<"dev" | "prod", PipelineRole>>;
let client: KinesisClient;
let isOver = false;
let invocations = 0;

async function passTime(): Promise<void> {
  while (!isOver) {
    await sleep(2);
    if (invocations === 0) clock.advanceBy(100);
  }
}

beforeAll(async () => {
  const folder = await linkService();
  // What is edited is a copy, and so are the plugins, which look for it beside themselves.
  for (const name of ["handlers", "plugins", "statemachines"]) {
    rmSync(join(folder, name));
    cpSync(resolve(name), join(folder, name), { recursive: true });
  }
  deployment = await Deployment.openIn(folder, {
    clock,
    onDenied: (message) => denied.push(message),
  });
  const { lambda } = deployment.region.services;
  const invoke = lambda.invoke.bind(lambda);
  lambda.invoke = async (request) => {
    invocations++;
    return invoke(request).finally(() => {
      invocations--;
    });
  };
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  client = new KinesisClient({ endpoint: deployment.url, region: "us-east-1", credentials });
  void passTime();
  roles = {
    dev: await makePipelineRole(deployment, "dev"),
    prod: await makePipelineRole(deployment, "prod"),
  };
});

afterAll(async () => {
  await deployment.close().finally(() => {
    isOver = true;
  });
  client.destroy();
});

function sls(...args: readonly string[]): Promise<string> {
  deployment.keys = roles[args.includes("prod") ? "prod" : "dev"].keys;
  return deployment.succeed(serverless, ...args);
}

/** What the role of a stage may do by itself and did not need. The rest it may have CloudFormation do: whatever that lacks is denied. */
function unmissedOf({ arn }: PipelineRole): readonly string[] {
  const { permissions, services } = deployment.region;
  const inline = services.iam.roles.all().find((role) => role.arn === arn)?.inline ?? {};
  const documents = Object.values(inline).map((text) => {
    const { Statement } = JSON.parse(text) as {
      readonly Statement: readonly { readonly Condition?: object }[];
    };
    return JSON.stringify({ Statement: Statement.filter(({ Condition }) => Condition === undefined) });
  });
  return unmissed({ roleArn: arn, documents, uses: permissions?.usesOf(arn) ?? [] });
}
/** No Glue here; and what the tables hold may go with them. */
const prod = ["--stage", "prod", "--param", "glue-job=without", "--param", "contents=Delete"];

/** What the executions of a stage have made of the records: by an id of the stream, the revision of the machine that processed it. */
function watch(stage: string) {
  const processed = new Map<string, string>();
  let failed = 0;
  const name = `:millrace-${stage}-ingest-readings`;
  deployment.region.services.states.onExecutionEnded(({ stateMachine, input, end }) => {
    if (!stateMachine.arn.endsWith(name)) return;
    if (end.status !== "SUCCEEDED") failed++;
    else
      for (const { eventID } of input as unknown as readonly { readonly eventID: string }[])
        processed.set(eventID, String((end.output as { readonly revision?: number }).revision ?? 1));
  });
  return { processed, failures: () => failed };
}

let sequence = 0;

/** Readings that show nothing, each on the shard that its key leads to. Answers with their ids. */
async function put(stage: string, many: number): Promise<readonly string[]> {
  const Records = Array.from({ length: many }, () => {
    const reading = {
      stationId: `s${sequence % 16}`,
      sequence: sequence++,
      observedAt: "2026-01-01T00:00:00Z",
    };
    const measured = {
      temperatureCelsius: 12,
      pressureHpa: 1013,
      pressureTendencyHpa: 0,
      windMetresPerSecond: 3,
    };
    return {
      PartitionKey: reading.stationId,
      Data: Buffer.from(JSON.stringify({ ...reading, ...measured })),
    };
  });
  const StreamName = `millrace-${stage}-readings`;
  const answer = await client.send(new PutRecordsCommand({ StreamName, Records }));
  return (answer.Records ?? []).map(({ ShardId, SequenceNumber }) => `${ShardId}:${SequenceNumber}`);
}

const allProcessed = (ids: readonly string[], { processed }: ReturnType<typeof watch>) =>
  until(() => ids.every((id) => processed.has(id)));

/** Records flow all the while. Answers with the ids of all of them. */
async function underLoad<Answer>(stage: string, work: () => Promise<Answer>) {
  const ids: string[] = [];
  let isDone = false;
  const sending = (async () => {
    while (!isDone) {
      ids.push(...(await put(stage, 8)));
      await sleep(50);
    }
  })();
  try {
    return { answer: await work(), ids };
  } finally {
    isDone = true;
    await sending;
  }
}

const lists: readonly (readonly [service: string, operation: string])[] = [
  ["kinesis", "ListStreams"],
  ["sqs", "ListQueues"],
  ["dynamodb", "ListTables"],
  ["sns", "ListTopics"],
  ["eventbridge", "ListEventBuses"],
  ["pipes", "ListPipes"],
  ["sfn", "ListStateMachines"],
  ["scheduler", "ListSchedules"],
  ["scheduler", "ListScheduleGroups"],
  ["cloudwatch", "DescribeAlarms"],
  ["cloudwatch", "ListDashboards"],
  ["cloudwatchlogs", "DescribeLogGroups"],
  ["iam", "ListRoles"],
  ["s3", "ListBuckets"],
  ["secretsmanager", "ListSecrets"],
  ["iot", "ListTopicRules"],
  ["lambda", "ListFunctions"],
  ["lambda", "ListEventSourceMappings"],
];

/** The lists of services in which something is called so. */
async function listsWith(name: RegExp): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [service, operation] of lists) {
    const answer = JSON.stringify(await deployment.ask(service, operation, {}));
    expect([service, operation, answer === undefined]).toEqual([service, operation, false]);
    if (name.test(answer)) found.push(`${service} ${operation}`);
  }
  return found;
}

const aliasOf = (name: string) => deployment.region.services.lambda.functions.get(name).aliases[0];

let dev: ReturnType<typeof watch>;
let live: ReturnType<typeof watch>;

test("two stages stand side by side in one region, and records flow through both", async () => {
  await sls("deploy");
  await sls("deploy", ...prod);
  [dev, live] = [watch("dev"), watch("prod")];
  await allProcessed(await put("dev", 20), dev);
  await allProcessed(await put("prod", 20), live);
  expect([dev.failures(), live.failures(), denied]).toEqual([0, 0, []]);
  const all = lists.map((each) => each.join(" "));
  expect(await listsWith(/millrace[-_]?dev/)).toEqual(all);
  expect(await listsWith(/millrace[-_]?prod/)).toEqual(all);
});

test("a release changes a machine and a function bit by bit while records flow, and loses none", async () => {
  deployment.edit("statemachines/ingest-readings.asl.json", '"shardId.$"', '"revision": 2, "shardId.$"');
  deployment.edit("handlers/validate.ts", '"batch validated"', '"batch validated anew"');
  const { ids } = await underLoad("prod", () => sls("deploy", ...prod));
  await allProcessed(ids, live);
  const revisions = new Set(ids.map((id) => live.processed.get(id)));
  expect([...revisions].toSorted()).toEqual(["1", "2"]);
  expect(aliasOf("millrace-prod-validate")).toMatchObject({ version: "2", weights: {} });
  const logGroupName = "/aws/lambda/millrace-prod-validate";
  const words = JSON.stringify(
    await deployment.ask("cloudwatchlogs", "FilterLogEvents", { logGroupName, filterPattern: "anew" }),
  );
  expect(words).toContain("batch validated anew");
  expect([live.failures(), denied]).toEqual([0, []]);
});

test("a release that fails goes back by itself when its alarm sounds, and loses none either", async () => {
  deployment.edit(
    "handlers/validate.ts",
    "const validated = validateBatch(records);",
    'throw new Error("broken");',
  );
  const { answer, ids } = await underLoad("prod", () =>
    deployment.run(serverless, "deploy", ...prod, "--verbose"),
  );
  expect(answer.exitCode).toBe(1);
  expect(answer.output).toContain("millrace-prod-validate-errors is in the state ALARM");
  await until(async () => {
    const status = await deployment.stackStatus("millrace-prod");
    return status === "UPDATE_ROLLBACK_COMPLETE";
  });
  expect(aliasOf("millrace-prod-validate")).toMatchObject({ version: "2", weights: {} });
  expect(live.failures()).toBeGreaterThan(0);
  await allProcessed(ids, live);
});

test("removing a stage leaves the other as it is, and nothing of itself", async () => {
  await sls("remove");
  expect(unmissedOf(roles.dev)).toEqual([]);
  await roles.dev.remove();
  expect(await listsWith(/millrace[-_]?dev/)).toEqual([]);
  await allProcessed(await put("prod", 20), live);
  await sls("remove", ...prod);
  expect(unmissedOf(roles.prod)).toEqual([]);
  await roles.prod.remove();
  expect(denied).toEqual([]);
  expect(await listsWith(/millrace[-_]?(?:dev|prod)/)).toEqual([]);
});

test("what was edited was a copy", () => {
  expect(readFileSync("handlers/validate.ts", "utf8")).not.toContain("broken");
});
