// `aws-sdk:<service>:<action>`: any operation of an API that this region serves, called without a wire between.

import { randomUUID } from "node:crypto";
import { Double } from "../../../../aws/double.ts";
import type { Json, JsonObject } from "../../../../aws/json.ts";
import { ServiceError } from "../../../../aws/service-error.ts";
import { EventStream } from "../../../../aws/wire/event-stream.ts";
import type { Operation, WireObject } from "../../../../aws/wire/operation.ts";
import { sdkAnswer, sdkRequest } from "../../../../aws/wire/sdk-members.ts";
import type { TaskCall, TaskResult } from "../../../../engine/seams.ts";
import { argumentObject } from "../arguments.ts";
import { sdkFailure } from "../service-failure.ts";
import { taskCaller } from "../task-caller.ts";
import { clientNameOf } from "./client-names.ts";
import { withJsonTexts } from "./json-texts.ts";

export async function callSdk(
  operation: Operation,
  { service, action }: { readonly service: string; readonly action: string },
  call: TaskCall,
): Promise<TaskResult> {
  const request = sdkRequest(service, withJsonTexts(service, action, argumentObject(call.arguments)));
  try {
    const caller = taskCaller(call);
    const answer = await operation(request, { requestId: randomUUID(), host: "127.0.0.1", caller });
    if (answer instanceof EventStream)
      throw new ServiceError("ValidationException", "A task cannot take an answer that goes on");
    return sdkAnswer(service, shownAnswer(answer));
  } catch (error) {
    return sdkFailure({ name: clientNameOf(service), unmodelled }, error);
  }
}

const unmodelled = new Set([
  "ValidationException",
  "ValidationError",
  "AccessDeniedException",
  "SerializationException",
]);

/** Dates are shown as ISO 8601 text and blobs as text; members that were not given are left out. */
export function shownAnswer(answer: WireObject): JsonObject {
  return objectToJson(answer);
}

function toJson(value: unknown): Json | undefined {
  if (value === undefined) return undefined;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Double) return value.value;
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
