// DynamoDB as a Task: the four optimized actions and all of `aws-sdk:dynamodb:…`. Both go to the table directly.

import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import type { TaskResult } from "../../../../engine/seams.ts";
import type { Clock } from "../../../../time/clock.ts";
import { argumentObject } from "../arguments.ts";
import type { TableRequests } from "../parts.ts";
import { jsonServiceMetadata } from "../sdk-metadata.ts";
import { optimizedFailure, type SdkClient, sdkFailure } from "../service-failure.ts";
import { optimizedServices } from "./optimized-services.ts";

export const dynamodbActions: Readonly<Record<string, string>> = {
  getItem: "GetItem",
  putItem: "PutItem",
  updateItem: "UpdateItem",
  deleteItem: "DeleteItem",
};

/** Errors that DynamoDB's model leaves out, so that either SDK throws its service's general exception. */
const unmodelled = [
  "ValidationException",
  "AccessDeniedException",
  "SerializationException",
  "UnknownOperationException",
];

const sdk: SdkClient = { name: "DynamoDb", unmodelled: new Set(unmodelled) };

export async function callTable(
  tables: TableRequests,
  clock: Clock,
  call: { readonly operation: string; readonly arguments: Json },
): Promise<TaskResult> {
  const parameters = argumentObject(call.arguments);
  try {
    const answer = await tables.request(call.operation, withTypedValues(parameters));
    return { ...answer, ...jsonServiceMetadata(clock, "1.0") };
  } catch (error) {
    return optimizedFailure(optimizedServices.dynamodb, error);
  }
}

/** The members of a request whose members are values of attributes. */
const valuesBy = ["Item", "Key", "ExpressionAttributeValues"];

/** The optimized actions take a bare text as a value of type `S`, and leave out what is null. */
function withTypedValues(parameters: JsonObject): JsonObject {
  const bare = valuesBy.filter((name) => isJsonObject(parameters[name]) && hasBare(parameters[name]));
  if (bare.length === 0) return parameters;
  const typed = bare.map((name) => [name, typedMembers(parameters[name] as JsonObject)] as const);
  return { ...parameters, ...Object.fromEntries(typed) };
}

/** Few have any, and none of the others is copied. */
function hasBare(values: JsonObject | readonly Json[]): boolean {
  return Object.values(values).some((value) => {
    if (!isJsonObject(value)) return value === null || typeof value === "string";
    return (isJsonObject(value.M) && hasBare(value.M)) || (Array.isArray(value.L) && hasBare(value.L));
  });
}

function typedMembers(values: JsonObject): JsonObject {
  const present = Object.entries(values).filter(([, value]) => value !== null);
  return Object.fromEntries(present.map(([name, value]) => [name, typedValue(value)]));
}

function typedValue(value: Json): Json {
  if (typeof value === "string") return { S: value };
  if (!isJsonObject(value)) return value;
  const { M: map, L: list } = value;
  if (isJsonObject(map)) return { ...value, M: typedMembers(map) };
  return Array.isArray(list) ? { ...value, L: list.map(typedValue) } : value;
}

export async function callTableBySdk(
  tables: TableRequests,
  operation: string,
  taskArguments: Json,
): Promise<TaskResult> {
  const parameters = argumentObject(taskArguments);
  try {
    const answer = await tables.request(operation, parameters);
    return aboutItems.test(operation) ? answer : withTimes(answer);
  } catch (error) {
    return sdkFailure(sdk, error);
  }
}

/** Their answers have no times, and may be long. */
const aboutItems = /Item|Query|Scan|Statement|^ExecuteTransaction$/;

/** DynamoDB tells a time as seconds since the epoch; Step Functions shows what the SDK made of it as text. */
function withTimes(value: Json): Json {
  if (Array.isArray(value)) return value.map(withTimes);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) =>
      typeof each === "number" && name.endsWith("DateTime")
        ? [name, new Date(each * 1000).toISOString()]
        : [name, withTimes(each)],
    ),
  );
}
