// Batches of the largest size, and what is made of small texts that stand for much.

import type { Target } from "../../hostile/target.ts";
import {
  digested,
  dynamodb,
  events,
  type LargeRequest,
  metrics,
  query,
  times,
  told,
} from "./large-request.ts";

const cloudformation = query("2010-05-15");
const sns = query("2010-03-31");
const day = 86_400_000;
/** A hundredth of what a transaction may have. */
const large = (at: number) => ({
  ...{ p: { S: "p" }, s: { N: String(at) }, text: { S: "x".repeat(35_000) } },
  l: { L: times(1_600, (n) => ({ N: String(n % 10) })) },
});

const template = JSON.stringify({
  Transform: "AWS::LanguageExtensions",
  Resources: {
    "Fn::ForEach::Parameters": [
      "Name",
      times(490, (n) => `n${n}`),
      {
        "P${Name}": {
          Type: "AWS::SSM::Parameter",
          Metadata: { text: "x".repeat(1_500) },
          Properties: {
            Type: "String",
            Name: { "Fn::Sub": "/batches/${Name}" },
            Value: { "Fn::Join": ["", times(20, () => ({ "Fn::Sub": "${Name}-${AWS::Region}" }))] },
          },
        },
      },
    ],
  },
});

/** As many functions as become five hundred resources. */
const serverless = JSON.stringify({
  Transform: "AWS::Serverless-2016-10-31",
  Resources: Object.fromEntries(
    times(120, (n) => [
      `F${n}`,
      {
        Type: "AWS::Serverless::Function",
        Metadata: { text: "x".repeat(6_000) },
        Properties: {
          ...{ Runtime: "nodejs22.x", Handler: "index.handler", InlineCode: "exports.handler = () => 1;" },
          Policies: times(10, (at) => ({ SQSPollerPolicy: { QueueName: `q${at}` } })),
          Events: { E: { Type: "Schedule", Properties: { Schedule: "rate(1 day)" } } },
        },
      },
    ]),
  ),
});

