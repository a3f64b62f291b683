// What each service takes at most, and a little more.

import type { Answer, Target } from "../hostile/target.ts";

export interface LargeRequest {
  readonly name: string;
  readonly prepare?: (target: Target) => Promise<unknown>;
  /** Answers with what is told of it. */
  readonly ask: (target: Target) => Promise<string>;
}

const dynamodb = (target: Target, operation: string, body: unknown) =>
  target.call("DynamoDB_20120810", operation, body);
const states = (target: Target, operation: string, body: unknown) =>
  target.call("AWSStepFunctions", operation, body);
const kinesis = (target: Target, operation: string, body: unknown) =>
  target.call("Kinesis_20131202", operation, body);
const logs = (target: Target, operation: string, body: unknown) =>
  target.call("Logs_20140328", operation, body);
const metrics = (target: Target, operation: string, body: unknown) =>
  target.call("GraniteServiceVersion20100801", operation, body);

const times = <Item>(count: number, item: (at: number) => Item): readonly Item[] =>
  Array.from({ length: count }, (_nothing, at) => item(at));

async function told(asked: Promise<Answer> | Answer): Promise<string> {
  const { status, body } = await asked;
  const code = /"__type":"([^"]*)"|<Code>([^<]*)<|<Error>([^<]*)</.exec(body.slice(0, 4000));
  return `${status}, ${body.length} bytes${status === 200 ? "" : ` ${code?.[1] ?? code?.[2] ?? body.slice(0, 80)}`}`;
}

async function each(count: number, ask: (at: number) => Promise<Answer>): Promise<string> {
  let last = "";
  for (let at = 0; at < count; at++) last = await told(ask(at));
  return `${count} times ${last}`;
}

const table = (name: string) => async (target: Target) => {
  await dynamodb(target, "CreateTable", {
    TableName: name,
    AttributeDefinitions: [
      { AttributeName: "p", AttributeType: "S" },
      { AttributeName: "s", AttributeType: "N" },
    ],
    KeySchema: [
      { AttributeName: "p", KeyType: "HASH" },
      { AttributeName: "s", KeyType: "RANGE" },
    ],
    BillingMode: "PAY_PER_REQUEST",
    StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
  });
};

const key = (at: number) => ({ p: { S: "p" }, s: { N: String(at) } });
/** As many values as fit in an item. */
const widest = (at: number) => ({ ...key(at), l: { L: times(100_000, (n) => ({ N: String(n % 10) })) } });
/** As many attributes as fit. */
const manyNames = (at: number) => ({
  ...key(at),
  ...Object.fromEntries(times(45_000, (n) => [`a${n}`, { N: "1" }])),
});
const longest = (at: number) => ({ ...key(at), t: { S: "x".repeat(399_000) } });

async function fill(target: Target, count: number, item: (at: number) => object): Promise<void> {
  for (let first = 0; first < count; first += 25) {
    const requests = times(Math.min(25, count - first), (at) => ({ PutRequest: { Item: item(first + at) } }));
    await dynamodb(target, "BatchWriteItem", { RequestItems: { large: requests } });
  }
}

