// Comparisons that take long: of the widest items there are, and of texts that are nearly alike.

import type { Answer, Target } from "../../hostile/target.ts";
import { crowd, dynamodb, type LargeRequest, logs, states, times, told } from "./large-request.ts";
import { arnOf, roleArn } from "./machines.ts";

const wide = { p: { S: "wide" }, l: { L: times(100_000, (n) => ({ N: String(n % 10) })) } };
const values = (count: number) =>
  Object.fromEntries(times(count, (n) => [`:${n.toString(36)}`, { N: String(-n - 1) }]));
const alternatives = (count: number, of: (name: string) => string) =>
  times(count, (n) => of(`:${n.toString(36)}`)).join(" OR ");
const ofWide = { TableName: "hard", Key: { p: { S: "wide" } } };

/** Into a table that is made where it is not there. */
async function put(target: Target, Item: object): Promise<Answer> {
  await dynamodb(target, "CreateTable", {
    TableName: "hard",
    AttributeDefinitions: [{ AttributeName: "p", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "p", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  return dynamodb(target, "PutItem", { TableName: "hard", Item });
}

export const hardComparisons: readonly LargeRequest[] = [
  {
    name: "DynamoDB a condition that looks for 150 values in the widest list",
    prepare: (target) => put(target, wide),
    ask: (target) =>
      told(
        dynamodb(target, "UpdateItem", {
          ...ofWide,
          UpdateExpression: "SET n = :0",
          ConditionExpression: alternatives(150, (name) => `contains(l, ${name})`),
          ExpressionAttributeValues: values(150),
        }),
      ),
  },
  {
    name: "DynamoDB a condition that compares the widest list 150 times",
    ask: (target) =>
      told(
        dynamodb(target, "UpdateItem", {
          ...ofWide,
          UpdateExpression: "SET n = :n",
          ConditionExpression: times(150, () => "l = :l").join(" OR "),
          ExpressionAttributeValues: {
            ":n": { N: "1" },
            ":l": { L: times(100_000, (n) => ({ N: String(n === 99_999 ? -1 : n % 10) })) },
          },
        }),
      ),
  },
  {
    name: "DynamoDB TransactWriteItems of 1,500 comparisons with the widest lists",
    prepare: (target) =>
      crowd(25, (at) =>
        dynamodb(target, "PutItem", { TableName: "hard", Item: { ...wide, p: { S: `wide${at}` } } }),
      ),
    ask: (target) =>
      told(
        dynamodb(target, "TransactWriteItems", {
          TransactItems: times(10, (at) => ({
            ConditionCheck: {
              ...{ TableName: "hard", Key: { p: { S: `wide${at}` } } },
              ConditionExpression: `NOT (${alternatives(150, (name) => `contains(l, ${name})`)})`,
              ExpressionAttributeValues: values(150),
            },
          })),
        }),
      ),
  },
  {
    name: "DynamoDB TransactGetItems of items with the widest lists",
    ask: (target) =>
      told(
        dynamodb(target, "TransactGetItems", {
          TransactItems: times(13, (at) => ({ Get: { TableName: "hard", Key: { p: { S: `wide${at}` } } } })),
        }),
      ),
  },
  {
    name: "DynamoDB UpdateItem that repeats the widest list 120 times",
    ask: (target) =>
      told(
        dynamodb(target, "UpdateItem", {
          ...ofWide,
          UpdateExpression: `SET ${times(120, (at) => `a${at}=list_append(l,l)`).join(",")}`,
        }),
      ),
  },
  {
    name: "DynamoDB a condition that looks for texts that are nearly the item's own",
    prepare: (target) => put(target, { p: { S: "text" }, t: { S: "a".repeat(400_000) } }),
    ask: (target) =>
      told(
        dynamodb(target, "DeleteItem", {
          ...{ TableName: "hard", Key: { p: { S: "text" } } },
          ConditionExpression: times(140, (at) => `contains(t, :v${at % 9})`).join(" OR "),
          ExpressionAttributeValues: Object.fromEntries(
            times(9, (at) => [`:v${at}`, { S: `${"a".repeat(100_000)}b${"a".repeat(100_000 + at)}` }]),
          ),
        }),
      ),
  },
  {
    name: "Step Functions a Choice and an expression that look for what is nearly the text",
    ask: (target) => {
      const text = "a".repeat(120_000);
      const definition = JSON.stringify({
        StartAt: "C",
        States: {
          C: {
            Type: "Choice",
            Choices: [
              { Variable: "$.t", StringMatches: `*${"a".repeat(30_000)}b${"a".repeat(30_000)}*`, Next: "E" },
            ],
            Default: "E",
          },
          E: {
            Type: "Pass",
            QueryLanguage: "JSONata",
            Output:
              "{% $contains($states.input.t, $join([$substring($states.input.t, 90000), 'b', $substring($states.input.t, 90000)])) %}",
            End: true,
          },
        },
      });
      return states(target, "CreateStateMachine", {
        name: "alike",
        type: "EXPRESS",
        definition,
        roleArn,
      }).then(() =>
        told(
          states(target, "StartSyncExecution", {
            stateMachineArn: arnOf("alike"),
            input: JSON.stringify({ t: text }),
          }),
        ),
      );
    },
  },
  {
    name: "Logs FilterLogEvents for what is nearly the text of each event",
    prepare: async (target) => {
      await logs(target, "CreateLogGroup", { logGroupName: "alike" });
      await logs(target, "CreateLogStream", { logGroupName: "alike", logStreamName: "s" });
      const message = "a".repeat(250_000);
      await logs(target, "PutLogEvents", {
        ...{ logGroupName: "alike", logStreamName: "s" },
        logEvents: times(4, () => ({ timestamp: Date.now(), message })),
      });
    },
    ask: (target) =>
      told(
        logs(target, "FilterLogEvents", {
          logGroupName: "alike",
          filterPattern: `"${"a".repeat(500)}b${"a".repeat(500)}"`,
        }),
      ),
  },
];
