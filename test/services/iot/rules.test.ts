// Topic rules by the SDK: made, changed, listed, and at work from a message to each of their actions.

import {
  CreateTopicRuleCommand,
  DeleteTopicRuleCommand,
  DisableTopicRuleCommand,
  EnableTopicRuleCommand,
  GetTopicRuleCommand,
  ListTagsForResourceCommand,
  ListTopicRulesCommand,
  ReplaceTopicRuleCommand,
  type TopicRulePayload,
} from "@aws-sdk/client-iot";
import { PublishCommand } from "@aws-sdk/client-iot-data-plane";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { zipFiles } from "../../../src/services/lambda/code/zip-files.ts";
import { completeSettings } from "../../../src/services/lambda/functions/function-settings.ts";
import { arnOf } from "../../support/local-arn.ts";
import { type IotRegion, openIot } from "./support/iot-region.ts";

const roleArn = "arn:aws:iam::000000000000:role/any";

let open: IotRegion;
beforeAll(async () => {
  open = await openIot();
  const { ask } = open;
  for (const QueueName of ["messages", "failures"]) await ask("sqs", "CreateQueue", { QueueName });
});
afterAll(() => open.close());

async function rule(ruleName: string, topicRulePayload: TopicRulePayload, tags?: string) {
  await open.iot.send(new CreateTopicRuleCommand({ ruleName, topicRulePayload, tags }));
}

const publish = (topic: string, payload: object | string) =>
  open.data.send(
    new PublishCommand({
      topic,
      payload: Buffer.from(typeof payload === "string" ? payload : JSON.stringify(payload)),
    }),
  );

const queued = (name: string) => open.region.services.sqs.messages(name).map(({ body }) => body);
const queueUrl = (name: string) => `http://127.0.0.1:4566/000000000000/${name}`;