async function stackStatus(target: Target): Promise<string> {
  for (;;) {
    const { body } = await cloudformation(target, "DescribeStacks", { StackName: "each" });
    const status = /<StackStatus>([^<]*)</.exec(body)?.[1] ?? body.slice(0, 200);
    if (!status.endsWith("IN_PROGRESS")) return status;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const versioning = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
const deleted = (from: number) =>
  `<Delete><Quiet>true</Quiet>${times(1000, (at) => `<Object><Key>marked/${from + at}</Key></Object>`).join("")}</Delete>`;

export const batches: readonly LargeRequest[] = [
  {
    name: "DynamoDB TransactWriteItems of the largest size, with a token",
    ask: (target) =>
      told(
        dynamodb(target, "TransactWriteItems", {
          ClientRequestToken: "largest",
          TransactItems: times(100, (at) => ({ Put: { TableName: "large", Item: large(300 + at) } })),
        }),
      ),
  },
  {
    name: "DynamoDB ExecuteTransaction of the largest parameters, with a token",
    ask: (target) =>
      told(
        dynamodb(target, "ExecuteTransaction", {
          ClientRequestToken: "statements",
          TransactStatements: times(100, (at) => ({
            Statement: "UPDATE large SET l = ? WHERE p = 'p' AND s = ?",
            Parameters: [{ L: times(1_500, (n) => ({ N: String(n % 10) })) }, { N: String(300 + at) }],
          })),
        }),
      ),
  },
  {
    name: "EventBridge PutEvents of 10 to a bus with an archive and 300 rules",
    prepare: (target) =>
      events(target, "CreateArchive", {
        ArchiveName: "batches",
        EventSourceArn: "arn:aws:events:us-east-1:000000000000:event-bus/default",
      }),
    ask: (target) =>
      told(
        events(target, "PutEvents", {
          Entries: times(10, (at) => ({
            ...{ Source: "large", DetailType: "d" },
            Detail: JSON.stringify({ at, l: times(2_000, (n) => ({ n })) }),
          })),
        }),
      ),
  },
  {
    name: "SNS PublishBatch of 10 to 3,000 subscriptions",
    ask: (target) =>
      told(
        sns(target, "PublishBatch", {
          TopicArn: "arn:aws:sns:us-east-1:000000000000:crowd",
          ...Object.fromEntries(
            times(10, (at) => [
              [`PublishBatchRequestEntries.member.${at + 1}.Id`, String(at)],
              [`PublishBatchRequestEntries.member.${at + 1}.Message`, "x".repeat(25_000)],
            ]).flat(),
          ),
        }),
      ),
  },
  {
    name: "CloudWatch GetMetricData of metric math over two weeks of 500 metrics",
    ask: (target) =>
      told(
        metrics(target, "GetMetricData", {
          MetricDataQueries: [
            ...times(100, (at) => ({
              Id: `m${at}`,
              MetricStat: {
                ...{ Metric: { Namespace: "large", MetricName: `m${at}` }, Period: 60, Stat: "p90" },
              },
              ReturnData: false,
            })),
            { Id: "s", Expression: "SEARCH('{large} m', 'Average', 60)", ReturnData: false },
            { Id: "filled", Expression: "FILL(METRICS(), REPEAT)", ReturnData: false },
            ...["SUM", "AVG", "MAX", "STDDEV"].map((name) => ({
              ...{ Id: name.toLowerCase(), Expression: `${name}(filled)` },
            })),
            { Id: "running", Expression: "RUNNING_SUM(filled)", ReturnData: false },
            { Id: "rate", Expression: "AVG(RATE(running))" },
          ],
          StartTime: (Date.now() - 14 * day) / 1000,
          EndTime: Date.now() / 1000,
        }),
      ),
  },
  {
    name: "CloudFormation CreateStack of 490 resources by Fn::ForEach",
    ask: async (target) => {
      await target.request("PUT", "/batches");
      await target.request("PUT", "/batches/each.json", { body: template });
      const TemplateURL = "https://batches.s3.amazonaws.com/each.json";
      const made = await cloudformation(target, "CreateStack", {
        ...{ StackName: "each", TemplateURL, "Capabilities.member.1": "CAPABILITY_AUTO_EXPAND" },
      });
      return made.status === 200 ? stackStatus(target) : told(made);
    },
  },
  {
    name: "CloudFormation CreateChangeSet, and UpdateStack of 490 resources that all change",
    ask: async (target) => {
      await target.request("PUT", "/batches/other.json", {
        body: template.replaceAll("AWS::Region}", "AWS::Region}-2"),
      });
      const TemplateURL = "https://batches.s3.amazonaws.com/other.json";
      const request = { StackName: "each", TemplateURL, "Capabilities.member.1": "CAPABILITY_AUTO_EXPAND" };
      const planned = await cloudformation(target, "CreateChangeSet", { ...request, ChangeSetName: "other" });
      const toldOf = await told(planned);
      const described = await told(
        cloudformation(target, "DescribeChangeSet", { StackName: "each", ChangeSetName: "other" }),
      );
      const updated = await cloudformation(target, "UpdateStack", request);
      return `${toldOf}; ${described}; ${updated.status === 200 ? await stackStatus(target) : await told(updated)}`;
    },
  },
  {
    name: "CloudFormation ValidateTemplate of 120 serverless functions, 1 MB",
    ask: async (target) => {
      await target.request("PUT", "/batches");
      await target.request("PUT", "/batches/serverless.json", { body: serverless });
      const TemplateURL = "https://batches.s3.amazonaws.com/serverless.json";
      return told(cloudformation(target, "ValidateTemplate", { TemplateURL }));
    },
  },
  {
    name: "S3 DeleteObjects of 100,000 keys, each of which leaves a marker",
    prepare: async (target) => {
      await target.request("PUT", "/marked");
      await target.request("PUT", "/marked?versioning", { body: versioning });
    },
    ask: async (target) => {
      let last = "";
      for (let from = 0; from < 100_000; from += 1000)
        last = await told(target.request("POST", "/marked?delete", digested(deleted(from))));
      return last;
    },
  },
  {
    name: "S3 ListObjectsV2 of 100,000 keys with a marker",
    ask: (target) => told(target.request("GET", "/marked?list-type=2")),
  },
  {
    name: "S3 ListObjectVersions of 100,000 keys with a marker, by a delimiter",
    ask: (target) => told(target.request("GET", "/marked?versions&delimiter=9")),
  },
];
