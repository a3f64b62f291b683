// DynamoDB and DynamoDB Streams on the wire: their JSON is the tables' own.

import type { JsonObject } from "../../aws/json.ts";
import type { ServiceError } from "../../aws/service-error.ts";
import type { Operation, ServiceApi } from "../../aws/wire/operation.ts";
import { tableOperations } from "./operations/operations.ts";
import { endpoints } from "./operations/tables/account.ts";
import { refused } from "./refused-operations.ts";
import { streamOperations } from "./streams/stream-operations.ts";
import type { Tables } from "./tables.ts";

const wire = {
  errorNamespace: "com.amazonaws.dynamodb.v20120810",
  jsonVersion: "1.0",
  isChecksummed: true,
  // An error that says more than its message spells that otherwise.
  messageMember: ({ members }: ServiceError) => (Object.keys(members).length > 0 ? "Message" : "message"),
  // A batch of items.
  largestBodyBytes: 16 * 1024 * 1024,
} as const;

export function dynamodbApi(tables: Tables): ServiceApi {
  const operations = wireOperations(tableOperations, (name, request) => tables.request(name, request));
  return {
    ...wire,
    name: "DynamoDB",
    targetPrefix: "DynamoDB_20120810",
    refused,
    operations: { ...operations, DescribeEndpoints: (_, { host }) => endpoints(host) },
  };
}

export function dynamodbStreamsApi(tables: Tables): ServiceApi {
  return {
    ...wire,
    name: "DynamoDB Streams",
    targetPrefix: "DynamoDBStreams_20120810",
    operations: wireOperations(streamOperations, (name, request) => tables.requestStreams(name, request)),
  };
}

function wireOperations(
  named: Readonly<Record<string, unknown>>,
  call: (name: string, request: JsonObject) => Promise<JsonObject>,
): Readonly<Record<string, Operation>> {
  const names = Object.keys(named);
  // Both protocols that the clients speak are JSON.
  return Object.fromEntries(names.map((name) => [name, (request) => call(name, request as JsonObject)]));
}
