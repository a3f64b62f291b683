// Pipes of one region from end to end: what a target is given, and what is logged and counted of it.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Json, JsonObject } from "../../../src/aws/json.ts";
import { bucketDestination } from "../../region/support/delivery-targets.ts";
import { proxyApi } from "../../region/support/proxy-api.ts";
import { arnOf } from "../../support/local-arn.ts";
import { until } from "../../support/until.ts";
import {
  bodies,
  clock,
  closeRegion,
  express,
  openRegion,
  pipe,
  position,
  put,
  queue,
  region,
  statistics,
  stream,
} from "./support/region-of-pipes.ts";

beforeAll(openRegion);
afterAll(closeRegion);

describe("a target", () => {
  test("that is a bus is told the source, type, resources and time that paths lead to", async () => {
    const Source = await stream("to-bus");
    const { buses } = region.services.events;
    const { eventBusArn: Target } = await buses.createEventBus("of-pipe");
    await buses.putRule(
      { name: "all", enabled: true, eventPattern: '{"source":["station.KSEA"]}' },
      "of-pipe",
    );
    await buses.putTargets("all", [{ id: "q", arn: await queue("of-bus") }], "of-pipe");
    const EventBridgeEventBusParameters = {
      ...{
        Source: "$.data.source",
        DetailType: "Reading",
        Resources: [arnOf("iot", "thing/a"), "$.data.thing"],
      },
      Time: "$.data.at",
    };
    await pipe("to-bus", {
      ...{ Source, Target, TargetParameters: { EventBridgeEventBusParameters } },
      SourceParameters: { KinesisStreamParameters: position },
    });
    const thing = arnOf("iot", "thing/b");
    await put("to-bus", JSON.stringify({ source: "station.KSEA", thing, at: "2026-01-02T03:04:05Z" }));
    expect(await bodies("of-bus", 1)).toMatchObject([
      {
        ...{ source: "station.KSEA", "detail-type": "Reading", time: "2026-01-02T03:04:05Z" },
        resources: [arnOf("iot", "thing/a"), thing],
        detail: { eventSource: "aws:kinesis" },
      },
    ]);
  });

  test("that is a log group takes the stream and the time that paths lead to", async () => {
    const Source = await stream("to-logs");
    const { logs } = region.services;
    logs.createLogGroup("of-pipe");
    const at = clock.now() - 1000;
    await pipe("to-logs", {
      ...{ Source, Target: arnOf("logs", "log-group:of-pipe") },
      SourceParameters: { KinesisStreamParameters: position },
      TargetParameters: {
        InputTemplate: "<$.data.text>",
        CloudWatchLogsParameters: { LogStreamName: "$.data.stream", Timestamp: "$.data.at" },
      },
    });
    await put("to-logs", JSON.stringify({ text: "rain", stream: "KSEA", at }));
    const events = await until(() => {
      const found = logs.filterLogEvents({ logGroupName: "of-pipe" }).events;
      return found.length > 0 ? found : undefined;
    });
    expect(events).toMatchObject([{ message: '"rain"', timestamp: at, logStreamName: "KSEA" }]);
  });

  test("that takes ten entries gets no more at once", async () => {
    const Source = await stream("many");
    await put("many", ...Array.from({ length: 25 }, (_, number) => String(number)));
    await pipe("many", {
      ...{ Source, Target: await queue("of-many") },
      SourceParameters: { KinesisStreamParameters: position },
    });
    await until(() => statistics("many")?.recordsDelivered === 25);
    expect(statistics("many")).toMatchObject({ batches: 3, failedBatches: 0 });
  });
});

