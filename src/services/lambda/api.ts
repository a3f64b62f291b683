// Lambda on the wire: REST paths instead of targets. An invocation's payload is the body itself, and what is known about
// it stands in headers.

import { ServiceError } from "../../aws/service-error.ts";
import { jsonInPieces } from "../../aws/wire/json-in-pieces.ts";
import type { RawAnswer, Route, RouteCall, ServiceApi, WireObject } from "../../aws/wire/operation.ts";
import { inSlices } from "../../time/time-slice.ts";
import type { ResolvedFunction } from "./configuration.ts";
import type { FunctionHost } from "./function-host.ts";
import type { InvocationRequest, InvocationResult, InvocationType } from "./invocation.ts";
import { refused } from "./refused-operations.ts";

const root = "^/2015-03-31/functions";
const oneFunction = `${root}/(?<functionName>[^/]+)`;
const invocationTypes: readonly string[] = ["RequestResponse", "Event", "DryRun"];
const defaultPageSize = 50;

export function lambdaApi(functions: FunctionHost): ServiceApi {
  const get = (operation: string, path: string, answer: (call: RouteCall) => WireObject): Route => ({
    operation,
    method: "GET",
    path: new RegExp(path),
    handle: (call) => json(answer(call)),
  });
  return {
    name: "Lambda",
    targetPrefix: undefined,
    errorNamespace: "",
    jsonVersion: "1.1",
    operations: {},
    refused,
    // Above what an invocation takes, so that the host says by how much.
    largestBodyBytes: 8 * 1024 * 1024,
    routes: [
      {
        operation: "Invoke",
        method: "POST",
        path: new RegExp(`${oneFunction}/invocations$`),
        handle: async (call) => toAnswer(await functions.invoke(await toInvocation(call))),
      },
      get("ListFunctions", `${root}/?$`, (call) => listFunctions(functions, call)),
      get("GetFunction", `${oneFunction}$`, (call) => describeFunction(functions.describe(nameOf(call)))),
      get("GetFunctionConfiguration", `${oneFunction}/configuration$`, (call) =>
        toConfiguration(functions.describe(nameOf(call))),
      ),
    ],
  };
}

async function toInvocation(call: RouteCall): Promise<InvocationRequest> {
  const invocationType = call.headers["x-amz-invocation-type"] ?? "RequestResponse";
  if (!invocationTypes.includes(invocationType)) {
    throw new ServiceError(
      "InvalidParameterValueException",
      `1 validation error detected: Value '${invocationType}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]`,
    );
  }
  const clientContext = call.headers["x-amz-client-context"];
  const traceHeader = call.headers["x-amzn-trace-id"];
  return {
    functionName: nameOf(call),
    requestId: call.requestId,
    payload: await jsonText(call.body),
    invocationType: invocationType as InvocationType,
    logType: call.headers["x-amz-log-type"] === "Tail" ? "Tail" : "None",
    ...(clientContext === undefined
      ? {}
      : { clientContext: await jsonText(Buffer.from(clientContext, "base64")) }),
    ...(traceHeader === undefined ? {} : { traceHeader }),
  };
}

/** A qualifier may stand in the name or in the query; the host reads it from the name. */
function nameOf({ parameters, query }: RouteCall): string {
  const { functionName: name = "" } = parameters;
  const qualifier = query.get("Qualifier");
  return qualifier === null || name.endsWith(`:${qualifier}`) ? name : `${name}:${qualifier}`;
}

/** Checked here because what the host runs comes from inside the region and is JSON already. */
async function jsonText(bytes: Uint8Array): Promise<string> {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (body.length === 0) return "{}";
  try {
    await inSlices(jsonInPieces(body));
    return body.toString();
  } catch (error) {
    throw unparsable(error instanceof Error ? error.message : String(error));
  }
}

function unparsable(problem: string): ServiceError {
  return new ServiceError(
    "InvalidRequestContentException",
    `Could not parse request body into json: Could not parse payload into json: ${problem}`,
    { members: { Type: "User" } },
  );
}

function toAnswer(result: InvocationResult): RawAnswer {
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "x-amz-executed-version": result.executedVersion,
  };
  if (result.functionError !== undefined) headers["x-amz-function-error"] = result.functionError;
  if (result.logTail !== undefined)
    headers["x-amz-log-result"] = Buffer.from(result.logTail).toString("base64");
  return { status: result.statusCode, headers, body: result.payload };
}

function listFunctions(functions: FunctionHost, { query }: RouteCall): WireObject {
  const all = functions.list();
  const marker = query.get("Marker");
  const from = marker === null ? 0 : all.findIndex((each) => each.functionName === marker) + 1;
  const page = all.slice(from, from + Number(query.get("MaxItems") ?? defaultPageSize));
  const more = from + page.length < all.length;
  return { Functions: page.map(toConfiguration), NextMarker: more ? page.at(-1)?.functionName : undefined };
}

function describeFunction(resolved: ResolvedFunction): WireObject {
  const { reservedConcurrency } = resolved;
  return {
    Configuration: toConfiguration(resolved),
    Code: { RepositoryType: "Local", Location: resolved.codeRoot },
    ...(Number.isFinite(reservedConcurrency)
      ? { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } }
      : {}),
  };
}

function toConfiguration(resolved: ResolvedFunction): WireObject {
  return {
    FunctionName: resolved.functionName,
    FunctionArn: resolved.arn,
    Runtime: resolved.runtime,
    Role: resolved.role,
    Handler: resolved.handler,
    Description: resolved.description,
    Timeout: resolved.timeoutSeconds,
    MemorySize: resolved.memorySizeMb,
    LastModified: new Date(resolved.lastModifiedAt).toISOString().replace("Z", "+0000"),
    Version: "$LATEST",
    Environment: { Variables: resolved.environment },
    TracingConfig: { Mode: "PassThrough" },
    RevisionId: String(resolved.revision),
    State: "Active",
    LastUpdateStatus: "Successful",
    PackageType: "Zip",
    Architectures: [process.arch === "arm64" ? "arm64" : "x86_64"],
    LoggingConfig: { LogFormat: "Text", LogGroup: resolved.logGroupName },
  };
}

function json(value: WireObject): RawAnswer {
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}
