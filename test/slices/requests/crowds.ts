// Many small things of a kind: what lists, finds and counts them must not go over all of them at once.

import type { Target } from "../../hostile/target.ts";
import {
  crowd,
  dynamodb,
  element,
  events,
  kinesis,
  type LargeRequest,
  member,
  pages,
  query,
  rest,
  sqs,
  states,
  times,
  told,
} from "./large-request.ts";
import { arnOf, one, roleArn } from "./machines.ts";

const apigatewayV2 = rest("apigateway");
const sns = query("2010-03-31");
const iam = query("2010-05-08");
const topicArn = "arn:aws:sns:us-east-1:000000000000:crowd";
const queueUrl = "http://127.0.0.1/000000000000/crowd";
const executionArn = arnOf("turns").replace("stateMachine", "execution").concat(":all");

const s3List = (more: string) => (target: Target) =>
  pages(
    (token) =>
      target.request(
        "GET",
        `/crowd?list-type=2${more}${token === undefined ? "" : `&continuation-token=${encodeURIComponent(token)}`}`,
      ),
    element("NextContinuationToken"),
  );

const history = (reverseOrder: boolean) => (target: Target) =>
  pages(
    (nextToken) =>
      states(target, "GetExecutionHistory", { executionArn, reverseOrder, maxResults: 1000, nextToken }),
    member("nextToken"),
  );

/** Forty-nine hundred times round: nearly as many events as an execution may have. */
const turns = JSON.stringify({
  StartAt: "S",
  States: {
    S: { Type: "Pass", Result: { n: 0 }, Next: "C" },
    C: { Type: "Choice", Choices: [{ Variable: "$.n", NumericGreaterThan: 4900, Next: "E" }], Default: "P" },
    P: { Type: "Pass", Parameters: { "n.$": "States.MathAdd($.n, 1)" }, Next: "C" },
    E: { Type: "Succeed" },
  },
});

