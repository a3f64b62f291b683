// A region with one of everything that the console has a page for, and the addresses of these pages.

import { until } from "../support/until.ts";
import type { OpenedConsole } from "./opened-console.ts";

const roleArn = "arn:aws:iam::000000000000:role/r";
const arns = { execution: "", mapRun: "", trace: "", mapping: "", secret: "" };
const of = (section: string, name: string, query = "") => `#/${section}/${encodeURIComponent(name)}${query}`;

/** Each with its address, which may be known only once the region is furnished, and with what is there once all of it is. */
export const pages: readonly (readonly [name: string, hashOf: () => string, shows: string])[] = [
  ["home", () => "#/", "a[href='#/approvals']"],
  ["machines", () => "#/machines", "text=mapped"],
  ["a machine", () => "#/machines/parcels", ".row >> text=failed"],
  ["an execution", () => of("executions", arns.execution), ".panel pre"],
  ["an execution's table", () => of("executions", arns.execution, "?view=table"), ".row >> text=TooHeavy"],
  [
    "an execution's events",
    () => of("executions", arns.execution, "?view=events"),
    ".row >> text=ExecutionStarted",
  ],
  [
    "an execution's timeline",
    () => of("executions", arns.execution, "?view=timeline"),
    ".row >> text=TooHeavy",
  ],
  ["an execution's data", () => of("executions", arns.execution, "?view=data"), "pre"],
  [
    "an execution's details",
    () => of("executions", arns.execution, "?view=details"),
    "text=State transitions",
  ],
  ["an execution's definition", () => of("executions", arns.execution, "?view=definition"), "pre"],
  ["a Map Run", () => of("map-runs", arns.mapRun), ".row >> text=failed"],
  ["streams", () => "#/streams", ".row >> text=readings"],
  ["a stream", () => "#/streams/readings", ".row >> text=°C"],
  ["pipes", () => "#/pipes", ".row >> text=sorting"],
  ["a pipe", () => "#/pipes/sorting", "text=As AWS describes it"],
  ["an event source mapping", () => of("mappings", arns.mapping), "text=As AWS describes it"],
  ["queues", () => "#/queues", ".row >> text=letters"],
  ["a queue", () => "#/queues/letters", ".row >> text=two"],
  ["topics", () => "#/topics", ".row >> text=alerts"],
  ["a topic", () => "#/topics/alerts", ".row >> text=letters"],
  ["buses", () => "#/buses", ".row >> text=default"],
  ["a bus", () => "#/buses/default", "summary"],
  ["schedules", () => "#/schedules", ".row >> text=nightly"],
  ["a schedule", () => "#/schedules/default/nightly", "text=As AWS describes it"],
  ["functions", () => "#/functions", ".row >> text=scale"],
  ["a function", () => "#/functions/scale", "summary"],
  ["tables", () => "#/tables", ".row >> text=parcels"],
  ["a table", () => "#/tables/parcels", ".row >> text=a"],
  ["buckets", () => "#/buckets", ".row >> text=archive"],
  ["a bucket", () => "#/buckets/archive?key=one.json", "pre"],
  ["delivery streams", () => "#/delivery-streams", ".row >> text=gathered"],
  ["a delivery stream", () => "#/delivery-streams/gathered", "text=As AWS describes it"],
  ["secrets", () => "#/secrets", ".row >> text=mill/key"],
  ["a secret", () => of("secrets", arns.secret), ".row >> text=AWSCURRENT"],
  ["logs", () => "#/logs", ".row >> text=/mill"],
  ["a log group", () => of("logs", "/mill"), ".row >> text=turn 2"],
  ["Insights", () => of("logs", "/mill", "?view=insights"), "textarea"],
  ["metrics", () => "#/metrics", ".row >> text=too-slow"],
  ["all metrics", () => "#/metrics?view=all", ".row >> text=Turns"],
  ["metric streams", () => "#/metrics?view=streams", ".row >> text=all-turns"],
  ["anomaly detectors", () => "#/metrics?view=detectors", ".row >> text=Turns"],
  ["a dashboard", () => "#/metrics/mill", ".row >> text=turn 2"],
  ["an alarm", () => "#/alarms/too-fast", "text=As AWS describes it"],
  ["traces", () => "#/traces", ".row >> text=OK"],
  ["a trace", () => of("traces", arns.trace), ".segment"],
  ["stacks", () => "#/stacks", ".row >> text=mill"],
  ["a stack", () => "#/stacks/mill", "text=ChuteUrl"],
  ["approvals", () => "#/approvals", ".waiting pre"],
  ["a state to try", () => "#/try", "option >> text=approval"],
];

