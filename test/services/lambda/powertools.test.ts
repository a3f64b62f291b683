// Powertools as it is, for TypeScript and for Python where that is installed, in a function of a region that streams, tables and queues
// call: batch, idempotency with its table, parameters, logger, metrics and tracer.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { build } from "esbuild";
import type { JsonObject } from "../../../src/aws/json.ts";
import { zip } from "../../../src/projects/zip-folder.ts";
import type { Region } from "../../../src/region/region.ts";
import { completeSettings } from "../../../src/services/lambda/functions/function-settings.ts";
import { type ServedRegion, serveRegion } from "../../server/served-region.ts";
import { isInstalled } from "../../support/installed.ts";
import { createStreamedTable } from "../../support/streamed-table.ts";
import { until } from "../../support/until.ts";

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/functions/${name}`, import.meta.url));

interface Language {
  readonly name: string;
  readonly isHere: boolean;
  readonly runtime: string;
  readonly handler: string;
  /** What Powertools calls the handler's subsegment, and how it keeps a result. */
  readonly subsegment: string;
  readonly kept: string;
  package(): Promise<Uint8Array>;
}

const imports = "import boto3, aws_xray_sdk, aws_lambda_powertools";
const languages: readonly Language[] = [
  {
    ...{ name: "TypeScript", isHere: true, runtime: "nodejs24.x", handler: "powertools-batch.handler" },
    ...{ subsegment: "## powertools-batch.handler", kept: "k1" },
    async package() {
      const entry = fixture("powertools-batch.mjs");
      const { outputFiles } = await build({
        ...{ entryPoints: [entry], bundle: true, write: false, platform: "node", target: "node24" },
      });
      return zip(outputFiles.map(({ contents }) => ({ name: "powertools-batch.js", content: contents })));
    },
  },
  {
    name: "Python",
    isHere: isInstalled("Powertools for Python", spawnSync("python3", ["-c", imports]).status === 0),
    ...{ runtime: "python3.12", handler: "powertools_batch.handler" },
    ...{ subsegment: "## handler", kept: '"k1"' },
    async package() {
      return zip([{ name: "powertools_batch.py", content: readFileSync(fixture("powertools_batch.py")) }]);
    },
  },
];

describe.each(languages.filter(({ isHere }) => isHere))("Powertools for $name", (language) => {
  let served: ServedRegion;
  let region: Region;

  beforeAll(async () => {
    served = await serveRegion();
    ({ region } = served);
    region.start();
    const { kinesis, sqs, dynamodb, lambda } = region.services;
    await createStreamedTable(dynamodb, "idempotency");
    await kinesis.createStream({ streamName: "texts", shardCount: 1 });
    const attributes = new Map([["VisibilityTimeout", "1"]]);
    await sqs.createQueue({ queueName: "texts", attributes });
    await ask("ssm", "PutParameter", { Name: "/greeting", Value: "hello", Type: "String" });
    await ask("secretsmanager", "CreateSecret", { Name: "password", SecretString: "sesame" });
    const settings = completeSettings("batch", {
      ...{
        ...{ runtime: language.runtime, handler: language.handler },
        code: await lambda.sources.packageFrom({ zip: await language.package() }),
      },
      ...{ timeoutSeconds: 30, memorySizeMb: 512 },
    });
    lambda.functions.create({ name: "batch", settings });
    const streamArn = await createStreamedTable(dynamodb, "texts");
    for (const sourceArn of [kinesis.stream({ streamName: "texts" }).arn, sqs.queueArn("texts"), streamArn]) {
      const isQueue = sourceArn.includes(":sqs:");
      lambda.mappings.create({
        ...{ sourceArn, functionName: "batch" },
        settings: {
          FunctionResponseTypes: ["ReportBatchItemFailures"],
          ...(isQueue ? {} : { StartingPosition: "TRIM_HORIZON", MaximumRetryAttempts: 1 }),
        },
      });
    }
  });
  afterAll(() => served.close());

  function ask(service: string, operation: string, request: JsonObject) {
    const run = region.apis.get(service)?.operations[operation];
    return run?.(request, { requestId: "r", host: "127.0.0.1" });
  }

  /** What the handler logged of each text that it worked on. */
  function worked(): readonly JsonObject[] {
    const logGroupName = "/aws/lambda/batch";
    if (region.services.logs.describeLogGroups(logGroupName).length === 0) return [];
    const { events } = region.services.logs.filterLogEvents({
      ...{ logGroupName, filterPattern: '{ $.message = "worked" }' },
    });
    return events.map(({ message }) => JSON.parse(message) as JsonObject);
  }

  const workedOn = (...texts: readonly string[]) =>
    until(() => {
      const found = worked().map(({ text }) => String(text));
      return texts.every((text) => found.includes(text)) ? found : undefined;
    });

  test("of a stream's batch all but what failed is worked on, and nothing twice", async () => {
    const put = ["k1", "bad", "k2"].map((text) => ({ partitionKey: "k", data: Buffer.from(text) }));
    await region.services.kinesis.append("texts", put);
    const found = await workedOn("k1", "k2");
    expect(found.filter((text) => text.startsWith("k")).sort()).toEqual(["k1", "k2"]);
    expect(worked()[0]).toMatchObject({
      greeting: "hello",
      secret: "sesame",
      service: "batch",
      function_name: "batch",
    });
  });

  test("of a queue's batch what failed stays, and what comes twice is worked on once", async () => {
    const { sqs } = region.services;
    const queueUrl = sqs.queueUrl("texts");
    for (const messageBody of ["q1", "bad", "q1", "q2"]) await sqs.sendMessage({ queueUrl, messageBody });
    const found = await workedOn("q1", "q2");
    expect(found.filter((text) => text.startsWith("q")).sort()).toEqual(["q1", "q2"]);
    await until(() => sqs.messageCount("texts") === 1);
    expect(sqs.messages("texts").map(({ body }) => body)).toEqual(["bad"]);
  });

  test("a table's changes are worked on", async () => {
    const Item = { id: { S: "1" }, text: { S: "d1" } };
    await region.services.dynamodb.request("PutItem", { TableName: "texts", Item });
    await workedOn("d1");
  });

  test("the idempotency table has Powertools' items", async () => {
    const { Items } = (await region.services.dynamodb.request("Scan", { TableName: "idempotency" })) as {
      Items: readonly Record<string, { S?: string; N?: string }>[];
    };
    const item = Items.find(({ data }) => data?.S === language.kept);
    expect(item).toMatchObject({
      id: { S: expect.stringMatching(/^batch.*#[A-Za-z0-9+/=]+$/) },
      status: { S: "COMPLETED" },
      expiration: { N: expect.any(String) },
    });
  });

  test("a call that is traced has Powertools' subsegment with its annotations", async () => {
    const { lambda, xray } = region.services;
    const root = "1-5c180f3d-000000000000000000000001";
    const kinesis = { data: Buffer.from("t1").toString("base64"), sequenceNumber: "1" };
    await lambda.invoke({
      functionName: "batch",
      payload: JSON.stringify({ Records: [{ eventSource: "aws:kinesis", kinesis }] }),
      traceHeader: `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1`,
    });
    const sent = await until(() =>
      xray.traces.get(root)?.segments.map(({ document }) => JSON.parse(document)),
    );
    expect(sent).toContainEqual(
      expect.objectContaining({
        name: language.subsegment,
        annotations: expect.objectContaining({ Service: "batch", records: 1 }),
      }),
    );
  });

  test("its metrics are counted", async () => {
    const { cloudwatch } = region.services;
    const range = { from: Date.now() - 3_600_000, until: Date.now() + 60_000 };
    const metric = { namespace: "Powertools", metricName: "Worked", dimensions: { service: "batch" } };
    const total = await until(() => {
      const points = cloudwatch.metrics.read({ metric, periodSeconds: 60, stat: "Sum" }, range);
      const sum = [...points.values()].reduce((all, value) => all + value, 0);
      return sum >= 5 ? sum : undefined;
    });
    expect(total).toBeGreaterThanOrEqual(5);
  });
});