const tables: readonly LargeRequest[] = [
  {
    name: "DynamoDB PutItem of the widest item",
    prepare: table("large"),
    ask: (target) => told(dynamodb(target, "PutItem", { TableName: "large", Item: widest(0) })),
  },
  {
    name: "DynamoDB PutItem of as many names as fit",
    ask: (target) => told(dynamodb(target, "PutItem", { TableName: "large", Item: manyNames(1) })),
  },
  {
    name: "DynamoDB PutItem of a body that is too wide",
    ask: (target) =>
      told(
        dynamodb(target, "PutItem", {
          TableName: "large",
          Item: { ...key(2), l: { L: times(230_000, (n) => ({ S: `s${n}` })) } },
        }),
      ),
  },
  {
    name: "DynamoDB PutItem of a million texts in the wrong place",
    ask: (target) =>
      told(
        dynamodb(target, "PutItem", {
          TableName: "large",
          Item: key(2),
          X: times(1_000_000, (n) => `s${n}`),
        }),
      ),
  },
  {
    name: "DynamoDB PutItem of a set of a million texts",
    ask: (target) =>
      told(
        dynamodb(target, "PutItem", {
          TableName: "large",
          Item: { ...key(2), x: { SS: times(1_000_000, (n) => `s${n}`) } },
        }),
      ),
  },
  {
    name: "DynamoDB PutItem of a set of as many numbers as fit",
    ask: (target) =>
      told(
        dynamodb(target, "PutItem", {
          TableName: "large",
          Item: { ...key(3), x: { NS: times(100_000, (n) => String(n)) } },
        }),
      ),
  },
  {
    name: "DynamoDB UpdateItem of the widest item",
    ask: (target) =>
      told(
        dynamodb(target, "UpdateItem", {
          TableName: "large",
          Key: key(0),
          UpdateExpression: "SET l[5] = :v REMOVE l[1], l[2] ADD n :v",
          ConditionExpression: "contains(l, :v) AND size(l) > :v",
          ExpressionAttributeValues: { ":v": { N: "1" } },
          ReturnValues: "ALL_NEW",
        }),
      ),
  },
  {
    name: "DynamoDB GetItem of the widest item",
    ask: (target) => told(dynamodb(target, "GetItem", { TableName: "large", Key: key(0) })),
  },
  {
    name: "DynamoDB BatchWriteItem of 25 long items",
    ask: (target) =>
      told(
        dynamodb(target, "BatchWriteItem", {
          RequestItems: { large: times(25, (at) => ({ PutRequest: { Item: longest(100 + at) } })) },
        }),
      ),
  },
  {
    name: "DynamoDB BatchWriteItem of two of the widest items",
    ask: (target) =>
      told(
        dynamodb(target, "BatchWriteItem", {
          RequestItems: { large: times(2, (at) => ({ PutRequest: { Item: widest(200 + at) } })) },
        }),
      ),
  },
  {
    name: "DynamoDB Query of the widest items",
    ask: (target) =>
      told(
        dynamodb(target, "Query", {
          TableName: "large",
          KeyConditionExpression: "p = :p AND s >= :s",
          FilterExpression: "size(l) > :s",
          ExpressionAttributeValues: { ":p": { S: "p" }, ":s": { N: "200" } },
        }),
      ),
  },
  {
    name: "DynamoDB BatchGetItem of 16 MB",
    ask: (target) =>
      told(
        dynamodb(target, "BatchGetItem", {
          RequestItems: { large: { Keys: times(25, (at) => key(100 + at)) } },
        }),
      ),
  },
  {
    name: "DynamoDB TransactWriteItems of 4 MB",
    ask: (target) =>
      told(
        dynamodb(target, "TransactWriteItems", {
          TransactItems: times(100, (at) => ({
            Put: {
              TableName: "large",
              Item: { ...key(300 + at), l: { L: times(9_000, (n) => ({ N: String(n % 10) })) } },
            },
          })),
        }),
      ),
  },
  {
    name: "DynamoDB TransactGetItems of 4 MB",
    ask: (target) =>
      told(
        dynamodb(target, "TransactGetItems", {
          TransactItems: times(100, (at) => ({ Get: { TableName: "large", Key: key(300 + at) } })),
        }),
      ),
  },
  {
    name: "DynamoDB Scan of 10,000 small items with a filter",
    prepare: (target) => fill(target, 10_000, (at) => ({ ...key(10_000 + at), t: { S: `t${at}` } })),
    ask: (target) =>
      told(
        dynamodb(target, "Scan", {
          TableName: "large",
          FilterExpression: "contains(t, :v)",
          ExpressionAttributeValues: { ":v": { S: "99" } },
        }),
      ),
  },
  {
    name: "DynamoDB Query of 10,000 small items",
    ask: (target) =>
      told(
        dynamodb(target, "Query", {
          TableName: "large",
          KeyConditionExpression: "p = :p AND s >= :s",
          ExpressionAttributeValues: { ":p": { S: "p" }, ":s": { N: "10000" } },
        }),
      ),
  },
  {
    name: "DynamoDB ExecuteStatement over 10,000 items",
    ask: (target) =>
      told(
        dynamodb(target, "ExecuteStatement", {
          Statement: "SELECT * FROM large WHERE p = 'p' AND s >= 10000 AND contains(t, '99')",
        }),
      ),
  },
  {
    name: "DynamoDB ExecuteStatement that inserts 8 KB",
    ask: (target) =>
      told(
        dynamodb(target, "ExecuteStatement", {
          Statement: `INSERT INTO large VALUE {'p': 'p', 's': 999999, 'l': [${"1,".repeat(3900)}1]}`,
        }),
      ),
  },
  {
    name: "DynamoDB GetRecords of what was changed",
    ask: async (target) => {
      const { StreamArn, ShardId } = await streamOf(target);
      const iterator = await target.call("DynamoDBStreams_20120810", "GetShardIterator", {
        StreamArn,
        ShardId,
        ShardIteratorType: "TRIM_HORIZON",
      });
      const { ShardIterator } = JSON.parse(iterator.body);
      return told(target.call("DynamoDBStreams_20120810", "GetRecords", { ShardIterator, Limit: 1000 }));
    },
  },
];