describe("a rule", () => {
  const payload = {
    sql: "SELECT * FROM 'kept/+'",
    actions: [{ lambda: { functionArn: arnOf("lambda", "function:f") } }],
  };

  test("is made, told, replaced, disabled, listed and taken away", async () => {
    await rule("kept", { ...payload, description: "d", awsIotSqlVersion: "2016-03-23" }, "team=rain");
    const told = await open.iot.send(new GetTopicRuleCommand({ ruleName: "kept" }));
    expect(told).toMatchObject({
      ruleArn: arnOf("iot", "rule/kept"),
      rule: {
        ...payload,
        ruleName: "kept",
        description: "d",
        awsIotSqlVersion: "2016-03-23",
        ruleDisabled: false,
      },
    });
    expect(told.rule?.createdAt).toBeInstanceOf(Date);
    const { tags } = await open.iot.send(new ListTagsForResourceCommand({ resourceArn: told.ruleArn }));
    expect(tags).toEqual([{ Key: "team", Value: "rain" }]);
    await open.iot.send(
      new ReplaceTopicRuleCommand({
        ruleName: "kept",
        topicRulePayload: { ...payload, sql: "SELECT a FROM 'other/#'" },
      }),
    );
    await open.iot.send(new DisableTopicRuleCommand({ ruleName: "kept" }));
    const list = (request: object) => open.iot.send(new ListTopicRulesCommand(request));
    expect((await list({ topic: "other/1" })).rules).toEqual([
      {
        ...{ ruleArn: told.ruleArn, ruleName: "kept", topicPattern: "other/#", ruleDisabled: true },
        createdAt: told.rule?.createdAt,
      },
    ]);
    expect((await list({ ruleDisabled: false })).rules).toEqual([]);
    expect((await list({ topic: "none" })).rules).toEqual([]);
    await open.iot.send(new EnableTopicRuleCommand({ ruleName: "kept" }));
    await rule("second", payload);
    const first = await list({ maxResults: 1 });
    expect(first.rules?.map(({ ruleName }) => ruleName)).toEqual(["kept"]);
    expect((await list({ maxResults: 1, nextToken: first.nextToken })).rules?.[0]?.ruleName).toBe("second");
    for (const ruleName of ["kept", "second"]) await open.iot.send(new DeleteTopicRuleCommand({ ruleName }));
    expect((await list({})).rules).toEqual([]);
  });

  test.each([
    [
      "CreateTopicRule",
      { ruleName: "bad-name", topicRulePayload: payload },
      "InvalidRequestException",
      /'ruleName' failed to satisfy constraint: Member must satisfy regular expression pattern: \^\[a-zA-Z0-9_\]\+\$/,
    ],
    [
      "CreateTopicRule",
      { ruleName: "r", topicRulePayload: { ...payload, sql: "SELECT" } },
      "SqlParseException",
      /Expected an expression/,
    ],
    [
      "CreateTopicRule",
      { ruleName: "r", topicRulePayload: { ...payload, sql: "SELECT * FROM 'a/#/b'" } },
      "InvalidRequestException",
      /misplaced/,
    ],
    [
      "CreateTopicRule",
      { ruleName: "r", topicRulePayload: { ...payload, sql: "SELECT * FROM 'a/b/c/d/e/f/g/h/i'" } },
      "InvalidRequestException",
      /7 slashes/,
    ],
    [
      "CreateTopicRule",
      { ruleName: "r", topicRulePayload: { ...payload, awsIotSqlVersion: "1" } },
      "InvalidRequestException",
      /SQL version 1/,
    ],
    [
      "CreateTopicRule",
      { ruleName: "r", topicRulePayload: { ...payload, actions: [...payload.actions, { kinesis: {} }] } },
      "InvalidRequestException",
      /2 validation errors detected: Value null at 'topicRulePayload\.actions\.2\.member\.kinesis\.roleArn' failed/,
    ],
    [
      "CreateTopicRule",
      { ruleName: "r", topicRulePayload: { ...payload, errorAction: { lambda: {} } } },
      "InvalidRequestException",
      /Value null at 'topicRulePayload\.errorAction\.lambda\.functionArn' failed/,
    ],
    [
      "CreateTopicRule",
      { ruleName: "r", topicRulePayload: { ...payload, actions: [{}] } },
      "InvalidRequestException",
      /Exactly one action/,
    ],
    [
      "CreateTopicRule",
      { ruleName: "r", topicRulePayload: { ...payload, actions: Array(11).fill(payload.actions[0]) } },
      "InvalidRequestException",
      /at most 10 actions/,
    ],
    [
      "CreateTopicRule",
      {
        ruleName: "r",
        topicRulePayload: { ...payload, actions: [{ elasticsearch: { roleArn, endpoint: "e" } }] },
      },
      "InvalidRequestException",
      /elasticsearch is not in this region/,
    ],
    [
      "CreateTopicRule",
      { ruleName: "r", topicRulePayload: { ...payload, actions: [{ kinesis: { roleArn } }] } },
      "InvalidRequestException",
      /'topicRulePayload\.actions\.1\.member\.kinesis\.streamName' failed/,
    ],
    [
      "CreateTopicRule",
      {
        ruleName: "r",
        topicRulePayload: { ...payload, actions: [{ s3: { roleArn, bucketName: "b", key: "${nosuch()}" } }] },
      },
      "SqlParseException",
      /no function 'nosuch'/,
    ],
    ["GetTopicRule", { ruleName: "none" }, "UnauthorizedException", /Access to topic rule 'none' was denied/],
    ["ReplaceTopicRule", { ruleName: "none", topicRulePayload: payload }, "UnauthorizedException", /denied/],
    ["DeleteTopicRule", { ruleName: "none" }, "UnauthorizedException", /denied/],
  ])("%s %j is refused with %s", async (operation, request, name, message) => {
    const commands = {
      CreateTopicRule: CreateTopicRuleCommand,
      GetTopicRule: GetTopicRuleCommand,
      ReplaceTopicRule: ReplaceTopicRuleCommand,
      DeleteTopicRule: DeleteTopicRuleCommand,
    };
    const Command = commands[operation as keyof typeof commands] as new (
      input: object,
    ) => GetTopicRuleCommand;
    await expect(open.iot.send(new Command(request))).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
  });

  test("of a name that is taken is refused", async () => {
    await rule("taken", payload);
    await expect(rule("taken", payload)).rejects.toMatchObject({ name: "ResourceAlreadyExistsException" });
    await open.iot.send(new DeleteTopicRuleCommand({ ruleName: "taken" }));
  });
});

describe("a function", () => {
  const functionArn = arnOf("lambda", "function:doubles");
  beforeAll(async () => {
    const { lambda } = open.region.services;
    const text = `exports.handler = async ({ n }) => { if (n === 0) throw new Error("zero"); return { twice: 2 * n }; };`;
    const code = await lambda.sources.packageFrom({ zip: zipFiles({ "index.js": Buffer.from(text) }) });
    const settings = completeSettings("doubles", { runtime: "nodejs22.x", handler: "index.handler", code });
    lambda.functions.create({ name: "doubles", settings });
  });

  test("is given the message by an action, and answers a statement", async () => {
    await rule("asks", {
      sql: `SELECT aws_lambda('${functionArn}', {'n': n}).twice AS twice, n FROM 'asks' WHERE aws_lambda('${functionArn}', {'n': n}).twice > 10`,
      actions: [{ sqs: { roleArn, queueUrl: queueUrl("messages") } }, { lambda: { functionArn } }],
    });
    const count = queued("messages").length;
    for (const n of [7, 3, 0]) await publish("asks", { n });
    // Of 3 the statement says no, and of 0 the function has no answer.
    expect(queued("messages").slice(count)).toEqual(['{"twice":14,"n":7}']);
    const { Metrics } = await open.ask("cloudwatch", "ListMetrics", {
      Namespace: "AWS/IoT",
      MetricName: "Success",
    });
    const of = (type: string) => [
      { Name: "ActionType", Value: type },
      { Name: "RuleName", Value: "asks" },
    ];
    expect(Metrics).toEqual(expect.arrayContaining([expect.objectContaining({ Dimensions: of("Lambda") })]));
  });
});

