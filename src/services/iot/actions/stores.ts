// Actions into what keeps messages: buckets and tables.

import { isJsonObject, type Json } from "../../../aws/json.ts";
import { oneOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import { invalidRequest } from "../refusals.ts";
import { compileTemplate } from "../sql/template.ts";
import { type ActionKind, type ActionRun, actionKind, ask } from "./action.ts";

const roleArn = required(text());

/** https://docs.aws.amazon.com/iot/latest/developerguide/s3-rule-action.html */
export const s3: ActionKind = actionKind(
  structure({
    roleArn,
    bucketName: required(text({ min: 1 })),
    key: required(text({ min: 1 })),
    cannedAcl: optional(text()),
  }),
  ({ bucketName, key, roleArn }, ends) => {
    const [bucket, name] = [compileTemplate(bucketName), compileTemplate(key)];
    return {
      type: "S3",
      resource: bucketName,
      async run({ text, outcome, ruleArn }) {
        const request = { Bucket: await text(bucket), Key: await text(name), Body: outcome.bytes };
        await ask(ends, { roleArn, ruleArn }, ["s3", "PutObject"], request);
      },
    };
  },
);

const keyType = optional(oneOf("STRING", "NUMBER"));
const operations = ["INSERT", "UPDATE", "DELETE"];

/** https://docs.aws.amazon.com/iot/latest/developerguide/dynamodb-rule-action.html */
export const dynamoDB: ActionKind = actionKind(
  structure({
    roleArn,
    tableName: required(text({ min: 1 })),
    operation: optional(text()),
    hashKeyField: required(text({ min: 1 })),
    hashKeyValue: required(text()),
    hashKeyType: keyType,
    rangeKeyField: optional(text()),
    rangeKeyValue: optional(text()),
    rangeKeyType: keyType,
    payloadField: optional(text()),
  }),
  (settings, ends) => {
    const { payloadField = "payload", operation = "INSERT", rangeKeyField, rangeKeyValue } = settings;
    const table = compileTemplate(settings.tableName);
    const hashKey = compileTemplate(settings.hashKeyValue);
    const rangeKey = rangeKeyValue === undefined ? undefined : compileTemplate(rangeKeyValue);
    const asked = compileTemplate(operation);
    if (!operation.includes("${")) checkOperation(operation);
    return {
      type: "DynamoDB",
      resource: settings.tableName,
      async run({ text, outcome, ruleArn }) {
        const role = { roleArn: settings.roleArn, ruleArn };
        const keys = [[settings.hashKeyField, keyOf(await text(hashKey), settings.hashKeyType)] as const];
        if (rangeKeyField !== undefined && rangeKey !== undefined)
          keys.push([rangeKeyField, keyOf(await text(rangeKey), settings.rangeKeyType)]);
        const Key = Object.fromEntries(keys);
        const TableName = await text(table);
        const wanted = checkOperation(await text(asked));
        const payload = payloadAttribute(outcome);
        if (wanted === "DELETE") await ask(ends, role, ["dynamodb", "DeleteItem"], { TableName, Key });
        else if (wanted === "INSERT")
          await ask(ends, role, ["dynamodb", "PutItem"], {
            TableName,
            Item: { ...Key, [payloadField]: payload },
          });
        else
          await ask(ends, role, ["dynamodb", "UpdateItem"], {
            ...{ TableName, Key, UpdateExpression: "SET #payload = :payload" },
            ExpressionAttributeNames: { "#payload": payloadField },
            ExpressionAttributeValues: { ":payload": payload },
          });
      },
    };
  },
);

/** https://docs.aws.amazon.com/iot/latest/developerguide/dynamodb-v2-rule-action.html */
export const dynamoDBv2: ActionKind = actionKind(
  structure({ roleArn, putItem: required(structure({ tableName: required(text({ min: 1 })) })) }),
  ({ putItem, roleArn }, ends) => {
    const table = compileTemplate(putItem.tableName);
    return {
      type: "DynamoDBv2",
      resource: putItem.tableName,
      async run({ text, outcome, ruleArn }) {
        const value = outcome.value();
        if (!isJsonObject(value))
          throw invalidRequest(
            "The outcome of the statement is no JSON object, whose members could be columns",
          );
        const columns = Object.entries(value).map(([name, member]) => [name, attributeOf(member)] as const);
        await ask(ends, { roleArn, ruleArn }, ["dynamodb", "PutItem"], {
          TableName: await text(table),
          Item: Object.fromEntries(columns),
        });
      },
    };
  },
);

function checkOperation(operation: string): string {
  if (operations.includes(operation)) return operation;
  throw invalidRequest(`The operation ${operation} is none of ${operations.join(", ")}`);
}

function keyOf(text: string, type: "STRING" | "NUMBER" = "STRING"): object {
  return type === "NUMBER" ? { N: text } : { S: text };
}

function payloadAttribute({ value, bytes }: ActionRun["outcome"]): object {
  const json = value();
  return json === undefined ? { B: bytes } : attributeOf(json);
}

function attributeOf(value: Json): object {
  if (value === null) return { NULL: true };
  if (typeof value === "boolean") return { BOOL: value };
  if (typeof value === "number") return { N: String(value) };
  if (typeof value === "string") return { S: value };
  if (!isJsonObject(value)) return { L: value.map(attributeOf) };
  return {
    M: Object.fromEntries(Object.entries(value).map(([name, member]) => [name, attributeOf(member)])),
  };
}
