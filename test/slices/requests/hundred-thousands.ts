// A hundred thousand of a kind: what lists, filters and deletes them.

import type { Answer, Target } from "../../hostile/target.ts";
import {
  crowd,
  dynamodb,
  element,
  type LargeRequest,
  member,
  pages,
  states,
  times,
  told,
} from "./large-request.ts";
import { arnOf, one, roleArn } from "./machines.ts";

const inputOf = (count: number) => JSON.stringify({ l: times(count, (n) => n) });

/** Starts another machine's executions, which is faster than to ask for each. */
const starter = (name: string) =>
  one({
    Type: "Map",
    ItemsPath: "$.l",
    MaxConcurrency: 100,
    ItemProcessor: {
      StartAt: "S",
      States: {
        S: {
          Type: "Task",
          Resource: "arn:aws:states:::states:startExecution",
          Parameters: { StateMachineArn: arnOf(name) },
          End: true,
        },
      },
    },
    ResultPath: null,
  });

async function start(target: Target, count: number, name: string, state: object): Promise<string> {
  await states(target, "CreateStateMachine", { name, definition: one(state), roleArn });
  const stateMachineArn = arnOf(`start-${name}`);
  await states(target, "CreateStateMachine", {
    ...{ name: `start-${name}`, type: "EXPRESS", definition: starter(name), roleArn },
  });
  const input = inputOf(1000);
  return crowd(count / 1000, () => states(target, "StartSyncExecution", { stateMachineArn, input }));
}

const listed = (target: Target, query: object) =>
  pages(
    (nextToken) => states(target, "ListExecutions", { stateMachineArn: arnOf("many"), ...query, nextToken }),
    member("nextToken"),
  );

const table = {
  TableName: "many",
  AttributeDefinitions: [{ AttributeName: "p", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "p", KeyType: "HASH" }],
  BillingMode: "PAY_PER_REQUEST",
};

async function fill(target: Target, count: number, item: (at: number) => object): Promise<string> {
  return crowd(count / 25, (batch) => {
    const requests = times(25, (at) => ({ PutRequest: { Item: item(25 * batch + at) } }));
    return dynamodb(target, "BatchWriteItem", { RequestItems: { many: requests } });
  });
}

/** All pages of a scan. */
async function scanned(target: Target, request: object): Promise<string> {
  let start: object | undefined;
  for (let count = 1; ; count++) {
    const answer: Answer = await dynamodb(target, "Scan", {
      ...{ TableName: "many", ExclusiveStartKey: start },
      ...request,
    });
    start = answer.status === 200 ? JSON.parse(answer.body).LastEvaluatedKey : undefined;
    if (start === undefined) return `${count} pages, ${await told(answer)}`;
  }
}

