// AWS's own JavaScript clients against the running service: what each service of the main job does for its users.

import { CloudWatchClient, GetMetricDataCommand, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordCommand,
} from "@aws-sdk/client-kinesis";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from "@aws-sdk/client-sfn";
import { ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type RunningService, startService } from "./running-service.ts";

let service: RunningService;
let configuration: {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
};
const clients: { destroy(): void }[] = [];

function client<Client extends { destroy(): void }>(
  Constructor: new (settings: typeof configuration & { readonly disableHostPrefix: true }) => Client,
): Client {
  const made = new Constructor({ ...configuration, disableHostPrefix: true });
  clients.push(made);
  return made;
}

beforeAll(async () => {
  service = await startService();
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  configuration = { endpoint: service.url, region: "us-east-1", credentials };
}, 180_000);

afterAll(async () => {
  for (const each of clients) each.destroy();
  expect(await service.stop()).toMatchObject({ exitCode: 0, complaints: "" });
});

/** Asks again until there is an answer: what was put travels through the service in its own time. */
async function eventually<Answer>(ask: () => Promise<Answer | undefined>): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
  }
}

const role = "arn:aws:iam::000000000000:role/any";

test("a record that is put is read again, and one that is no reading becomes a dead letter", async () => {
  const kinesis = client(KinesisClient);
  const sqs = client(SQSClient);
  const StreamName = "millrace-dev-readings";
  const { ShardId, SequenceNumber } = await kinesis.send(
    new PutRecordCommand({ StreamName, PartitionKey: "cli", Data: Buffer.from("not a reading") }),
  );
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({
      StreamName,
      ShardId,
      ShardIteratorType: "AT_SEQUENCE_NUMBER",
      StartingSequenceNumber: SequenceNumber,
    }),
  );
  const { Records } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
  expect(Buffer.from(Records?.[0]?.Data ?? []).toString()).toBe("not a reading");

  const QueueUrl = `${service.url}/000000000000/millrace-dev-readings-dead-letters`;
  const letter = await eventually(async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    for (const { ReceiptHandle } of Messages) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    return Messages.map(({ Body }) => JSON.parse(Body ?? "{}")).find(
      ({ sequenceNumber }) => sequenceNumber === SequenceNumber,
    );
  });
  expect(letter).toMatchObject({ shardId: ShardId, reason: "NotJson", partitionKey: "cli" });
}, 180_000);

test("an Express state machine is created, started, and waited for", async () => {
  const sfn = client(SFNClient);
  const definition = JSON.stringify({
    QueryLanguage: "JSONata",
    StartAt: "Greet",
    States: {
      Greet: { Type: "Pass", Output: { greeting: "{% 'Hello ' & $states.input.name %}" }, End: true },
    },
  });
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({ name: "greet", type: "EXPRESS", definition, roleArn: role }),
  );
  const ended = await sfn.send(new StartSyncExecutionCommand({ stateMachineArn, input: '{"name":"you"}' }));
  expect(ended).toMatchObject({ status: "SUCCEEDED", output: '{"greeting":"Hello you"}' });
});

test("a Standard execution is started, described, and its history read", async () => {
  const sfn = client(SFNClient);
  const definition = JSON.stringify({
    StartAt: "Ask",
    States: {
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::dynamodb:getItem",
        Parameters: { TableName: "millrace-dev-stations", Key: { stationId: { S: "cape-disappointment" } } },
        End: true,
      },
    },
  });
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({ name: "ask", definition, roleArn: role }),
  );
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
  const described = await eventually(async () => {
    const now = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return now.status === "RUNNING" ? undefined : now;
  });
  expect(described.status).toBe("SUCCEEDED");
  expect(JSON.parse(described.output ?? "{}")).toMatchObject({
    Item: { stationId: { S: "cape-disappointment" } },
  });
  const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(events?.map(({ type }) => type)).toEqual([
    "ExecutionStarted",
    "TaskStateEntered",
    "TaskScheduled",
    "TaskStarted",
    "TaskSucceeded",
    "TaskStateExited",
    "ExecutionSucceeded",
  ]);
});

test("the findings of the replay are in their table", async () => {
  const found = await client(DynamoDBClient).send(
    new ScanCommand({ TableName: "millrace-dev-findings", Select: "COUNT" }),
  );
  expect(found.Count).toBe(219);
});

test("the alerts of the replay are logged", async () => {
  const logged = await eventually(async () => {
    const { Count } = await client(DynamoDBClient).send(
      new ScanCommand({ TableName: "millrace-dev-alert-log", Select: "COUNT" }),
    );
    return Count === 219 ? Count : undefined;
  });
  expect(logged).toBe(219);
});

test("events are put on the service's bus", async () => {
  const Entries = [
    { EventBusName: "millrace-dev-weather", Source: "you", DetailType: "Hello", Detail: "{}" },
  ];
  const put = await client(EventBridgeClient).send(new PutEventsCommand({ Entries }));
  expect(put).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
});

test("executions are counted in metrics, and their handlers' logs are searched", async () => {
  const cloudWatch = client(CloudWatchClient);
  const { Metrics = [] } = await cloudWatch.send(
    new ListMetricsCommand({ Namespace: "AWS/States", MetricName: "ExecutionsSucceeded" }),
  );
  const metric = Metrics.find(({ Dimensions }) =>
    Dimensions?.[0]?.Value?.endsWith(":millrace-dev-ingest-readings"),
  );
  const { MetricDataResults } = await cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(Date.now() - 3_600_000),
      EndTime: new Date(Date.now() + 60_000),
      MetricDataQueries: [{ Id: "m", MetricStat: { Metric: metric, Period: 3600, Stat: "Sum" } }],
    }),
  );
  const sum = MetricDataResults?.[0]?.Values?.reduce((total, value) => total + value, 0);
  expect(sum).toBeGreaterThanOrEqual(36);

  const { events = [] } = await client(CloudWatchLogsClient).send(
    new FilterLogEventsCommand({
      logGroupName: "/aws/lambda/millrace-dev-validate",
      filterPattern: "{ $.received > 0 }",
    }),
  );
  expect(JSON.parse(events[0]?.message ?? "{}")).toMatchObject({ message: "batch validated" });
});

test("a function is invoked by itself", async () => {
  const Payload = JSON.stringify({ stationId: [], observedAt: [] });
  const invoked = await client(LambdaClient).send(
    new InvokeCommand({ FunctionName: "millrace-dev-assess", Payload }),
  );
  expect(invoked).toMatchObject({ StatusCode: 200, ExecutedVersion: "$LATEST" });
});

test("topics and the caller's identity are those of the region", async () => {
  const { Topics } = await client(SNSClient).send(new ListTopicsCommand({}));
  expect(Topics?.map(({ TopicArn }) => TopicArn)).toContain(
    "arn:aws:sns:us-east-1:000000000000:millrace-dev-alerts",
  );
  expect(await client(STSClient).send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: "000000000000",
  });
});
