// Tables: items, pages, transactions and streams of the most that fits.

import type { Target } from "../../hostile/target.ts";
import { dynamodb, type LargeRequest, times, told } from "./large-request.ts";

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

export const tables: readonly LargeRequest[] = [
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
    name: "DynamoDB TransactWriteItems of 100 wide items",
    ask: (target) =>
      told(
        dynamodb(target, "TransactWriteItems", {
          TransactItems: times(100, (at) => ({
            Put: {
              TableName: "large",
              Item: { ...key(300 + at), l: { L: times(1_600, (n) => ({ N: String(n % 10) })) } },
            },
          })),
        }),
      ),
  },
  {
    name: "DynamoDB TransactGetItems of 100 wide items",
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
    name: "DynamoDB Scan of 10,000 items with the largest ScanFilter",
    ask: (target) =>
      told(
        dynamodb(target, "Scan", {
          TableName: "large",
          ScanFilter: {
            t: { ComparisonOperator: "IN", AttributeValueList: times(10_000, (n) => ({ S: `x${n}` })) },
          },
        }),
      ),
  },
  {
    name: "DynamoDB Scan of 10,000 items with a filter of 280 operators",
    ask: (target) =>
      told(
        dynamodb(target, "Scan", {
          TableName: "large",
          FilterExpression: times(140, () => "t = :v").join(" OR "),
          ExpressionAttributeValues: { ":v": { S: "none" } },
        }),
      ),
  },
  {
    name: "DynamoDB BatchExecuteStatement of 25",
    ask: (target) =>
      told(
        dynamodb(target, "BatchExecuteStatement", {
          Statements: times(25, (at) => ({
            Statement: `UPDATE large SET x = [${"1,".repeat(3000)}1] WHERE p = 'p' AND s = ${10_000 + at}`,
          })),
        }),
      ),
  },
  {
    name: "DynamoDB ExecuteStatement with IN over a list",
    ask: (target) =>
      told(
        dynamodb(target, "ExecuteStatement", {
          Statement: `SELECT * FROM large WHERE p = 'p' AND t IN [${times(90, (n) => `'x${n}'`).join(",")}]`,
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