export async function furnish(opened: OpenedConsole): Promise<void> {
  await furnishStates(opened);
  await furnishMessages(opened);
  await furnishData(opened);
  await furnishMeasures(opened);
  const code = "exports.handler = async (grams) => grams;";
  const Scale = {
    Type: "AWS::Lambda::Function",
    Properties: {
      ...{ FunctionName: "scale", Runtime: "nodejs24.x", Handler: "index.handler", Role: roleArn },
      ...{ Code: { ZipFile: code }, Environment: { Variables: { UNIT: "gram" } } },
    },
  };
  const Chute = { Type: "AWS::SQS::Queue", Properties: { QueueName: "chute" } };
  const TemplateBody = JSON.stringify({
    Resources: { Scale, Chute },
    Outputs: { ChuteUrl: { Value: { Ref: "Chute" } } },
  });
  await opened.call("cloudformation", "CreateStack", { StackName: "mill", TemplateBody });
  await until(() =>
    opened.region.services.lambda.list().some(({ functionName }) => functionName === "scale"),
  );
  await furnishReaders(opened);
}

/** What reads, what gathers, and what sends on. */
async function furnishReaders(opened: OpenedConsole): Promise<void> {
  const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
  for (const QueueName of ["inbox", "sorted", "weighed"])
    await opened.call("sqs", "CreateQueue", { QueueName });
  await opened.call("pipes", "CreatePipe", {
    ...{ Name: "sorting", RoleArn: roleArn, Source: queueArn("inbox"), Target: queueArn("sorted") },
  });
  const mapping = { FunctionName: "scale", EventSourceArn: queueArn("weighed") };
  arns.mapping = String((await opened.call("lambda", "CreateEventSourceMapping", mapping)).UUID);
  const { TopicArn } = await opened.call("sns", "CreateTopic", { Name: "alerts" });
  await opened.call("sns", "Subscribe", { TopicArn, Protocol: "sqs", Endpoint: queueArn("letters") });
  const { DeliveryStreamARN: FirehoseArn } = await opened.call("firehose", "CreateDeliveryStream", {
    DeliveryStreamName: "gathered",
    ExtendedS3DestinationConfiguration: { RoleARN: roleArn, BucketARN: "arn:aws:s3:::archive" },
  });
  const secret = { Name: "mill/key", SecretString: "grist" };
  arns.secret = String((await opened.call("secretsmanager", "CreateSecret", secret)).ARN);
  await opened.call("cloudwatch", "PutMetricStream", {
    ...{ Name: "all-turns", RoleArn: roleArn, FirehoseArn, OutputFormat: "json" },
  });
  await opened.call("cloudwatch", "PutAnomalyDetector", {
    SingleMetricAnomalyDetector: { Namespace: "Mill", MetricName: "Turns", Stat: "Maximum" },
  });
}

