// What the region does by itself in a role's name: reads sources, writes logs, tells destinations, runs topic rules. Each once with
// a role that may, and once with one that may not.

import { CloudFormationClient, CreateStackCommand } from "@aws-sdk/client-cloudformation";
import * as lambda from "@aws-sdk/client-lambda";
import { CreatePipeCommand, DescribePipeCommand, PipesClient } from "@aws-sdk/client-pipes";
import { CreateStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { zipSync } from "fflate";
import type { JsonObject } from "../../src/aws/json.ts";
import type { Region } from "../../src/region/region.ts";
import { VirtualClock } from "../../src/time/virtual-clock.ts";
import { type ServedRegion, serveRegion } from "../server/served-region.ts";
import { arnOf } from "../support/local-arn.ts";
import { until } from "../support/until.ts";

const code = zipSync({
  "index.js": Buffer.from("exports.handler = async () => console.log('here');"),
  "traced.js": Buffer.from(
    "exports.handler = async () => process.env.AWS_XRAY_DAEMON_ADDRESS !== undefined;",
  ),
});

const clock = new VirtualClock();
let served: ServedRegion;
let region: Region;
let functions: lambda.LambdaClient;
let pipes: PipesClient;

const allow = (Action: readonly string[], Resource: string) => ({ Effect: "Allow", Action, Resource });
const documentOf = (...Statement: readonly JsonObject[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement });

function makeRole(name: string, service: string, ...statements: readonly JsonObject[]): string {
  const { roles } = region.services.iam;
  const trusted = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } };
  if (roles.find(name) === undefined) roles.create({ name, trustPolicy: documentOf(trusted) });
  const none = { Effect: "Deny", NotAction: "*", Resource: "*" };
  roles.putPolicy(name, "inline", documentOf(none, ...statements));
  return `arn:aws:iam::000000000000:role/${name}`;
}

async function makeFunction(
  FunctionName: string,
  Role: string,
  more: Partial<lambda.CreateFunctionCommandInput> = {},
): Promise<void> {
  await functions.send(
    new lambda.CreateFunctionCommand({
      ...{ FunctionName, Role, Runtime: "nodejs24.x", Handler: "index.handler", ...more },
      Code: { ZipFile: code },
    }),
  );
}

beforeAll(async () => {
  served = await serveRegion({ permissions: "enforce", clock });
  ({ region } = served);
  region.start();
  functions = new lambda.LambdaClient(served.clientConfiguration);
  pipes = new PipesClient(served.clientConfiguration);
  await region.services.kinesis.createStream({ streamName: "readings", shardCount: 1 });
  await region.services.sqs.createQueue({ queueName: "letters" });
});

afterAll(async () => {
  functions.destroy();
  pipes.destroy();
  await served.close();
});

describe("an event source mapping", () => {
  const stream = arnOf("kinesis", "stream/readings");
  const reads = ["kinesis:DescribeStream", "kinesis:GetRecords", "kinesis:GetShardIterator"];
  const queue = arnOf("sqs", "letters");
  const receives = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
  const cases = [
    ["a stream", stream, reads, `Cannot access stream ${stream}. Please ensure the role can perform`],
    ["a queue", queue, receives, "The function execution role does not have permissions to call "],
  ] as const;

  test.each(cases)("of %s is refused if any one permission is missing", async (of, source, actions, text) => {
    const name = `reads-${of.replace(" ", "-")}`;
    await makeFunction(name, makeRole(name, "lambda.amazonaws.com"));
    const create = () =>
      functions.send(
        new lambda.CreateEventSourceMappingCommand({
          ...{ EventSourceArn: source, FunctionName: name },
          ...(source === stream ? { StartingPosition: "TRIM_HORIZON" } : {}),
        }),
      );
    for (const missing of actions) {
      const rest = actions.filter((action) => action !== missing);
      makeRole(name, "lambda.amazonaws.com", allow(rest, source));
      await expect(create()).rejects.toMatchObject({
        name: "InvalidParameterValueException",
        message: expect.stringContaining(text),
      });
    }
    makeRole(name, "lambda.amazonaws.com", allow(actions, source));
    const { UUID } = await create();
    expect(UUID).toBeDefined();
  });
});

test("a mapping of a template is made though its function may not read the stream, and says so until it may", async () => {
  const name = "mapped";
  const stream = arnOf("kinesis", "stream/readings");
  await makeFunction(name, makeRole(name, "lambda.amazonaws.com"));
  const Properties = { FunctionName: name, EventSourceArn: stream, StartingPosition: "LATEST" };
  const TemplateBody = JSON.stringify({
    Resources: { M: { Type: "AWS::Lambda::EventSourceMapping", Properties } },
  });
  const stacks = new CloudFormationClient(served.clientConfiguration);
  await stacks.send(new CreateStackCommand({ StackName: name, TemplateBody }));
  stacks.destroy();
  const told = (pattern: RegExp) =>
    until(async () => {
      clock.advanceBy(1_000);
      const list = new lambda.ListEventSourceMappingsCommand({ FunctionName: name });
      const [mapping] = (await functions.send(list)).EventSourceMappings ?? [];
      return pattern.test(mapping?.LastProcessingResult ?? "");
    });
  await told(/^PROBLEM: Cannot access stream/);
  makeRole(name, "lambda.amazonaws.com", allow(["kinesis:*"], stream));
  await told(/^(?:No records processed|OK)$/);
});