export const hundredThousands: readonly LargeRequest[] = [
  {
    name: "Step Functions ListExecutions of 100,000, all pages",
    prepare: (target) => start(target, 100_000, "many", { Type: "Pass" }),
    ask: (target) => listed(target, { maxResults: 1000 }),
  },
  {
    name: "Step Functions ListExecutions of 100,000, of which none failed",
    ask: (target) => listed(target, { statusFilter: "FAILED", maxResults: 1 }),
  },
  {
    name: "Step Functions ListExecutions of 100,000, of which none is of the version",
    prepare: (target) =>
      states(target, "PublishStateMachineVersion", { stateMachineArn: arnOf("many"), description: "v" }),
    ask: (target) => listed(target, { stateMachineArn: `${arnOf("many")}:1`, maxResults: 1 }),
  },
  {
    name: "Step Functions StartExecution of 10,000 that wait",
    ask: (target) => start(target, 10_000, "waiting", { Type: "Wait", Seconds: 36_000 }),
  },
  {
    name: "S3 ListObjectsV2 of 100,000 keys, all pages",
    prepare: async (target) => {
      await target.request("PUT", "/many");
      await crowd(100_000, (at) =>
        target.request("PUT", `/many/${at % 1000}/${at % 7}/${at}`, { body: "x" }),
      );
    },
    ask: (target) =>
      pages(
        (token) =>
          target.request(
            "GET",
            `/many?list-type=2${token === undefined ? "" : `&continuation-token=${encodeURIComponent(token)}`}`,
          ),
        element("NextContinuationToken"),
      ),
  },
  {
    name: "S3 ListObjectsV2 of 100,000 keys by a prefix and delimiters",
    ask: async (target) => {
      const asked = ["&delimiter=/", "&delimiter=9", "&prefix=99", "&prefix=99&delimiter=/", "&prefix=none/"];
      const answers = [];
      for (const each of asked) answers.push(await told(target.request("GET", `/many?list-type=2${each}`)));
      return answers.join("; ");
    },
  },
  {
    name: "S3 ListObjectVersions of 100,000 keys",
    ask: async (target) => {
      const all = await told(target.request("GET", "/many?versions&key-marker=5"));
      return `${all}; ${await told(target.request("GET", "/many?versions&delimiter=/&prefix=9"))}`;
    },
  },
  {
    name: "S3 PutBucketNotificationConfiguration and the largest lifecycle of 100,000 keys",
    ask: async (target) => {
      const put = (what: string, body: string) => told(target.request("PUT", `/many?${what}`, { body }));
      const notified = await put(
        "notification",
        "<NotificationConfiguration><EventBridgeConfiguration/></NotificationConfiguration>",
      );
      const rules = times(
        1000,
        (n) =>
          `<Rule><ID>${n}</ID><Status>Enabled</Status><Filter><Prefix>${n}/none</Prefix></Filter><Expiration><Days>${n + 1}</Days></Expiration></Rule>`,
      );
      // It is gone through at the next start.
      const expiring = await put(
        "lifecycle",
        `<LifecycleConfiguration>${rules.join("")}</LifecycleConfiguration>`,
      );
      return `${notified}; ${expiring}`;
    },
  },
  {
    name: "DynamoDB Scan of 200,000 items with a filter, all pages",
    prepare: async (target) => {
      await dynamodb(target, "CreateTable", table);
      await fill(target, 200_000, (at) => ({
        p: { S: `p${at}` },
        g: { S: `g${at % 10}` },
        t: { S: `t${at}` },
      }));
    },
    ask: (target) =>
      scanned(target, {
        FilterExpression: "contains(t, :v) AND NOT begins_with(g, :v)",
        ExpressionAttributeValues: { ":v": { S: "none" } },
      }),
  },
  {
    name: "DynamoDB Scan of 200,000 items, counted in segments",
    ask: (target) => {
      const segments = times(4, (Segment) => scanned(target, { Segment, TotalSegments: 4, Select: "COUNT" }));
      return Promise.all(segments).then((all) => all.join("; "));
    },
  },
  {
    name: "DynamoDB UpdateTable that makes an index of 200,000 items",
    ask: async (target) => {
      const asked = await told(
        dynamodb(target, "UpdateTable", {
          TableName: "many",
          AttributeDefinitions: [
            { AttributeName: "g", AttributeType: "S" },
            { AttributeName: "t", AttributeType: "S" },
          ],
          GlobalSecondaryIndexUpdates: [
            {
              Create: {
                IndexName: "by-g",
                KeySchema: [
                  { AttributeName: "g", KeyType: "HASH" },
                  { AttributeName: "t", KeyType: "RANGE" },
                ],
                Projection: { ProjectionType: "ALL" },
              },
            },
          ],
        }),
      );
      for (;;) {
        const { body } = await dynamodb(target, "DescribeTable", { TableName: "many" });
        if (!body.includes('"IndexStatus":"CREATING"')) return asked;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
  },
  {
    name: "DynamoDB Query of an index of 200,000 items with a filter",
    ask: (target) =>
      told(
        dynamodb(target, "Query", {
          ...{ TableName: "many", IndexName: "by-g", KeyConditionExpression: "g = :g" },
          FilterExpression: "contains(p, :v)",
          ExpressionAttributeValues: { ":g": { S: "g1" }, ":v": { S: "none" } },
        }),
      ),
  },
];