async function streamOf(target: Target): Promise<{ readonly StreamArn: string; readonly ShardId: string }> {
  const { Table } = JSON.parse((await dynamodb(target, "DescribeTable", { TableName: "large" })).body);
  const StreamArn = Table.LatestStreamArn as string;
  const { body } = await target.call("DynamoDBStreams_20120810", "DescribeStream", { StreamArn });
  return { StreamArn, ShardId: JSON.parse(body).StreamDescription.Shards[0].ShardId };
}

const streams: readonly LargeRequest[] = [
  {
    name: "Kinesis PutRecords of 500 records, 5 MB",
    prepare: (target) => kinesis(target, "CreateStream", { StreamName: "large", ShardCount: 1 }),
    ask: (target) =>
      told(
        kinesis(target, "PutRecords", {
          StreamName: "large",
          Records: times(500, () => ({ PartitionKey: "k", Data: Buffer.alloc(9_000, 7).toString("base64") })),
        }),
      ),
  },
  {
    name: "Kinesis PutRecords of 10 MB",
    ask: (target) =>
      told(
        kinesis(target, "PutRecords", {
          StreamName: "large",
          Records: times(10, () => ({
            PartitionKey: "k",
            Data: Buffer.alloc(999_000, 7).toString("base64"),
          })),
        }),
      ),
  },
  {
    name: "Kinesis GetRecords of 10 MB",
    ask: async (target) => {
      const { body } = await kinesis(target, "DescribeStream", { StreamName: "large" });
      const ShardId = JSON.parse(body).StreamDescription.Shards[0].ShardId;
      const iterator = await kinesis(target, "GetShardIterator", {
        StreamName: "large",
        ShardId,
        ShardIteratorType: "TRIM_HORIZON",
      });
      const { ShardIterator } = JSON.parse(iterator.body);
      return told(kinesis(target, "GetRecords", { ShardIterator, Limit: 10_000 }));
    },
  },
];

const queueUrl = "http://127.0.0.1/000000000000/large";
const messages: readonly LargeRequest[] = [
  {
    name: "SQS SendMessageBatch of 1 MB",
    prepare: (target) => target.call("AmazonSQS", "CreateQueue", { QueueName: "large" }),
    ask: (target) =>
      told(
        target.call("AmazonSQS", "SendMessageBatch", {
          QueueUrl: queueUrl,
          Entries: times(10, (at) => ({ Id: String(at), MessageBody: "é".repeat(50_000) })),
        }),
      ),
  },
  {
    name: "SQS ReceiveMessage of 1 MB",
    ask: (target) =>
      told(target.call("AmazonSQS", "ReceiveMessage", { QueueUrl: queueUrl, MaxNumberOfMessages: 10 })),
  },
  {
    name: "EventBridge PutEvents of 1 MB over 300 rules",
    prepare: (target) =>
      each(300, (at) =>
        target.call("AWSEvents", "PutRule", {
          Name: `r${at}`,
          EventPattern: JSON.stringify({ source: ["large"], detail: { [`k${at}`]: [{ exists: true }] } }),
        }),
      ),
    ask: (target) =>
      told(
        target.call("AWSEvents", "PutEvents", {
          Entries: times(4, () => ({
            Source: "large",
            DetailType: "d",
            Detail: JSON.stringify(Object.fromEntries(times(16_000, (n) => [`k${n}`, `v${n}`]))),
          })),
        }),
      ),
  },
];