test("the end of an event is written to a bucket without a permission", async () => {
  const FunctionName = "ends";
  await makeFunction(FunctionName, makeRole(FunctionName, "lambda.amazonaws.com"));
  await region.services.s3.createBucket("ends");
  const DestinationConfig = { OnFailure: { Destination: "arn:aws:s3:::ends" } };
  const config = { FunctionName, DestinationConfig, MaximumRetryAttempts: 0 };
  await functions.send(new lambda.PutFunctionEventInvokeConfigCommand(config));
  const noConcurrency = { FunctionName, ReservedConcurrentExecutions: 0 };
  await functions.send(new lambda.PutFunctionConcurrencyCommand(noConcurrency));
  await functions.send(new lambda.InvokeCommand({ FunctionName, InvocationType: "Event" }));
  await until(() => region.services.s3.listObjects("ends", {}).objects[0]);
});

/** The pipe once it runs, or cannot, however long its role is given for that. */
const begun = (Name: string) =>
  until(async () => {
    clock.advanceBy(100);
    const pipe = await pipes.send(new DescribePipeCommand({ Name }));
    return pipe.CurrentState !== "CREATING" && pipe;
  });

test("a pipe whose role may not read its source is not started, and says so", async () => {
  const RoleArn = makeRole("pipe", "pipes.amazonaws.com", allow(["sqs:*"], "*"));
  const Name = "denied";
  await pipes.send(
    new CreatePipeCommand({
      ...{ Name, RoleArn, Source: arnOf("kinesis", "stream/readings"), Target: arnOf("sqs", "letters") },
      SourceParameters: { KinesisStreamParameters: { StartingPosition: "LATEST" } },
    }),
  );
  const failed = await begun(Name);
  expect(failed.CurrentState).toBe("CREATE_FAILED");
  expect(failed.StateReason).toContain("is not authorized to perform: kinesis:DescribeStream");
});

test("a pipe waits for a policy that its role gets while it is made", async () => {
  const RoleArn = makeRole("late", "pipes.amazonaws.com");
  const Name = "late";
  const Source = arnOf("kinesis", "stream/readings");
  const SourceParameters = { KinesisStreamParameters: { StartingPosition: "LATEST" as const } };
  const Target = arnOf("sqs", "letters");
  await pipes.send(new CreatePipeCommand({ Name, RoleArn, Source, SourceParameters, Target }));
  makeRole("late", "pipes.amazonaws.com", allow(["kinesis:*"], Source));
  expect((await begun(Name)).CurrentState).toBe("RUNNING");
});

test("a function whose role may not log runs, and leaves no log", async () => {
  const logs = ["logs:CreateLogStream", "logs:PutLogEvents"];
  const group = (name: string) => arnOf("logs", `log-group:/aws/lambda/${name}:*`);
  await makeFunction("silent", makeRole("silent", "lambda.amazonaws.com", allow(logs, group("other"))));
  await makeFunction("loud", makeRole("loud", "lambda.amazonaws.com", allow(logs, group("loud"))));
  for (const functionName of ["silent", "loud"])
    await region.services.lambda.invoke({ functionName, payload: "{}" });
  await until(() => region.services.logs.hasLogGroup("/aws/lambda/loud"));
  expect(region.services.logs.hasLogGroup("/aws/lambda/silent")).toBe(false);
});

test("whether a role may send traces counts from when it is said, also for environments that are there", async () => {
  const sends = allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*");
  const settings = { Handler: "traced.handler", TracingConfig: { Mode: "Active" } } as const;
  await makeFunction("traced", makeRole("traced", "lambda.amazonaws.com"), settings);
  const isTraced = async () =>
    (await region.services.lambda.invoke({ functionName: "traced", payload: "{}" })).payload;
  expect(await isTraced()).toBe("false");
  makeRole("traced", "lambda.amazonaws.com", sends);
  expect(await isTraced()).toBe("true");
  makeRole("traced", "lambda.amazonaws.com");
  // What a role was allowed a moment ago is not asked again.
  clock.advanceBy(1000);
  expect(await isTraced()).toBe("false");
});