describe("what is asked over HTTP", () => {
  const requests: { readonly url: string; readonly header: unknown; readonly body: Json }[] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString());
    requests.push({ url: request.url ?? "", header: request.headers["x-station"], body });
    response.end(JSON.stringify({ seen: body.n }));
  });
  let url = "";
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  async function destination(name: string): Promise<string> {
    const { connections, destinations } = region.services.events;
    const { arn: connectionArn } = await connections.create({
      ...{ name, authorizationType: "API_KEY" },
      authParameters: { ApiKeyAuthParameters: { ApiKeyName: "x-key", ApiKeyValue: "k" } },
    });
    const endpoint = `${url}/stations/*`;
    return destinations.create({ name, connectionArn, endpoint, method: "POST", invocationsPerSecond: 300 })
      .arn;
  }

  const kinds = [
    ["an API destination", "destination", destination],
    ["a REST API", "api", () => proxyApi(region, url, "stations/*")],
  ] as const;
  const HttpParameters = {
    PathParameterValues: ["$.data.station"],
    HeaderParameters: { "x-station": "$.data.station" },
    QueryStringParameters: { n: "$.data.n", fixed: "yes" },
  };
  const sent = { url: "/stations/KSEA?n=7&fixed=yes", header: "KSEA", body: { n: 7 } };
  const InputTemplate = '{"n": <$.data.n>}';

  test.each(kinds)("%s is called for each event with what its parameters lead to", async (_, kind, make) => {
    const name = `to-${kind}`;
    const Source = await stream(name);
    await pipe(name, {
      ...{ Source, Target: await make(name), TargetParameters: { InputTemplate, HttpParameters } },
      SourceParameters: { KinesisStreamParameters: position },
    });
    await put(name, '{"station":"KSEA","n":7}');
    await until(() => statistics(name)?.recordsDelivered === 1);
    expect(requests.splice(0)).toEqual([sent]);
  });

  test.each(kinds)("%s enriches each event by itself", async (_, kind, make) => {
    const name = `by-${kind}`;
    const Source = await stream(name);
    await pipe(name, {
      ...{ Source, Enrichment: await make(name), EnrichmentParameters: { InputTemplate, HttpParameters } },
      ...{ SourceParameters: { KinesisStreamParameters: position }, Target: await queue(`of-${name}`) },
    });
    await put(name, '{"station":"KSEA","n":7}', '{"station":"KPDX","n":8}');
    // A destination has a turn every 300th of a second.
    await until(() => {
      clock.advanceBy(1000);
      return statistics(name)?.recordsDelivered === 2;
    });
    expect(await bodies(`of-${name}`, 2)).toEqual([{ seen: 7 }, { seen: 8 }]);
    expect(requests.splice(0)).toContainEqual(sent);
  });
});