describe("a message", () => {
  test("that an action fails for is told to the error action once, with all that failed", async () => {
    const errorAction = { sqs: { roleArn, queueUrl: queueUrl("failures") } };
    await rule("failing", {
      sql: "SELECT * FROM 'failing'",
      actions: [
        { s3: { roleArn, bucketName: "nowhere", key: "k" } },
        { sqs: { roleArn, queueUrl: queueUrl("messages") } },
        { kinesis: { roleArn, streamName: "nowhere", partitionKey: "k" } },
      ],
      errorAction,
    });
    const before = queued("failures").length;
    await publish("failing", { a: 1 });
    const [document, ...more] = queued("failures").slice(before);
    expect(more).toEqual([]);
    expect(JSON.parse(document ?? "")).toEqual({
      ...{ ruleName: "failing", topic: "failing", clientId: "n/a", sourceIp: "127.0.0.1" },
      cloudwatchTraceId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      base64OriginalPayload: Buffer.from('{"a":1}').toString("base64"),
      failures: [
        {
          ...{ failedAction: "S3Action", failedResource: "nowhere" },
          errorMessage: expect.stringMatching(
            /The specified bucket does not exist.*NoSuchBucket.*Message arrived on: failing/,
          ),
        },
        {
          ...{ failedAction: "KinesisAction", failedResource: "nowhere" },
          errorMessage: expect.stringContaining("ResourceNotFoundException"),
        },
      ],
    });
    expect(queued("messages").at(-1)).toBe('{"a":1}');
  });

  test("goes to one rule alone by Basic Ingest, and its topic is what is behind", async () => {
    await rule("ingest", {
      sql: "SELECT *, topic() AS topic, topic(2) AS second FROM 'not/asked/for'",
      actions: [{ sqs: { roleArn, queueUrl: queueUrl("messages") } }],
    });
    await publish("$aws/rules/ingest/a/b", { x: 1 });
    expect(JSON.parse(queued("messages").at(-1) ?? "")).toEqual({ x: 1, topic: "a/b", second: "b" });
    const count = queued("messages").length;
    await publish("$aws/rules/none/a/b", { x: 1 });
    await open.iot.send(new DisableTopicRuleCommand({ ruleName: "ingest" }));
    await publish("$aws/rules/ingest/a/b", { x: 1 });
    expect(queued("messages")).toHaveLength(count);
  });

  test("is counted under AWS's names", async () => {
    const dimensionsOf = async (MetricName: string) => {
      const { Metrics } = await open.ask("cloudwatch", "ListMetrics", { Namespace: "AWS/IoT", MetricName });
      return (
        Metrics as readonly {
          readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
        }[]
      ).map(({ Dimensions }) => Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])));
    };
    expect(await dimensionsOf("PublishIn.Success")).toContainEqual({ Protocol: "HTTP" });
    expect(await dimensionsOf("TopicMatch")).toContainEqual({ RuleName: "failing" });
    expect(await dimensionsOf("Success")).toContainEqual({ RuleName: "failing", ActionType: "SQS" });
    expect(await dimensionsOf("Failure")).toContainEqual({ RuleName: "failing", ActionType: "S3" });
    expect(await dimensionsOf("ErrorActionSuccess")).toContainEqual({
      RuleName: "failing",
      ActionType: "SQS",
    });
    expect(await dimensionsOf("RuleNotFound")).toContainEqual({ RuleName: "none" });
  });

  test("reads a shadow, and a function's answer", async () => {
    await open.ask("iotdataplane", "UpdateThingShadow", {
      thingName: "lamp",
      payload: '{"state":{"reported":{"on":true}}}',
    });
    await rule("reads", {
      sql: "SELECT get_thing_shadow('lamp', 'role').state.reported.on AS on, get_thing_shadow('none', 'role') AS none FROM 'reads'",
      actions: [{ sqs: { roleArn, queueUrl: queueUrl("messages") } }],
    });
    await publish("reads", {});
    expect(queued("messages").at(-1)).toBe('{"on":true}');
  });
});