async function furnishStates(opened: OpenedConsole): Promise<void> {
  const { states } = opened.region.services;
  const run = async (name: string, definition: object, input: unknown) => {
    const stateMachineArn = await opened.createMachine(name, definition);
    const { executionArn } = await states.startExecution({ stateMachineArn, input: JSON.stringify(input) });
    await states.standard.ended(executionArn);
    return executionArn;
  };
  const weighed = {
    StartAt: "Weigh",
    States: {
      Weigh: {
        Type: "Choice",
        Choices: [{ Variable: "$", NumericGreaterThan: 2, Next: "TooHeavy" }],
        Default: "Light",
      },
      TooHeavy: { Type: "Fail", Error: "TooHeavy", Cause: "it weighs more than two" },
      Light: { Type: "Succeed" },
    },
  };
  const checked = {
    StartAt: "Check",
    States: {
      Check: { Type: "Pass", Next: "Each" },
      Each: { Type: "Map", ItemProcessor: weighed, End: true },
    },
  };
  arns.execution = await run("parcels", checked, [1, 2, 3]);
  const ProcessorConfig = { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" };
  const many = {
    Type: "Map",
    ItemProcessor: { ProcessorConfig, ...weighed },
    ToleratedFailureCount: 1,
    End: true,
  };
  const mapped = await run("mapped", { StartAt: "Many", States: { Many: many } }, [1, 2, 3]);
  arns.mapRun = states.mapRuns.list(mapped, {}).items[0]?.arn ?? "";
  const stateMachineArn = await opened.createMachine("many", {
    StartAt: "Done",
    States: { Done: { Type: "Succeed" } },
  });
  for (let at = 0; at < 60; at++) await states.startExecution({ stateMachineArn, name: `parcel-${at}` });
}

async function furnishMessages(opened: OpenedConsole): Promise<void> {
  await opened.region.services.kinesis.createStream({ streamName: "readings", shardCount: 2 });
  for (const data of ["21 °C", "22 °C"])
    await opened.call("kinesis", "PutRecord", {
      ...{ StreamName: "readings", PartitionKey: "p", ExplicitHashKey: "0", Data: Buffer.from(data) },
    });
  const { QueueUrl } = await opened.call("sqs", "CreateQueue", { QueueName: "letters" });
  for (const MessageBody of ["one", "two"])
    await opened.call("sqs", "SendMessage", { QueueUrl, MessageBody });
  const EventPattern = JSON.stringify({ source: ["weather"] });
  await opened.call("eventbridge", "PutRule", { Name: "storms", EventPattern });
  const Arn = "arn:aws:sqs:us-east-1:000000000000:letters";
  await opened.call("eventbridge", "PutTargets", { Rule: "storms", Targets: [{ Id: "queue", Arn }] });
  await opened.call("scheduler", "CreateSchedule", {
    ...{ Name: "nightly", ScheduleExpression: "cron(5 0 * * ? *)", FlexibleTimeWindow: { Mode: "OFF" } },
    Target: { Arn, RoleArn: roleArn },
  });
  const stateMachineArn = await opened.createMachine("approval", {
    StartAt: "Approve",
    States: {
      Approve: {
        ...{ Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken", End: true },
        Parameters: { QueueUrl, "MessageBody.$": "$$.Task.Token" },
      },
    },
  });
  await opened.region.services.states.startExecution({ stateMachineArn });
}

async function furnishData(opened: OpenedConsole): Promise<void> {
  await opened.call("dynamodb", "CreateTable", {
    ...{ TableName: "parcels", BillingMode: "PAY_PER_REQUEST" },
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  });
  for (const id of ["a", "b"])
    await opened.call("dynamodb", "PutItem", { TableName: "parcels", Item: { id: { S: id } } });
  await opened.call("s3", "CreateBucket", { Bucket: "archive" });
  for (const Key of ["one.json", "two.json"])
    await opened.call("s3", "PutObject", { Bucket: "archive", Key, Body: Buffer.from("{}") });
  const group = { logGroupName: "/mill", logStreamName: "wheel" };
  await opened.call("cloudwatchlogs", "CreateLogGroup", { logGroupName: "/mill" });
  await opened.call("cloudwatchlogs", "CreateLogStream", group);
  const logEvents = [1, 2].map((turn) => ({ timestamp: Date.now() - 5000 + turn, message: `turn ${turn}` }));
  await opened.call("cloudwatchlogs", "PutLogEvents", { ...group, logEvents });
}

async function furnishMeasures(opened: OpenedConsole): Promise<void> {
  const MetricData = [{ MetricName: "Turns", Value: 7 }];
  await opened.call("cloudwatch", "PutMetricData", { Namespace: "Mill", MetricData });
  for (const AlarmName of ["too-fast", "too-slow"])
    await opened.call("cloudwatch", "PutMetricAlarm", {
      ...{ AlarmName, Namespace: "Mill", MetricName: "Turns", Statistic: "Maximum", Period: 60 },
      ...{ EvaluationPeriods: 1, Threshold: 5, ComparisonOperator: "GreaterThanThreshold" },
    });
  const alarms = ["arn:aws:cloudwatch:us-east-1:000000000000:alarm:too-fast"];
  const widgets = [
    {
      type: "metric",
      properties: { title: "Turns", metrics: [["Mill", "Turns"]], stat: "Maximum", period: 60 },
    },
    { type: "metric", properties: { title: "As a table", view: "table", metrics: [["Mill", "Turns"]] } },
    { type: "alarm", properties: { title: "Alarms", alarms } },
    { type: "log", properties: { title: "Log", query: "SOURCE '/mill' | fields @message" } },
  ];
  await opened.call("cloudwatch", "PutDashboard", {
    ...{ DashboardName: "mill", DashboardBody: JSON.stringify({ widgets }) },
  });
  const now = Date.now() / 1000;
  arns.trace = `1-${Math.floor(now).toString(16)}-0123456789abcdef01234567`;
  const other = `1-${Math.floor(now).toString(16)}-0123456789abcdef01234568`;
  for (const trace_id of [arns.trace, other])
    await opened.call("xray", "PutTraceSegments", {
      TraceSegmentDocuments: [
        JSON.stringify({
          trace_id,
          id: "1111111111111111",
          name: "front",
          start_time: now - 1,
          end_time: now,
        }),
      ],
    });
}