describe("an execution", () => {
  const steps = (logGroupName: string) =>
    region.services.logs
      .filterLogEvents({ logGroupName })
      .events.map(({ message }) => JSON.parse(message) as JsonObject);

  const withPayload = [
    ...["EXECUTION_STARTED", "ENRICHMENT_TRANSFORMATION_SUCCEEDED", "ENRICHMENT_STAGE_SUCCEEDED"],
    ...["TARGET_TRANSFORMATION_SUCCEEDED", "TARGET_STAGE_SUCCEEDED"],
  ];

  test.each([
    ["TRACE", 14],
    ["INFO", 6],
    ["ERROR", 0],
  ] as const)("is logged at the level %s", async (Level, count) => {
    const name = `logged-${Level}`;
    const Source = await stream(name);
    region.services.logs.createLogGroup(name);
    await pipe(name, {
      ...{ Source, Target: await queue(`of-${name}`), Enrichment: express(name) },
      SourceParameters: { KinesisStreamParameters: position },
      EnrichmentParameters: { InputTemplate: '{"d":<$.data>}' },
      TargetParameters: { InputTemplate: '{"d":<$.d>}' },
      LogConfiguration: {
        ...{ Level, IncludeExecutionData: ["ALL"] },
        CloudwatchLogsLogDestination: { LogGroupArn: arnOf("logs", `log-group:${name}`) },
      },
    });
    await put(name, "x");
    await until(() => statistics(name)?.recordsDelivered === 1);
    const records = steps(name);
    expect(records).toHaveLength(count);
    if (count === 0) return;
    expect(records[0]).toEqual({
      ...{ executionId: expect.any(String), timestamp: expect.any(Number), messageType: "EXECUTION_STARTED" },
      ...{ resourceArn: arnOf("pipes", `pipe/${name}`), logLevel: "INFO" },
      payload: expect.stringContaining('"eventSource":"aws:kinesis"'),
      ...{ truncatedFields: null, error: null },
    });
    expect(
      records.filter(({ payload }) => payload !== undefined).map(({ messageType }) => messageType),
    ).toEqual(withPayload.filter((step) => Level === "TRACE" || !step.includes("TRANSFORMATION")));
    expect(records.at(-1)?.messageType).toBe("EXECUTION_SUCCEEDED");
    expect(new Set(records.map(({ executionId }) => executionId)).size).toBe(1);
  });

  test("is logged in a bucket, a line of JSON for each step, packed", async () => {
    const name = "logged-in-bucket";
    const Source = await stream(name);
    await region.services.s3.createBucket(name);
    await pipe(name, {
      ...{ Source, Target: await queue(`of-${name}`) },
      SourceParameters: { KinesisStreamParameters: position },
      LogConfiguration: {
        Level: "INFO",
        S3LogDestination: { BucketName: name, BucketOwner: "000000000000", Prefix: "pipes" },
      },
    });
    await put(name, "x");
    await until(() => statistics(name)?.recordsDelivered === 1);
    const found = await until(async () => {
      clock.advanceBy(1000);
      return region.services.s3.listObjects(name, {}).objects[0];
    });
    expect(found.key).toMatch(
      /^pipes\/AWSLogs\/000000000000\/vendedlogs\/pipes\/us-east-1\/logged-in-bucket\/\d{4}\/\d\d\/\d\d\/\d\d\/000000000000_vendedlogs_pipes_us-east-1_logged-in-bucket_\d{8}T\d{4}Z_[0-9a-f]{8}\.log\.gz$/,
    );
    const { bytes } = await region.services.s3.getObject(name, found.key);
    const lines = gunzipSync(bytes).toString().trim().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { readonly messageType: string }).messageType)).toEqual([
      ...["EXECUTION_STARTED", "TARGET_STAGE_ENTERED", "TARGET_STAGE_SUCCEEDED", "EXECUTION_SUCCEEDED"],
    ]);
  });

  test("is logged in a delivery stream, a line of JSON for each step", async () => {
    const name = "logged-in-stream";
    const Source = await stream(name);
    await region.services.s3.createBucket(name);
    const { arn: DeliveryStreamArn } = region.services.firehose.create({
      ...{ name, destination: bucketDestination(name) },
    });
    await pipe(name, {
      ...{ Source, Target: await queue(`of-${name}`) },
      SourceParameters: { KinesisStreamParameters: position },
      LogConfiguration: { Level: "INFO", FirehoseLogDestination: { DeliveryStreamArn } },
    });
    await put(name, "x");
    const { s3 } = region.services;
    const lines = await until(async () => {
      clock.advanceBy(1000);
      const keys = s3.listObjects(name, {}).objects.map(({ key }) => key);
      const objects = await Promise.all(keys.map((key) => s3.getObject(name, key)));
      const found = objects.flatMap(({ bytes }) => bytes.toString().trim().split("\n"));
      return found.length < 4 ? undefined : found;
    });
    expect(lines.map((line) => JSON.parse(line).messageType).sort()).toEqual([
      ...["EXECUTION_STARTED", "EXECUTION_SUCCEEDED", "TARGET_STAGE_ENTERED", "TARGET_STAGE_SUCCEEDED"],
    ]);
  });

  test("that takes longer than five minutes has failed", async () => {
    const Source = await stream("slow");
    region.router.add({ service: "toy", resource: /^slow$/, deliver: () => new Promise(() => undefined) });
    await pipe("slow", {
      ...{ Source, Target: arnOf("toy", "slow") },
      SourceParameters: { KinesisStreamParameters: { ...position, MaximumRetryAttempts: 0 } },
    });
    await put("slow", "x");
    await until(() => {
      clock.advanceBy(10_000);
      return statistics("slow")?.recordsDiscarded === 1;
    });
    expect(statistics("slow")?.lastError).toContain("ExecutionTimeout");
  });

  test("that fails is logged with its error, and counted", async () => {
    const Source = await stream("unlucky");
    region.services.logs.createLogGroup("unlucky");
    await pipe("unlucky", {
      ...{ Source, Target: arnOf("sqs", "nobody") },
      SourceParameters: { KinesisStreamParameters: { ...position, MaximumRetryAttempts: 0 } },
      LogConfiguration: {
        Level: "ERROR",
        CloudwatchLogsLogDestination: { LogGroupArn: arnOf("logs", "log-group:unlucky") },
      },
    });
    await put("unlucky", "x");
    await until(() => statistics("unlucky")?.recordsDiscarded === 1);
    expect(steps("unlucky").map(({ messageType }) => messageType)).toEqual([
      ...["TARGET_INVOCATION_FAILED", "TARGET_STAGE_FAILED", "EXECUTION_FAILED"],
    ]);
    expect(steps("unlucky")[0]).toMatchObject({
      ...{
        logLevel: "ERROR",
        error: {
          message: expect.stringContaining("The specified queue does not exist"),
          awsService: "sqs",
        },
      },
    });
    const counted = region.services.cloudwatch.metrics
      .listMetrics({ namespace: "AWS/EventBridge/Pipes" })
      .filter(({ dimensions }) => dimensions.PipeName === "unlucky")
      .map(({ metricName }) => metricName)
      .toSorted();
    expect(counted).toEqual([
      ...["Duration", "EventCount", "EventSize", "ExecutionFailed", "ExecutionPartiallyFailed"],
      ...["ExecutionThrottled", "ExecutionTimeout", "Invocations", "TargetStageDuration"],
      ...["TargetStageFailed", "TargetStagePartiallyFailed"],
    ]);
    const sum = (metricName: string, of: Readonly<Record<string, string>>, stat = "Sum") => {
      const metric = { namespace: "AWS/EventBridge/Pipes", metricName, dimensions: of };
      const range = { from: 0, until: clock.now() + 60_000 };
      return [
        ...region.services.cloudwatch.metrics.read({ metric, stat, periodSeconds: 60 }, range).values(),
      ];
    };
    expect(sum("ExecutionFailed", { PipeName: "unlucky" }).at(-1)).toBe(1);
    expect(sum("ExecutionThrottled", { PipeName: "unlucky" }).at(-1)).toBe(0);
    expect(sum("Concurrency", { AwsAccountId: "000000000000" }, "Maximum").at(-1)).toBeGreaterThan(0);
  });
});
