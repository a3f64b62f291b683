// What statements and templates of rules ask tables and secrets, from the message to what an action is given.

import { type Action, CreateTopicRuleCommand } from "@aws-sdk/client-iot";
import { PublishCommand } from "@aws-sdk/client-iot-data-plane";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type IotRegion, openIot } from "../support/iot-region.ts";

const roleArn = "arn:aws:iam::000000000000:role/any";

let open: IotRegion;
beforeAll(async () => {
  open = await openIot();
  const { ask } = open;
  await ask("sqs", "CreateQueue", { QueueName: "messages" });
  for (const [TableName, range] of [
    ["devices", []],
    ["readings", [{ name: "at", type: "N", key: "RANGE" }]],
  ] as const) {
    const keys = [{ name: "id", type: "S", key: "HASH" }, ...range];
    await ask("dynamodb", "CreateTable", {
      ...{ TableName, BillingMode: "PAY_PER_REQUEST" },
      AttributeDefinitions: keys.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
      KeySchema: keys.map(({ name, key }) => ({ AttributeName: name, KeyType: key })),
    });
  }
  const Item = {
    ...{ id: { S: "a" }, floor: { N: "2" }, out: { BOOL: false }, of: { NULL: true }, bytes: { B: "aGk=" } },
    ...{ near: { L: [{ S: "b" }, { M: { id: { S: "c" } } }] }, sizes: { NS: ["1"] }, names: { SS: ["x"] } },
  };
  await ask("dynamodb", "PutItem", { TableName: "devices", Item });
  await ask("dynamodb", "PutItem", { TableName: "readings", Item: { id: { S: "a" }, at: { N: "7" } } });
  const secrets = { plain: { SecretString: "s3" }, keyed: { SecretString: '{"user":"me"}' } };
  for (const [Name, secret] of Object.entries(secrets))
    await ask("secretsmanager", "CreateSecret", { Name, ...secret });
  await ask("secretsmanager", "CreateSecret", { Name: "binary", SecretBinary: Buffer.from("hi") });
});
afterAll(() => open.close());

let at = 0;
/** What a rule that selects this has sent to a queue for a message, if it sent anything. */
async function sent(select: string, actions: readonly Action[] = []): Promise<readonly string[]> {
  const messages = () => open.region.services.sqs.messages("messages");
  const before = messages().length;
  const sqs = { roleArn, queueUrl: "http://127.0.0.1:4566/000000000000/messages" };
  await open.iot.send(
    new CreateTopicRuleCommand({
      ruleName: `asks${++at}`,
      topicRulePayload: {
        sql: `SELECT ${select} FROM 'asks/${at}'`,
        actions: actions.length > 0 ? [...actions] : [{ sqs }],
        errorAction: { sqs },
      },
    }),
  );
  await open.data.send(
    new PublishCommand({ topic: `asks/${at}`, payload: Buffer.from('{"id":"a","at":7}') }),
  );
  return messages()
    .slice(before)
    .map(({ body }) => body);
}

const item = {
  ...{ id: "a", floor: 2, out: false, of: null, bytes: "aGk=" },
  ...{ near: ["b", { id: "c" }], sizes: [1], names: ["x"] },
};

describe("a statement reads", () => {
  test.each([
    ["an item", `get_dynamodb('devices', 'id', id, '${roleArn}') AS is`, { is: item }],
    ["a member of it", `get_dynamodb('devices', 'id', id, '${roleArn}').floor AS is`, { is: 2 }],
    ["one by both keys", `get_dynamodb('readings', 'id', id, 'at', at, '${roleArn}').at AS is`, { is: 7 }],
    ["none", `get_dynamodb('devices', 'id', 'b', '${roleArn}') AS is`, {}],
    ["a secret", `get_secret('plain', 'SecretString', '${roleArn}') AS is`, { is: "s3" }],
    ["all of an object", `get_secret('keyed', 'SecretString', '${roleArn}') AS is`, { is: { user: "me" } }],
    ["a key of it", `get_secret('keyed', 'SecretString', 'user', '${roleArn}') AS is`, { is: "me" }],
    ["bytes", `get_secret('binary', 'SecretBinary', '${roleArn}') AS is`, { is: "aGk=" }],
  ])("%s", async (_, select, expected) => {
    const [body] = await sent(select);
    expect(JSON.parse(body ?? "")).toEqual(expected);
  });

  test.each([
    ["a table that is not there", `get_dynamodb('none', 'id', id, '${roleArn}') AS is`],
    ["a key without its value", `get_dynamodb('readings', 'id', id, 'at', '${roleArn}') AS is`],
    ["a secret that is not there", `get_secret('none', 'SecretString', '${roleArn}') AS is`],
    ["a key of what has none", `get_secret('plain', 'SecretString', 'user', '${roleArn}') AS is`],
    ["a key that is not there", `get_secret('keyed', 'SecretString', 'none', '${roleArn}') AS is`],
    ["a key of bytes", `get_secret('binary', 'SecretBinary', 'user', '${roleArn}') AS is`],
    ["text of bytes", `get_secret('binary', 'SecretString', '${roleArn}') AS is`],
  ])("not %s, and calls no action", async (_, select) => {
    expect(await sent(select)).toEqual([]);
  });
});

test("a template of an action reads a secret, and its failure is told to the error action", async () => {
  const s3 = (bucketName: string) => ({ s3: { roleArn, bucketName, key: "k" } });
  await open.ask("s3", "CreateBucket", { Bucket: "bucket-of-me" });
  expect(
    await sent("*", [s3(`bucket-of-\${get_secret('keyed', 'SecretString', 'user', '${roleArn}')}`)]),
  ).toEqual([]);
  const { bytes } = await open.region.services.s3.getObject("bucket-of-me", "k");
  expect(Buffer.from(bytes).toString()).toBe('{"id":"a","at":7}');
  const [failure] = await sent("*", [s3(`\${get_secret('none', 'SecretString', '${roleArn}')}`)]);
  expect(failure).toContain("ResourceNotFoundException");
});
