// Names that lead elsewhere, are data to the language, or cannot be written down: for everything that has one.

import { type Attack, type AttackClass, firstProblem, shapeFault } from "../attack.ts";
import type { Target } from "../target.ts";

const names: readonly string[] = [
  "",
  ".",
  "..",
  "../../x",
  "a/../../b",
  "/etc/passwd",
  "C:\\x",
  "__proto__",
  "constructor",
  "toString",
  "a\u0000b",
  "a\nb",
  "a b",
  "中村",
  "\ud800",
  "é\u0301",
  "a".repeat(300),
  "a".repeat(5000),
  "CON",
  "a%2e%2e%2fb",
  "${AWS::Region}",
  "<script>",
  "'; DROP TABLE executions; --",
  "-",
  "arn:aws:sqs:us-east-1:000000000000:x",
];

const definition = '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}';
const roleArn = "arn:aws:iam::000000000000:role/r";
const key = {
  AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "k", KeyType: "HASH" }],
  BillingMode: "PAY_PER_REQUEST",
};

/** Each makes something of that name, then asks for it, then takes it away. */
const kinds: Readonly<
  Record<string, (name: string) => readonly (readonly [prefix: string, operation: string, body: object])[]>
> = {
  "a queue": (name) => [
    ["AmazonSQS", "CreateQueue", { QueueName: name }],
    ["AmazonSQS", "GetQueueUrl", { QueueName: name }],
    [
      "AmazonSQS",
      "SendMessage",
      { QueueUrl: `http://127.0.0.1:4566/000000000000/${name}`, MessageBody: name },
    ],
    ["AmazonSQS", "DeleteQueue", { QueueUrl: `http://127.0.0.1:4566/000000000000/${name}` }],
  ],
  "a stream": (name) => [
    ["Kinesis_20131202", "CreateStream", { StreamName: name, ShardCount: 1 }],
    ["Kinesis_20131202", "PutRecord", { StreamName: name, PartitionKey: name, Data: "YQ==" }],
    ["Kinesis_20131202", "DescribeStream", { StreamName: name }],
    ["Kinesis_20131202", "DeleteStream", { StreamName: name }],
  ],
  "a table": (name) => [
    ["DynamoDB_20120810", "CreateTable", { TableName: name, ...key }],
    [
      "DynamoDB_20120810",
      "PutItem",
      { TableName: name, Item: { k: { S: name || "x" }, [name]: { S: "v" } } },
    ],
    ["DynamoDB_20120810", "DescribeTable", { TableName: name }],
    ["DynamoDB_20120810", "DeleteTable", { TableName: name }],
  ],
  "a state machine": (name) => [
    ["AWSStepFunctions", "CreateStateMachine", { name, definition, roleArn }],
    [
      "AWSStepFunctions",
      "StartExecution",
      { stateMachineArn: `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`, name },
    ],
    [
      "AWSStepFunctions",
      "DeleteStateMachine",
      { stateMachineArn: `arn:aws:states:us-east-1:000000000000:stateMachine:${name}` },
    ],
  ],
  "an activity": (name) => [
    ["AWSStepFunctions", "CreateActivity", { name }],
    [
      "AWSStepFunctions",
      "DeleteActivity",
      { activityArn: `arn:aws:states:us-east-1:000000000000:activity:${name}` },
    ],
  ],
  "a bus": (name) => [
    ["AWSEvents", "CreateEventBus", { Name: name }],
    [
      "AWSEvents",
      "PutEvents",
      { Entries: [{ EventBusName: name, Source: name, DetailType: name, Detail: "{}" }] },
    ],
    ["AWSEvents", "DeleteEventBus", { Name: name }],
  ],
  "a rule": (name) => [
    ["AWSEvents", "PutRule", { Name: name, EventPattern: '{"source":["x"]}' }],
    [
      "AWSEvents",
      "PutTargets",
      { Rule: name, Targets: [{ Id: name, Arn: `arn:aws:sqs:us-east-1:000000000000:${name}` }] },
    ],
    ["AWSEvents", "DeleteRule", { Name: name, Force: true }],
  ],
  "an alarm": (name) => [
    [
      "GraniteServiceVersion20100801",
      "PutMetricAlarm",
      {
        AlarmName: name,
        Namespace: "n",
        MetricName: name,
        Statistic: "Sum",
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: "GreaterThanThreshold",
      },
    ],
    ["GraniteServiceVersion20100801", "DeleteAlarms", { AlarmNames: [name] }],
  ],
  "a metric": (name) => [
    [
      "GraniteServiceVersion20100801",
      "PutMetricData",
      {
        Namespace: name,
        MetricData: [{ MetricName: name, Dimensions: [{ Name: name, Value: name }], Value: 1 }],
      },
    ],
  ],
  "a log group": (name) => [
    ["Logs_20140328", "CreateLogGroup", { logGroupName: name }],
    ["Logs_20140328", "CreateLogStream", { logGroupName: name, logStreamName: name }],
    ["Logs_20140328", "DeleteLogGroup", { logGroupName: name }],
  ],
  "a dashboard": (name) => [
    ["GraniteServiceVersion20100801", "PutDashboard", { DashboardName: name, DashboardBody: "{}" }],
  ],
};

export const nameAttacks: AttackClass = {
  name: "names",
  attacks: [
    ...Object.entries(kinds).map(
      ([kind, calls]): Attack => ({
        name: `${kind} of a name that leads elsewhere`,
        run: (target) =>
          firstProblem(names, (name) =>
            firstProblem(calls(name), async ([prefix, operation, body]) =>
              shapeFault(await target.call(prefix, operation, body)),
            ),
          ),
      }),
    ),
    { name: "a bucket and an object of a name that leads elsewhere", run: objects },
  ],
};

function objects(target: Target): Promise<string | undefined> {
  return firstProblem(names, async (name) => {
    const path = encodeURI(name.toWellFormed());
    for (const [method, at] of [
      ["PUT", `/${path}`],
      ["PUT", "/hostile"],
      ["PUT", `/hostile/${path}`],
      ["GET", `/hostile/${path}`],
      ["GET", "/hostile?list-type=2&encoding-type=url"],
      ["DELETE", `/hostile/${path}`],
    ] as const) {
      const problem = shapeFault(await target.request(method, at, method === "PUT" ? { body: "x" } : {}));
      if (problem !== undefined) return `${method} ${at.slice(0, 80)}: ${problem}`;
    }
    return undefined;
  });
}