test("what a role may log counts from when it is said, also for environments that are there", async () => {
  const { iam, logs } = region.services;
  const logGroupName = "/aws/lambda/late-log";
  await makeFunction("late-log", makeRole("late-log", "lambda.amazonaws.com"));
  const invoke = () => functions.send(new lambda.InvokeCommand({ FunctionName: "late-log" }));
  const lines = () =>
    logs.filterLogEvents({ logGroupName }).events.filter(({ message }) => /here/.test(message));
  await invoke();
  expect(logs.hasLogGroup(logGroupName)).toBe(false);
  const writes = allow(["logs:CreateLogStream", "logs:PutLogEvents"], "*");
  iam.roles.putPolicy("late-log", "logs", documentOf(writes));
  await invoke();
  await until(() => logs.hasLogGroup(logGroupName) && lines().length === 1);
  iam.roles.putPolicy("late-log", "logs", documentOf({ ...writes, Effect: "Deny" }));
  await clock.advanceBy(1_000);
  await invoke();
  expect(lines()).toHaveLength(1);
});

test("a machine whose role may not deliver logs is not made", async () => {
  const client = new SFNClient(served.clientConfiguration);
  region.services.logs.createLogGroup("machines");
  const create = new CreateStateMachineCommand({
    ...{ name: "logs", definition: '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}' },
    roleArn: makeRole("logs", "states.amazonaws.com", allow(["s3:*"], "*")),
    loggingConfiguration: {
      level: "ALL",
      destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: `${arnOf("logs", "log-group:machines")}:*` } }],
    },
  });
  await expect(client.send(create)).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: "The state machine IAM Role is not authorized to access the Log Destination",
  });
  makeRole("logs", "states.us-east-1.amazonaws.com", allow(["logs:*"], "*"));
  await expect(client.send(create)).resolves.toMatchObject({ stateMachineArn: expect.any(String) });
  client.destroy();
});

test("a role is told what it was asked for, and what it has too much", async () => {
  const RoleArn = makeRole(
    "loud",
    "lambda.amazonaws.com",
    allow(["logs:CreateLogStream", "logs:PutLogEvents"], "*"),
    allow(["s3:GetObject"], "arn:aws:s3:::archive/*"),
  );
  const use = region.permissions?.roleUses().find(({ roleArn }) => roleArn === RoleArn);
  expect(use?.unused).toEqual([{ action: "s3:GetObject", resource: "arn:aws:s3:::archive/*" }]);
  expect(JSON.stringify(use?.least)).toContain("logs:PutLogEvents");
});

describe("a delivery stream", () => {
  const service = "firehose.amazonaws.com";
  const create = (name: string, RoleARN: string, source?: object) =>
    region.apis.get("firehose")?.operations.CreateDeliveryStream?.(
      {
        DeliveryStreamName: name,
        ExtendedS3DestinationConfiguration: {
          ...{ RoleARN, BucketARN: "arn:aws:s3:::archive", Prefix: `${name}/` },
          BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 0 },
        },
        ...source,
      },
      { requestId: "", host: "" },
    );
  const told = (name: string) =>
    until(() => {
      clock.advanceBy(100);
      const { logs } = region.services;
      const logGroupName = "/millrace/deliverystreams";
      if (!logs.hasLogGroup(logGroupName)) return undefined;
      const { events } = logs.filterLogEvents({ logGroupName });
      return events.map(({ message }) => message).find((message) => message.includes(`/${name}"`));
    });
  const written = (name: string) =>
    until(() => {
      clock.advanceBy(100);
      return region.services.s3.listObjects("archive", { prefix: `${name}/` }).objects[0];
    });
  beforeAll(() => region.services.s3.createBucket("archive"));

  test("writes in its role, and says what its role may not", async () => {
    const all = "arn:aws:s3:::archive/*";
    await create("writes", makeRole("writes", service, allow(["s3:PutObject"], all)));
    await create("does-not", makeRole("does-not", service, allow(["s3:GetObject"], all)));
    for (const name of ["writes", "does-not"])
      await region.services.firehose.put(name, [Buffer.from("a reading")]);
    await written("writes");
    expect(await told("does-not")).toMatch(
      /is not authorized to perform: s3:PutObject.*"errorCode":"S3.AccessDenied"/,
    );
  });

  test("reads in a role, once it may", async () => {
    const writer = makeRole("writes", service, allow(["s3:PutObject"], "*"));
    const source = (RoleARN: string) => ({
      DeliveryStreamType: "KinesisStreamAsSource",
      KinesisStreamSourceConfiguration: { RoleARN, KinesisStreamARN: arnOf("kinesis", "stream/readings") },
    });
    await create("reads", writer, source(makeRole("reads", service, allow(["kinesis:*"], "*"))));
    await create("reads-not", writer, source(makeRole("reads-not", service)));
    expect(await told("reads-not")).toMatch(
      /kinesis:DescribeStream.*"errorCode":"Kinesis.AccessDeniedException"/,
    );
    await region.services.kinesis.putRecord(
      { streamName: "readings" },
      { partitionKey: "k", data: Buffer.from("a reading") },
    );
    await written("reads");
  });
});
