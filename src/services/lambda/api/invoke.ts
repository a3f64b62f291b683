// Invoke: the payload is the body itself, and what is known about an invocation stands in headers.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html

import { isJsonObject } from "../../../aws/json.ts";
import { isJson, parseJsonText } from "../../../aws/json-text.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { constraintError } from "../../../aws/wire/members.ts";
import type { RawAnswer, Route, RouteCall } from "../../../aws/wire/operation.ts";
import { optional, readRequest, structure, text } from "../../../aws/wire/shape.ts";
import type { Settling } from "../functions/settling.ts";
import type { InvocationRequest, InvocationResult, InvocationType } from "../invocation.ts";
import { executionName } from "./durable-shapes.ts";
import { payloadText } from "./json-body.ts";
import { json, named, oneFunction, restRoute } from "./rest.ts";

const invocationTypes = ["Event", "RequestResponse", "DryRun"] as const;

export interface Invoker {
  readonly settling: Pick<Settling, "settle">;
  invoke(request: InvocationRequest): Promise<InvocationResult>;
}

/** The older way to invoke with an event. https://docs.aws.amazon.com/lambda/latest/api/API_InvokeAsync.html */
export function invokeAsyncRoute(functions: Invoker): Route {
  return restRoute({
    operation: "InvokeAsync",
    method: "POST",
    path: "^/2014-11-13/functions/(?<functionName>[^/]+)/invoke-async",
    answer: async (call) => {
      const headers = { ...call.headers, "x-amz-invocation-type": "Event" };
      const { statusCode } = await functions.invoke(await toInvocation({ ...call, headers }));
      return json({ Status: statusCode }, statusCode);
    },
  });
}

export function invokeRoute(functions: Invoker): Route {
  return restRoute({
    operation: "Invoke",
    method: "POST",
    path: `${oneFunction}/invocations`,
    answer: async (call) => {
      functions.settling.settle(named(call).name);
      return toAnswer(await functions.invoke(await toInvocation(call)));
    },
  });
}

export async function toInvocation(
  call: RouteCall,
  types: readonly InvocationType[] = invocationTypes,
): Promise<InvocationRequest> {
  const invocationType = call.headers["x-amz-invocation-type"] ?? "RequestResponse";
  if (!types.some((type) => type === invocationType)) {
    throw new ServiceError(
      "InvalidParameterValueException",
      `1 validation error detected: Value '${invocationType}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [${types.join(", ")}]`,
    );
  }
  const logType = call.headers["x-amz-log-type"] ?? "None";
  if (logType !== "None" && logType !== "Tail") {
    throw constraintError("logType", logType, "satisfy enum value set: [Tail, None]");
  }
  const clientContext = call.headers["x-amz-client-context"];
  const traceHeader = call.headers["x-amzn-trace-id"];
  return {
    functionName: qualifiedName(call),
    requestId: call.requestId,
    payload: await payloadText(call.body),
    invocationType: invocationType as InvocationType,
    logType,
    ...(clientContext === undefined ? {} : { clientContext: contextIn(clientContext) }),
    ...(traceHeader === undefined ? {} : { traceHeader }),
    ...namesIn(call),
  };
}

const names = structure({
  DurableExecutionName: optional(executionName),
  TenantId: optional(text({ min: 1, max: 256, pattern: "[a-zA-Z0-9\\._:\\/=+\\-@ ]+" })),
});

/** Of the execution that it is to start, and of whom it is for. Throws ValidationException. */
function namesIn({ headers }: RouteCall): Pick<InvocationRequest, "durableExecutionName" | "tenantId"> {
  const { DurableExecutionName, TenantId } = readRequest(names, {
    DurableExecutionName: headers["x-amz-durable-execution-name"],
    TenantId: headers["x-amz-tenant-id"],
  });
  return {
    ...(DurableExecutionName === undefined ? {} : { durableExecutionName: DurableExecutionName }),
    ...(TenantId === undefined ? {} : { tenantId: TenantId }),
  };
}

/** "Up to 3,583 bytes of base64-encoded data." Throws InvalidRequestContentException. */
function contextIn(header: string): string {
  const text = Buffer.from(header, "base64").toString();
  if (header.length <= 3583 && /^[A-Za-z0-9+/_-]+=*$/.test(header) && isJson(text)) {
    if (isJsonObject(parseJsonText(text))) return text;
  }
  throw new ServiceError(
    "InvalidRequestContentException",
    header.length > 3583
      ? `Client context must be at most 3583 bytes of Base64-encoded data, not ${header.length}.`
      : "Client context must be a valid Base64-encoded JSON object.",
  );
}

/** The host reads the qualifier from the name. */
function qualifiedName(call: RouteCall): string {
  const { name, qualifier } = named(call);
  return qualifier === undefined ? name : `${name}:${qualifier}`;
}

export function toAnswer(result: InvocationResult): RawAnswer {
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "x-amz-executed-version": result.executedVersion,
  };
  if (result.functionError !== undefined) headers["x-amz-function-error"] = result.functionError;
  if (result.durableExecutionArn !== undefined)
    headers["x-amz-durable-execution-arn"] = result.durableExecutionArn;
  if (result.logTail !== undefined)
    headers["x-amz-log-result"] = Buffer.from(result.logTail).toString("base64");
  return { status: result.statusCode, headers, body: result.payload };
}