const objects: readonly LargeRequest[] = [
  {
    name: "S3 PutObject of 100 MB",
    prepare: (target) => target.request("PUT", "/large"),
    ask: (target) => told(target.request("PUT", "/large/object", { body: Buffer.alloc(100_000_000, 7) })),
  },
  {
    name: "S3 PutObject of 50 MB with a checksum",
    ask: (target) =>
      told(
        target.request("PUT", "/large/summed", {
          headers: { "x-amz-sdk-checksum-algorithm": "SHA256" },
          body: Buffer.alloc(50_000_000, 7),
        }),
      ),
  },
  {
    name: "S3 GetObject of 100 MB",
    ask: (target) => told(target.request("GET", "/large/object")),
  },
  {
    name: "S3 CopyObject of 100 MB",
    ask: (target) =>
      told(target.request("PUT", "/large/copy", { headers: { "x-amz-copy-source": "/large/object" } })),
  },
  {
    name: "S3 ListObjectsV2 of 5,000 with a delimiter",
    prepare: (target) => each(5_000, (at) => target.request("PUT", `/large/many/${at}/x`, { body: "x" })),
    ask: (target) => told(target.request("GET", "/large?list-type=2&delimiter=/&prefix=many/")),
  },
  {
    name: "S3 DeleteObjects of 1,000",
    ask: (target) =>
      told(
        target.request("POST", "/large?delete", {
          body: `<Delete>${times(1000, (at) => `<Object><Key>many/${at}/x</Key></Object>`).join("")}</Delete>`,
        }),
      ),
  },
];

const hour = 3_600_000;
const observed: readonly LargeRequest[] = [
  {
    name: "Logs PutLogEvents of 10,000 events",
    prepare: async (target) => {
      await logs(target, "CreateLogGroup", { logGroupName: "large" });
      await logs(target, "CreateLogStream", { logGroupName: "large", logStreamName: "s" });
    },
    ask: (target) =>
      each(10, () =>
        logs(target, "PutLogEvents", {
          logGroupName: "large",
          logStreamName: "s",
          logEvents: times(10_000, (at) => ({
            timestamp: Date.now(),
            message: `{"level":"info","at":${at},"text":"some text"}`,
          })),
        }),
      ),
  },
  {
    name: "Logs FilterLogEvents",
    ask: (target) =>
      told(logs(target, "FilterLogEvents", { logGroupName: "large", filterPattern: "{ $.at = 9999999 }" })),
  },
  {
    name: "Logs GetLogEvents",
    ask: (target) => told(logs(target, "GetLogEvents", { logGroupName: "large", logStreamName: "s" })),
  },
  {
    name: "Logs StartQuery",
    ask: async (target) => {
      const answer = await logs(target, "StartQuery", {
        logGroupName: "large",
        startTime: (Date.now() - hour) / 1000,
        endTime: (Date.now() + hour) / 1000,
        queryString: "fields @timestamp, @message | filter level = 'info' | sort at desc | limit 10000",
      });
      return told(answer);
    },
  },
  {
    name: "CloudWatch PutMetricData of 1,000 metrics with 150 values",
    ask: (target) =>
      told(
        metrics(target, "PutMetricData", {
          Namespace: "large",
          MetricData: times(1000, (at) => ({
            MetricName: `m${at}`,
            Values: times(150, (n) => n * 1.5),
            Timestamp: Date.now() / 1000,
          })),
        }),
      ),
  },
  {
    name: "CloudWatch GetMetricData of 500 metrics over two weeks",
    ask: (target) =>
      told(
        metrics(target, "GetMetricData", {
          MetricDataQueries: times(500, (at) => ({
            Id: `m${at}`,
            MetricStat: {
              Metric: { Namespace: "large", MetricName: `m${at}` },
              Period: 60,
              Stat: "p99",
            },
          })),
          StartTime: (Date.now() - 14 * 24 * hour) / 1000,
          EndTime: Date.now() / 1000,
        }),
      ),
  },
  {
    name: "CloudWatch GetMetricData of expressions over two weeks",
    ask: (target) =>
      told(
        metrics(target, "GetMetricData", {
          MetricDataQueries: [
            {
              Id: "m",
              MetricStat: { Metric: { Namespace: "large", MetricName: "m1" }, Period: 60, Stat: "Sum" },
              ReturnData: false,
            },
            ...times(499, (at) => ({ Id: `e${at}`, Expression: "FILL(m, 0) + FILL(m, 1) * 2" })),
          ],
          StartTime: (Date.now() - 14 * 24 * hour) / 1000,
          EndTime: Date.now() / 1000,
        }),
      ),
  },
  {
    name: "CloudWatch ListMetrics",
    ask: (target) => told(metrics(target, "ListMetrics", { Namespace: "large" })),
  },
];