export const crowds: readonly LargeRequest[] = [
  {
    name: "S3 ListObjectsV2 of 20,000 keys, all pages",
    prepare: async (target) => {
      await target.request("PUT", "/crowd");
      await crowd(20_000, (at) => target.request("PUT", `/crowd/${at % 100}/${at % 7}/${at}`, { body: "x" }));
    },
    ask: s3List(""),
  },
  { name: "S3 ListObjectsV2 of 20,000 keys by a delimiter", ask: s3List("&delimiter=/") },
  { name: "S3 ListObjectsV2 of 20,000 keys by another delimiter", ask: s3List("&delimiter=9") },
  {
    name: "S3 ListObjectsV2 of 20,000 keys, one to a page",
    ask: (target) => told(target.request("GET", "/crowd?list-type=2&max-keys=1&prefix=99/&delimiter=/")),
  },
  {
    name: "S3 ListObjectVersions of 20,000 keys",
    ask: (target) => told(target.request("GET", "/crowd?versions")),
  },
  {
    name: "EventBridge PutRule of 10,000 rules",
    prepare: (target) => events(target, "CreateEventBus", { Name: "crowd" }),
    ask: (target) =>
      crowd(10_000, (at) =>
        events(target, "PutRule", {
          EventBusName: "crowd",
          Name: `r${at}`,
          EventPattern: JSON.stringify({
            source: [{ prefix: `s${at % 50}` }],
            detail: { [`k${at % 90}`]: [at, { exists: false }] },
          }),
        }),
      ),
  },
  {
    name: "EventBridge ListRules of 10,000 rules",
    ask: (target) =>
      pages(
        (NextToken) => events(target, "ListRules", { EventBusName: "crowd", NextToken }),
        member("NextToken"),
      ),
  },
  {
    name: "EventBridge PutEvents over 10,000 rules",
    ask: (target) =>
      told(
        events(target, "PutEvents", {
          Entries: times(10, (at) => ({
            EventBusName: "crowd",
            Source: `s${at}`,
            DetailType: "d",
            Detail: JSON.stringify(Object.fromEntries(times(90, (n) => [`k${n}`, n]))),
          })),
        }),
      ),
  },
  {
    name: "Step Functions an execution of 24,000 events",
    prepare: (target) => states(target, "CreateStateMachine", { name: "turns", definition: turns, roleArn }),
    ask: async (target) => {
      await states(target, "StartExecution", { stateMachineArn: arnOf("turns"), name: "all" });
      for (;;) {
        const { status } = JSON.parse((await states(target, "DescribeExecution", { executionArn })).body);
        if (status !== "RUNNING") return status as string;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  },
  { name: "Step Functions GetExecutionHistory of 24,000 events, in pages", ask: history(false) },
  { name: "Step Functions GetExecutionHistory of 24,000 events, backwards", ask: history(true) },
  {
    name: "Step Functions ListStateMachines of 10,000",
    prepare: (target) =>
      crowd(10_000, (at) =>
        states(target, "CreateStateMachine", { name: `m${at}`, definition: one({ Type: "Pass" }), roleArn }),
      ),
    ask: (target) =>
      pages(
        (nextToken) => states(target, "ListStateMachines", { maxResults: 1000, nextToken }),
        member("nextToken"),
      ),
  },
  {
    name: "SQS 120,000 messages in flight",
    prepare: async (target) => {
      await sqs(target, "CreateQueue", { QueueName: "crowd", Attributes: { VisibilityTimeout: "3600" } });
      await crowd(12_100, () =>
        sqs(target, "SendMessageBatch", {
          QueueUrl: queueUrl,
          Entries: times(10, (at) => ({ Id: String(at), MessageBody: "m" })),
        }),
      );
    },
    ask: (target) =>
      crowd(12_010, () => sqs(target, "ReceiveMessage", { QueueUrl: queueUrl, MaxNumberOfMessages: 10 })),
  },
  {
    name: "SQS GetQueueAttributes of 120,000 in flight",
    ask: async (target) => {
      const { body } = await sqs(target, "GetQueueAttributes", {
        QueueUrl: queueUrl,
        AttributeNames: ["All"],
      });
      return /"ApproximateNumberOfMessagesNotVisible":"\d+"/.exec(body)?.[0] ?? body.slice(0, 200);
    },
  },
  {
    name: "SNS 3,000 subscriptions to a topic",
    prepare: (target) => sns(target, "CreateTopic", { Name: "crowd" }),
    ask: (target) =>
      crowd(3000, (at) =>
        sns(target, "Subscribe", {
          TopicArn: topicArn,
          Protocol: "lambda",
          Endpoint: `arn:aws:lambda:us-east-1:000000000000:function:f${at}`,
          "Attributes.entry.1.key": "FilterPolicy",
          "Attributes.entry.1.value": JSON.stringify({ k: [`v${at}`] }),
        }),
      ),
  },
  {
    name: "SNS Publish to 3,000 subscriptions",
    ask: (target) => crowd(20, () => sns(target, "Publish", { TopicArn: topicArn, Message: "m" })),
  },
  {
    name: "SNS ListSubscriptionsByTopic of 3,000",
    ask: (target) =>
      pages(
        (NextToken) =>
          sns(target, "ListSubscriptionsByTopic", { TopicArn: topicArn, ...(NextToken && { NextToken }) }),
        element("NextToken"),
      ),
  },
  {
    name: "API Gateway 2,000 routes of an HTTP API",
    ask: async (target) => {
      const made = await apigatewayV2(target, "POST /v2/apis", { name: "crowd", protocolType: "HTTP" });
      const { apiId } = JSON.parse(made.body);
      const routed = await crowd(2000, (at) =>
        apigatewayV2(target, `POST /v2/apis/${apiId}/routes`, { routeKey: `GET /r${at}/{id}/{rest+}` }),
      );
      const listed = await told(apigatewayV2(target, `GET /v2/apis/${apiId}/routes?maxResults=1000`, ""));
      await apigatewayV2(target, `POST /v2/apis/${apiId}/stages`, {
        stageName: "$default",
        autoDeploy: true,
      });
      const asked = await target.request("GET", "/r1/a/b/c", {
        headers: { host: `${apiId}.execute-api.localhost` },
      });
      return `${routed}; ${listed}; asked: ${asked.status}`;
    },
  },
  {
    name: "IAM policies of the most statements",
    ask: async (target) => {
      const Statement = times(70, (at) => ({ Effect: "Allow", Action: ["a:*"], Resource: `*${at}*?*` }));
      const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
      await iam(target, "CreateRole", {
        RoleName: "crowd",
        AssumeRolePolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" },
          ],
        }),
      });
      return crowd(500, (at) => iam(target, "CreatePolicy", { PolicyName: `p${at}`, PolicyDocument }));
    },
  },
  {
    name: "IAM ListPolicies of 500",
    ask: (target) => told(iam(target, "ListPolicies", { Scope: "Local", MaxItems: "1000" })),
  },
  {
    name: "Kinesis 300,000 small records",
    prepare: (target) => kinesis(target, "CreateStream", { StreamName: "crowd", ShardCount: 2 }),
    ask: (target) =>
      crowd(600, () =>
        kinesis(target, "PutRecords", {
          StreamName: "crowd",
          Records: times(500, (at) => ({ PartitionKey: String(at), Data: "eA==" })),
        }),
      ),
  },
  {
    name: "DynamoDB ListTables of 1,000",
    prepare: (target) =>
      crowd(1000, (at) =>
        dynamodb(target, "CreateTable", {
          TableName: `crowd${at}`,
          AttributeDefinitions: [{ AttributeName: "p", AttributeType: "S" }],
          KeySchema: [{ AttributeName: "p", KeyType: "HASH" }],
          BillingMode: "PAY_PER_REQUEST",
        }),
      ),
    ask: (target) => told(dynamodb(target, "ListTables", {})),
  },
  {
    name: "CBOR, deep, long and of wrong lengths",
    ask: async (target) => {
      const bodies = [
        Buffer.alloc(1_000_000, 0x81),
        Buffer.alloc(1_000_000, 0xa1),
        Buffer.alloc(1_000_000, 0x9f),
        Buffer.concat([Buffer.from([0x9a, 0xff, 0xff, 0xff, 0xff]), Buffer.alloc(1_000_000, 0xf6)]),
        Buffer.concat([Buffer.from([0x9a, 0, 15, 0x42, 0x40]), Buffer.alloc(1_000_000, 0xf6)]),
        Buffer.concat([Buffer.from([0xbf]), Buffer.alloc(1_000_000, 0x60)]),
        Buffer.from([0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]),
        Buffer.from([0x7b, 0, 0, 0, 1, 0, 0, 0, 0, 0x61]),
        Buffer.concat([Buffer.from([0x5f]), Buffer.alloc(1_000_000, 0x40)]),
        Buffer.concat([Buffer.from([0x7f]), Buffer.alloc(1_000_000, 0x60)]),
        Buffer.alloc(1_000_000, 0xc2),
        Buffer.alloc(1_000_000, 0xd8),
      ];
      const statuses: string[] = [];
      for (const body of bodies) {
        const answer = await target.request(
          "POST",
          "/service/GraniteServiceVersion20100801/operation/PutMetricData",
          {
            headers: { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" },
            body,
          },
        );
        statuses.push(String(answer.status));
      }
      return statuses.join(" ");
    },
  },
];
