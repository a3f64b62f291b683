// `aws-sdk:<service>:<action>`: any operation of an API that this region serves, called without a wire between.

import { randomUUID } from "node:crypto";
import type { Json, JsonObject } from "../aws/json.ts";
import { Failure } from "../engine/failure.ts";
import type { TaskResult } from "../engine/seams.ts";
import { argumentObject } from "./arguments.ts";
import { clientNameOf } from "./client-names.ts";
import type { SdkService } from "./parts.ts";
import { sdkFailure } from "./service-failure.ts";

/** The services that the region has, by the lower-case name of the resource. */
export const sdkServices = [
  "cloudwatch",
  "cloudwatchlogs",
  "dynamodb",
  "eventbridge",
  "kinesis",
  "lambda",
  "sfn",
  "sns",
  "sqs",
  "sts",
];

/** `putItem` is the API's PutItem. */
export function operationOf(action: string): string {
  return action.charAt(0).toUpperCase() + action.slice(1);
}

export async function callSdk(
  service: SdkService,
  call: { readonly service: string; readonly action: string; readonly arguments: Json },
): Promise<TaskResult> {
  const { operations } = service;
  const name = operationOf(call.action);
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (operation === undefined) {
    const known = Object.keys(operations).map((each) => each.charAt(0).toLowerCase() + each.slice(1));
    return new Failure(
      "States.Runtime",
      `The action '${call.action}' of 'aws-sdk:${call.service}' is not served here. Served: ${known.join(", ")}`,
    );
  }
  const request = argumentObject(call.arguments);
  try {
    const answer = await operation(request, { requestId: randomUUID(), host: "127.0.0.1" });
    return toJson(answer) ?? {};
  } catch (error) {
    return sdkFailure({ name: clientNameOf(call.service), unmodelled }, error);
  }
}

const unmodelled = new Set([
  "ValidationException",
  "ValidationError",
  "AccessDeniedException",
  "SerializationException",
]);

/** Dates are shown as ISO 8601 text and blobs as text; members that were not given, and empty lists, are left out. */
function toJson(value: unknown): Json | undefined {
  if (value === undefined) return undefined;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  if (Array.isArray(value)) return value.map((each) => toJson(each) ?? null);
  if (typeof value === "object" && value !== null) return objectToJson(value);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return null;
}

function objectToJson(value: object): JsonObject {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => {
      const json = toJson(each);
      return json === undefined ? [] : [[name, json] as const];
    }),
  );
}
