// Every way in which events come in, by AWS's command line: streams, rules, pipes, schedules, topic rules.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { arnOf } from "../support/local-arn.ts";
import { until } from "../support/until.ts";
import { Deployment, has } from "./support/deployment.ts";
import { aws } from "./support/tool-paths.ts";

jest.setTimeout(600_000);

const roleArn = "arn:aws:iam::000000000000:role/any";
const queueArn = arnOf("sqs", "news");

(has(aws) ? describe : describe.skip)("the command line", () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await Deployment.open("plain");
    // A rule has no role with a queue: the queue's policy lets it.
    const Statement = [
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: queueArn,
      },
    ];
    const attributes = new Map([["Policy", JSON.stringify({ Version: "2012-10-17", Statement })]]);
    await deployment.region.services.sqs.createQueue({ queueName: "news", attributes });
  });
  afterAll(() => deployment.close(["IoT ListJobs"]));

  const run = async (...args: readonly string[]) => {
    const output = await deployment.succeed(aws, ...args, "--output", "json");
    return output.trim() === "" ? {} : JSON.parse(output);
  };
  /** The bodies that have come to the queue, once one of them has `text`. */
  const arrived = (text: string) =>
    until(() => {
      const bodies = deployment.region.services.sqs.messages("news").map(({ body }) => body);
      return bodies.find((body) => body.includes(text));
    });

  test("puts records on a stream, splits its shard, and reads them", async () => {
    const stream = ["--stream-name", "readings"];
    await run("kinesis", "create-stream", ...stream, "--shard-count", "1");
    await run("kinesis", "wait", "stream-exists", ...stream);
    const put = await run("kinesis", "put-record", ...stream, "--partition-key", "KSEA", "--data", "rain");
    const shard = ["--shard-id", put.ShardId];
    const middle = String(2n ** 127n);
    await run(
      ...["kinesis", "split-shard", ...stream, "--shard-to-split", put.ShardId],
      ...["--new-starting-hash-key", middle],
    );
    expect((await run("kinesis", "list-shards", ...stream)).Shards).toHaveLength(3);
    const { ShardIterator } = await run(
      ...["kinesis", "get-shard-iterator", ...stream, ...shard, "--shard-iterator-type", "TRIM_HORIZON"],
    );
    const { Records } = await run("kinesis", "get-records", "--shard-iterator", ShardIterator);
    expect(Records).toMatchObject([{ PartitionKey: "KSEA", SequenceNumber: put.SequenceNumber }]);
    expect(Buffer.from(Records[0].Data, "base64").toString()).toBe("rain");
  });

  test("makes a rule with a target, and puts an event that it matches", async () => {
    await run("events", "put-rule", "--name", "seen", "--event-pattern", '{"source":["weather"]}');
    const targets = JSON.stringify([{ Id: "one", Arn: queueArn }]);
    expect(await run("events", "put-targets", "--rule", "seen", "--targets", targets)).toMatchObject({
      FailedEntryCount: 0,
    });
    const entries = [{ Source: "weather", DetailType: "Seen", Detail: '{"by":"a rule"}' }];
    await run("events", "put-events", "--entries", JSON.stringify(entries));
    expect(JSON.parse(await arrived("a rule"))).toMatchObject({
      source: "weather",
      detail: { by: "a rule" },
    });
  });

  test("makes a pipe from a stream to a queue, and stops it", async () => {
    await run("kinesis", "create-stream", "--stream-name", "piped", "--shard-count", "1");
    const name = ["--name", "piped"];
    const parameters = { KinesisStreamParameters: { StartingPosition: "TRIM_HORIZON" } };
    await run(
      ...["pipes", "create-pipe", ...name, "--role-arn", roleArn, "--target", queueArn],
      ...["--source", arnOf("kinesis", "stream/piped"), "--source-parameters", JSON.stringify(parameters)],
    );
    await run(
      ...["kinesis", "put-record", "--stream-name", "piped", "--partition-key", "by-a-pipe", "--data", "x"],
    );
    expect(JSON.parse(await arrived("by-a-pipe"))).toMatchObject({ eventSource: "aws:kinesis" });
    expect(await run("pipes", "stop-pipe", ...name)).toMatchObject({ DesiredState: "STOPPED" });
  });

  test("makes a schedule, which is due at once", async () => {
    const target = {
      Arn: queueArn,
      RoleArn: roleArn,
      Input: "by a schedule at <aws.scheduler.scheduled-time>",
    };
    await run(
      ...["scheduler", "create-schedule", "--name", "daily", "--schedule-expression", "rate(1 day)"],
      ...["--flexible-time-window", '{"Mode":"OFF"}', "--target", JSON.stringify(target)],
    );
    expect(await arrived("by a schedule at 20")).toBeDefined();
    const { Schedules } = await run("scheduler", "list-schedules");
    expect(Schedules).toMatchObject([{ Name: "daily", State: "ENABLED" }]);
  });

  test("makes a topic rule, publishes to it, and keeps a message and a shadow", async () => {
    const payload = {
      sql: "SELECT *, topic(2) AS station FROM 'stations/+'",
      awsIotSqlVersion: "2016-03-23",
      actions: [{ sqs: { roleArn, queueUrl: `${deployment.url}/000000000000/news`, useBase64: false } }],
    };
    await run(
      ...["iot", "create-topic-rule", "--rule-name", "stations"],
      ...["--topic-rule-payload", JSON.stringify(payload)],
    );
    const said = '{"by":"a topic rule"}';
    const publish = ["iot-data", "publish", "--qos", "1", "--payload", said];
    await run(...publish, "--topic", "stations/KSEA", "--retain");
    expect(JSON.parse(await arrived("a topic rule"))).toEqual({ by: "a topic rule", station: "KSEA" });
    const kept = await run("iot-data", "get-retained-message", "--topic", "stations/KSEA");
    expect(Buffer.from(kept.payload, "base64").toString()).toBe(said);
    // Basic ingest: the rule by its name, and nobody else.
    await run(
      ...[
        "iot-data",
        "publish",
        "--topic",
        "$aws/rules/stations/stations/KBFI",
        "--payload",
        '{"by":"ingest"}',
      ],
    );
    expect(JSON.parse(await arrived('"ingest"'))).toEqual({ by: "ingest", station: "KBFI" });
    await run("iot", "create-thing", "--thing-name", "buoy");
    const thing = ["--thing-name", "buoy"];
    const wanted = '{"state":{"desired":{"light":"on"}}}';
    await run("iot-data", "update-thing-shadow", ...thing, "--payload", wanted, "shadow.json");
    await run("iot-data", "get-thing-shadow", ...thing, "shadow.json");
    const shadow = JSON.parse(readFileSync(join(deployment.folder, "shadow.json"), "utf8"));
    expect(shadow.state).toEqual({ desired: { light: "on" }, delta: { light: "on" } });
  });

  test("is told which of IoT's operations are not there", async () => {
    const { exitCode, output } = await deployment.run(aws, "iot", "list-jobs");
    expect(exitCode).not.toBe(0);
    expect(output).toContain("ListJobs");
  });
});
