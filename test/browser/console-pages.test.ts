// What a cloud engineer comes to the console's pages for, in a real browser: each with things of its kind, looked at and done.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { describeConsole, isAccessible, opened, page } from "./describe-console.ts";

const roleArn = "arn:aws:iam::000000000000:role/r";
const folder = mkdtempSync(join(tmpdir(), "millrace-console-"));

const open = (hash: string) => opened.go(hash);

describeConsole("the console's pages", () => {
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("a bucket: folders, an object looked into, and all versions of it", async () => {
    await opened.call("s3", "CreateBucket", { Bucket: "archive" });
    const versioning = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
    await fetch(`${opened.server.url}/archive?versioning`, { method: "PUT", body: versioning });
    for (const text of ['{"turn":1}', '{"turn":2}'])
      await opened.call("s3", "PutObject", {
        Bucket: "archive",
        Key: "days/one.json",
        Body: Buffer.from(text),
      });
    await opened.call("s3", "PutObject", { Bucket: "archive", Key: "gone", Body: Buffer.from("x") });
    await opened.call("s3", "DeleteObject", { Bucket: "archive", Key: "gone" });
    await open("#/buckets");
    await page.getByRole("row", { name: /^archive \d{4}-\d\d-\d\d / }).waitFor();
    await page.getByRole("link", { name: "archive" }).click();
    await page.getByRole("link", { name: "days/" }).click();
    await page.getByRole("link", { name: "one.json" }).click();
    await expect(page.getByRole("region", { name: "Content" }).textContent()).resolves.toContain('"turn": 2');
    await page.getByRole("link", { name: "Show all versions and delete markers" }).click();
    await page.getByRole("row", { name: /latest/ }).waitFor();
    await page.getByRole("link", { name: "one.json" }).last().click();
    await page.getByRole("region", { name: "Content" }).filter({ hasText: '"turn": 1' }).waitFor();
    await open("#/buckets/archive?versions=1");
    await page.getByText("gone (delete marker)").waitFor();
    await isAccessible();
  });

  test("a schedule and a rule with one: when they are due next", async () => {
    const queueArn = "arn:aws:sqs:us-east-1:000000000000:due";
    await opened.call("sqs", "CreateQueue", { QueueName: "due" });
    await opened.call("scheduler", "CreateSchedule", {
      ...{
        Name: "nightly",
        ScheduleExpression: "cron(5 0 * * ? *)",
        ScheduleExpressionTimezone: "Europe/Berlin",
      },
      FlexibleTimeWindow: { Mode: "OFF" },
      Target: { Arn: queueArn, RoleArn: roleArn, DeadLetterConfig: { Arn: queueArn } },
    });
    await opened.call("eventbridge", "PutRule", { Name: "hourly", ScheduleExpression: "rate(1 hour)" });
    await open("#/schedules");
    await page.getByRole("row", { name: /rules\/hourly.*rate\(1 hour\).*in 59 min/ }).waitFor();
    await isAccessible();
    await page.getByRole("link", { name: "default/nightly" }).click();
    const times = page.getByRole("listitem").filter({ hasText: /:05:00\.000 \(in / });
    await times.nth(4).waitFor();
    await expect(times.count()).resolves.toBe(5);
    await page.getByText("Dead letters go to").getByRole("link", { name: "due" }).waitFor();
    await page.getByText("Invocation attempts").waitFor();
    await isAccessible();
  });

  test("Insights asks a log group", async () => {
    await opened.call("cloudwatchlogs", "CreateLogGroup", { logGroupName: "/mill" });
    await opened.call("cloudwatchlogs", "CreateLogStream", { logGroupName: "/mill", logStreamName: "wheel" });
    const logEvents = [1, 2, 3].map((turn) => ({
      timestamp: Date.now() - 5000 + turn,
      message: `turn ${turn}`,
    }));
    await opened.call("cloudwatchlogs", "PutLogEvents", {
      logGroupName: "/mill",
      logStreamName: "wheel",
      logEvents,
    });
    await open("#/logs");
    await page.getByLabel("Ask /mill by Insights").check();
    await page.getByLabel("Query").fill("stats count(*) as turns");
    await page.getByRole("button", { name: "Run" }).click();
    await page.getByRole("table", { name: "Results" }).getByRole("row", { name: "3" }).waitFor();
    await open("#/logs/%2Fmill");
    await page.getByRole("button", { name: "turn 3" }).waitFor();
    await page.getByRole("tab", { name: "Events" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.getByLabel("Query").fill("fields nonsense(");
    await page.getByRole("button", { name: "Run" }).click();
    await page.getByRole("alert").filter({ hasText: "MalformedQueryException" }).waitFor();
    await isAccessible();
  });

  test("a bus shows what comes in, and says field by field why a rule does not match", async () => {
    await opened.call("eventbridge", "PutRule", {
      Name: "storms",
      EventPattern: JSON.stringify({ source: ["weather"], detail: { wind: [{ numeric: [">", 20] }] } }),
    });
    const Targets = [{ Id: "queue", Arn: "arn:aws:sqs:us-east-1:000000000000:due" }];
    await opened.call("eventbridge", "PutTargets", { Rule: "storms", Targets });
    await open("#/buses/default");
    await page.getByText("None has come since").waitFor();
    for (const wind of [12, 30]) {
      const Detail = JSON.stringify({ wind });
      await opened.call("eventbridge", "PutEvents", {
        Entries: [{ Source: "weather", DetailType: "Gust", Detail }],
      });
    }
    await page.getByRole("row", { name: /weather Gust ✔ storms .*30/ }).waitFor();
    await page.getByRole("row", { name: /weather Gust · none .*12/ }).waitFor();
    await page.getByLabel("Event", { exact: true }).fill('{"source":"weather","detail":{"wind":12}}');
    await page.getByRole("button", { name: "Try" }).click();
    await page.getByText("✖ does not match").waitFor();
    await page
      .getByRole("listitem")
      .filter({ hasText: 'detail.wind is 12; wanted [{"numeric":[">",20]}]' })
      .first()
      .waitFor();
    await isAccessible();
  });

  test("an alarm, a dashboard with its widgets, and what CloudWatch draws on them", async () => {
    const metric = { Namespace: "Mill", MetricName: "Turns" };
    await opened.call("cloudwatch", "PutMetricData", {
      Namespace: "Mill",
      MetricData: [{ MetricName: "Turns", Value: 7 }],
    });
    await opened.call("cloudwatch", "PutMetricAlarm", {
      ...{ AlarmName: "too-fast", ...metric, Statistic: "Maximum", Period: 60, EvaluationPeriods: 1 },
      ...{ Threshold: 5, ComparisonOperator: "GreaterThanThreshold" },
    });
    const metrics = [
      ["Mill", "Turns", { id: "m", visible: false }],
      [{ expression: "m * 2", label: "twice", id: "e" }],
    ];
    const widgets = [
      { type: "text", properties: { markdown: "# The mill\n\nTurns, **twice**" } },
      {
        type: "metric",
        properties: {
          ...{ title: "Doubled", metrics, stat: "Maximum", period: 60, stacked: true },
          yAxis: { left: { min: 0, max: 20, label: "turns" } },
          annotations: {
            horizontal: [{ value: 10, label: "fast", fill: "above" }],
            vertical: [{ value: new Date(Date.now() - 60_000).toISOString(), label: "deployed" }],
          },
        },
      },
      ...["singleValue", "bar", "pie", "gauge", "table"].map((view) => ({
        type: "metric",
        properties: { title: `As ${view}`, view, metrics: [["Mill", "Turns"]], stat: "Maximum", period: 60 },
      })),
      {
        type: "alarm",
        properties: { title: "Alarms", alarms: ["arn:aws:cloudwatch:us-east-1:000000000000:alarm:too-fast"] },
      },
      { type: "log", properties: { title: "Log", query: "SOURCE '/mill' | fields @message" } },
    ];
    await opened.call("cloudwatch", "PutDashboard", {
      DashboardName: "mill",
      DashboardBody: JSON.stringify({ widgets }),
    });
    await open("#/metrics/mill");
    await page.getByRole("img", { name: "Doubled: twice 14" }).waitFor();
    for (const label of ["fast", "deployed"])
      await page.locator("svg text", { hasText: label }).first().waitFor();
    await page
      .getByRole("img", { name: /Turns 7/ })
      .first()
      .waitFor();
    await page.getByRole("heading", { name: "The mill" }).waitFor();
    await page.getByRole("table", { name: "Results" }).getByText("turn 3").waitFor();
    await isAccessible();
    await page.getByRole("region", { name: "Alarms" }).getByRole("link", { name: "too-fast" }).click();
    await page.getByText('Alarm "too-fast" created').waitFor();
    await page.locator("svg text", { hasText: "Greater Than Threshold 5" }).waitFor();
    await isAccessible();
  });

  test("traces are a graph of services, and each is its segments", async () => {
    const now = Date.now() / 1000;
    const trace_id = `1-${Math.floor(now).toString(16)}-0123456789abcdef01234567`;
    const segment = { trace_id, id: "1111111111111111", name: "front", start_time: now - 1, end_time: now };
    const called = {
      id: "2222222222222222",
      name: "Dynamodb",
      namespace: "aws",
      start_time: now - 0.8,
      end_time: now - 0.3,
      fault: true,
    };
    await opened.call("xray", "PutTraceSegments", {
      TraceSegmentDocuments: [JSON.stringify({ ...segment, subsegments: [called] })],
    });
    await open("#/traces");
    const graph = page.getByRole("region", { name: "Service graph" });
    await graph.getByText("1 × 500 ms · ✖ 1 failed").waitFor();
    await isAccessible();
    await page.getByRole("link", { name: trace_id }).click();
    await page
      .getByRole("listitem")
      .filter({ hasText: /Dynamodb.*500 ms/ })
      .waitFor();
    await isAccessible();
  });

  test("dead letters are redriven; a table is queried", async () => {
    const { QueueUrl: dead } = await opened.call("sqs", "CreateQueue", { QueueName: "dead" });
    const deadLetterTargetArn = "arn:aws:sqs:us-east-1:000000000000:dead";
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 });
    const { QueueUrl: alive } = await opened.call("sqs", "CreateQueue", {
      ...{ QueueName: "alive", Attributes: { RedrivePolicy } },
    });
    await opened.call("sqs", "SendMessage", { QueueUrl: alive, MessageBody: "again" });
    for (let turn = 0; turn < 2; turn++)
      await opened.call("sqs", "ReceiveMessage", { QueueUrl: alive, VisibilityTimeout: 0 });
    expect(dead).toMatch(/dead$/);
    await open("#/queues/dead");
    await page.getByRole("button", { name: "again" }).waitFor();
    await isAccessible();
    await page.getByRole("button", { name: "Redrive all to where they came from" }).click();
    await page.getByText("Nothing waits here.").waitFor();
    await page.getByText(/completed, 1 of 1 moved/).waitFor();
    await opened.call("dynamodb", "CreateTable", {
      ...{ TableName: "parcels", BillingMode: "PAY_PER_REQUEST" },
      AttributeDefinitions: [
        { AttributeName: "street", AttributeType: "S" },
        { AttributeName: "house", AttributeType: "N" },
      ],
      KeySchema: [
        { AttributeName: "street", KeyType: "HASH" },
        { AttributeName: "house", KeyType: "RANGE" },
      ],
    });
    for (const house of ["1", "2", "3"])
      await opened.call("dynamodb", "PutItem", {
        TableName: "parcels",
        Item: { street: { S: "Mill Lane" }, house: { N: house } },
      });
    await open("#/tables/parcels");
    await page.getByRole("button", { name: "Mill Lane · 2" }).waitFor();
    await page.getByLabel("Partition key is").fill("Mill Lane");
    await page.getByRole("combobox", { name: "Sort key" }).selectOption(">=");
    await page.getByLabel("… this (empty: any)").fill("2");
    await page.getByRole("button", { name: "Query" }).click();
    await page.getByText("2 items", { exact: true }).waitFor();
    await isAccessible();
  });
});