const roleArn = "arn:aws:iam::000000000000:role/r";
const arnOf = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
const one = (state: object, more: object = {}) =>
  JSON.stringify({ ...more, StartAt: "A", States: { A: { ...state, End: true } } });

async function run(target: Target, name: string, definition: string, input: unknown): Promise<string> {
  await states(target, "CreateStateMachine", { name, definition, roleArn });
  const started = await states(target, "StartExecution", {
    stateMachineArn: arnOf(name),
    input: JSON.stringify(input),
  });
  if (started.status !== 200) return told(started);
  const { executionArn } = JSON.parse(started.body);
  for (;;) {
    const { body } = await states(target, "DescribeExecution", { executionArn });
    const { status, error, cause } = JSON.parse(body);
    if (status !== "RUNNING") return [status, error, cause?.slice(0, 100)].filter(Boolean).join(" ");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const many = (count: number) => ({ l: times(count, (n) => `s${n}`) });
const expression = (text: string) =>
  one({ Type: "Pass", Output: `{% ${text} %}` }, { QueryLanguage: "JSONata" });
const distributed = (reader: object, more: object = {}) =>
  one({
    Type: "Map",
    ItemReader: reader,
    MaxConcurrency: 10,
    ToleratedFailurePercentage: 100,
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
      StartAt: "I",
      States: { I: { Type: "Pass", Result: 1, End: true } },
    },
    ResultPath: null,
    ...more,
  });
const batcher = { ItemBatcher: { MaxItemsPerBatch: 1000 } };
const reader = (key: string, InputType: string, more: object = {}) => ({
  Resource: "arn:aws:states:::s3:getObject",
  ReaderConfig: { InputType, ...more },
  Parameters: { Bucket: "items", Key: key },
});

const workflows: readonly LargeRequest[] = [
  {
    name: "Step Functions an input of as many texts as fit",
    ask: (target) => run(target, "input", one({ Type: "Pass" }), many(32_000)),
  },
  {
    name: "Step Functions JSONPath over a large input",
    ask: (target) =>
      run(
        target,
        "path",
        one({ Type: "Pass", Parameters: { "a.$": "$..*" }, ResultPath: null }),
        many(30_000),
      ),
  },
  {
    name: "Step Functions JSONPath filter of a filter",
    ask: (target) =>
      run(
        target,
        "filter",
        one({ Type: "Pass", Parameters: { "a.$": "$.l[?(@..a in $..a)]" }, ResultPath: null }),
        { l: times(3_000, (a) => ({ a: { a } })) },
      ),
  },
  {
    name: "Step Functions States.ArrayUnique and JsonToString of a large input",
    ask: (target) =>
      run(
        target,
        "intrinsics",
        one({
          Type: "Pass",
          Parameters: { "a.$": "States.ArrayUnique($.l)", "b.$": "States.JsonToString($.l)" },
          ResultPath: null,
        }),
        { l: times(12_000, (a) => ({ a })) },
      ),
  },
  {
    name: "Step Functions a JSONata expression that is stopped",
    ask: (target) => run(target, "stopped", expression("$map([1..9999999], function($x) { $x })"), {}),
  },
  {
    name: "Step Functions JSONata over a large input",
    ask: (target) => run(target, "jsonata", expression("$sort($distinct($states.input.l))"), many(30_000)),
  },
  {
    name: "Step Functions 100 JSONata expressions in one state",
    ask: (target) =>
      run(
        target,
        "hundred",
        one(
          { Type: "Pass", Output: times(100, () => "{% $count($sort($states.input.l)) %}") },
          { QueryLanguage: "JSONata" },
        ),
        many(30_000),
      ),
  },
  {
    name: "Step Functions a Choice of 500 JSONata conditions",
    ask: (target) =>
      run(
        target,
        "choice",
        JSON.stringify({
          QueryLanguage: "JSONata",
          StartAt: "C",
          States: {
            C: {
              Type: "Choice",
              Choices: times(500, () => ({
                Condition: "{% $count($distinct($states.input.l)) = 1 %}",
                Next: "E",
              })),
              Default: "E",
            },
            E: { Type: "Succeed" },
          },
        }),
        many(30_000),
      ),
  },
  {
    name: "Step Functions an inline Map of 20,000 items",
    ask: (target) =>
      run(
        target,
        "inline",
        one({
          Type: "Map",
          ItemsPath: "$.l",
          ItemProcessor: { StartAt: "I", States: { I: { Type: "Pass", Result: 1, End: true } } },
        }),
        { l: times(6_000, (n) => n) },
      ),
  },
  {
    name: "Step Functions GetExecutionHistory of 25,000 events",
    ask: async (target) => {
      const { body } = await states(target, "ListExecutions", { stateMachineArn: arnOf("inline") });
      const { executionArn } = JSON.parse(body).executions[0];
      return told(
        states(target, "GetExecutionHistory", { executionArn, maxResults: 1000, reverseOrder: true }),
      );
    },
  },
  {
    name: "Step Functions CreateStateMachine of 1 MB",
    ask: (target) => {
      const names = times(9_000, (n) => `S${n}`);
      const all = Object.fromEntries(
        names.map((name, at) => [
          name,
          at === names.length - 1
            ? { Type: "Pass", End: true }
            : { Type: "Pass", Parameters: { "a.$": "$.a[?(@.b > 5)]" }, Next: names[at + 1] },
        ]),
      );
      return told(
        states(target, "CreateStateMachine", {
          name: "huge",
          roleArn,
          definition: JSON.stringify({ StartAt: "S0", States: all }),
        }),
      );
    },
  },
  {
    name: "Step Functions CreateStateMachine of 1 MB of JSONata",
    ask: (target) =>
      told(
        states(target, "CreateStateMachine", {
          name: "huge-jsonata",
          roleArn,
          definition: one(
            { Type: "Pass", Output: times(15_000, (n) => `{% $states.input.a[b > ${n}] & "x${n}" %}`) },
            { QueryLanguage: "JSONata" },
          ),
        }),
      ),
  },
  {
    name: "Step Functions CreateStateMachine of one expression of 900 KB",
    ask: (target) =>
      told(
        states(target, "CreateStateMachine", {
          name: "huge-expression",
          roleArn,
          definition: expression(`$sum([${times(150_000, (n) => n % 1000).join(", ")}])`),
        }),
      ),
  },
  {
    name: "Step Functions ValidateStateMachineDefinition of 1 MB of faults",
    ask: (target) =>
      told(
        states(target, "ValidateStateMachineDefinition", {
          definition: JSON.stringify({
            StartAt: "S0",
            States: Object.fromEntries(times(20_000, (n) => [`S${n}`, { Type: "Pass", Next: `T${n}` }])),
          }),
        }),
      ),
  },
  {
    name: "Step Functions a distributed Map over 100,000 lines of JSON",
    prepare: async (target) => {
      await target.request("PUT", "/items");
      const put = (name: string, body: string) => target.request("PUT", `/items/${name}`, { body });
      await put("lines", times(100_000, (n) => JSON.stringify({ id: n, name: `name ${n}` })).join("\n"));
      await put("list", JSON.stringify(times(100_000, (n) => ({ id: n, name: `name ${n}` }))));
      await put("rows", `id,name\n${times(100_000, (n) => `${n},"name ${n}"`).join("\n")}`);
    },
    ask: (target) => run(target, "lines", distributed(reader("lines", "JSONL"), batcher), {}),
  },
  {
    name: "Step Functions a distributed Map over a JSON list of 100,000",
    ask: (target) => run(target, "list", distributed(reader("list", "JSON"), batcher), {}),
  },
  {
    name: "Step Functions a distributed Map over 100,000 rows of CSV",
    ask: (target) =>
      run(
        target,
        "rows",
        distributed(reader("rows", "CSV", { CSVHeaderLocation: "FIRST_ROW" }), batcher),
        {},
      ),
  },
  {
    name: "Step Functions a distributed Map with an ItemSelector over 100,000",
    ask: (target) =>
      run(
        target,
        "selected",
        distributed(reader("list", "JSON"), {
          ...batcher,
          ItemSelector: { "i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value.name" },
        }),
        {},
      ),
  },
  {
    name: "Step Functions a distributed Map of 100,000 children",
    ask: (target) =>
      run(
        target,
        "children",
        distributed(reader("list", "JSON", { MaxItems: 20_000 }), { MaxConcurrency: 1000 }),
        {},
      ),
  },
];

export const largeRequests: readonly LargeRequest[] = [
  ...tables,
  ...streams,
  ...messages,
  ...objects,
  ...observed,
  ...workflows,
];
