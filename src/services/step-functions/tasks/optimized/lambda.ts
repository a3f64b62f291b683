// Lambda as a Task: the optimized `lambda:invoke` and a bare function ARN. The function's answer is parsed once.

import { scanJson } from "../../../../asl/json-text/json-scanner.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import {
  jsonOrUndefined,
  jsonTextOf,
  knownRows,
  parseJsonText,
  type TextOfRows,
} from "../../../../aws/json-text.ts";
import { ServiceError } from "../../../../aws/service-error.ts";
import { Failure } from "../../../../engine/failure.ts";
import type { TaskCall, TaskResult } from "../../../../engine/seams.ts";
import type { Clock } from "../../../../time/clock.ts";
import { ArgumentProblem, argumentObject, optionalText, requiredText } from "../arguments.ts";
import type { FunctionAnswer, FunctionInvocation, FunctionInvoker } from "../parts.ts";
import { httpDate, sdkMetadata } from "../sdk-metadata.ts";
import { optimizedFailure, sdkFailure } from "../service-failure.ts";
import { optimizedServices } from "./optimized-services.ts";

export async function invokeFunctionArn(
  functions: FunctionInvoker,
  functionArn: string,
  call: TaskCall,
): Promise<TaskResult> {
  const invocation = {
    functionName: functionArn,
    payload: knownRows(call.arguments) ?? jsonTextOf(call.arguments),
    traceHeader: call.execution.traceHeader,
  };
  const answer = await callFunction(functions, invocation);
  return answer instanceof Failure ? answer : parseJsonText(answer.payload);
}

export async function invokeFunction(
  functions: FunctionInvoker,
  clock: Clock,
  call: TaskCall,
): Promise<TaskResult> {
  const { traceHeader } = call.execution;
  const request = argumentObject(call.arguments);
  const problem = payloadProblem(request);
  if (problem !== undefined) return optimizedFailure(optimizedServices.lambda, problem);
  const invocation = { ...toInvocation(request), traceHeader };
  const answer = await callFunction(functions, invocation);
  return answer instanceof Failure ? answer : toResult(answer, { clock, traceHeader });
}

/** Lambda's model has no error for a request that breaks its constraints. */
const unmodelled = new Set(["ValidationException", "AccessDeniedException"]);

/** `aws-sdk:lambda:invoke`: the payload is text on the way in and out, and a handler's error is an answer like any other. */
export async function invokeFunctionBySdk(functions: FunctionInvoker, call: TaskCall): Promise<TaskResult> {
  const { traceHeader } = call.execution;
  const request = argumentObject(call.arguments);
  const invocation = { ...toInvocation(request), traceHeader };
  try {
    const problem = payloadProblem(request);
    if (problem !== undefined) throw problem;
    const answer = await functions.invoke(invocation);
    return {
      ExecutedVersion: answer.executedVersion,
      ...(answer.functionError === undefined ? {} : { FunctionError: answer.functionError }),
      ...logResult(answer),
      ...(answer.payload === "" ? {} : { Payload: answer.payload }),
      StatusCode: answer.statusCode,
    };
  } catch (error) {
    return sdkFailure({ name: "Lambda", unmodelled }, error);
  }
}

function toInvocation(request: JsonObject): FunctionInvocation {
  const name = requiredText(request, "FunctionName");
  const qualifier = optionalText(request, "Qualifier");
  const clientContext = optionalText(request, "ClientContext");
  const type = optionalText(request, "InvocationType");
  const logType = optionalText(request, "LogType");
  return {
    functionName: qualifier === undefined ? name : `${name}:${qualifier}`,
    payload: payloadText(Object.hasOwn(request, "Payload") ? (request.Payload ?? null) : null),
    // As in Lambda's API the client context is base64 text.
    ...(clientContext === undefined
      ? {}
      : { clientContext: Buffer.from(clientContext, "base64").toString() }),
    ...(type === undefined ? {} : { invocationType: invocationType(type) }),
    ...(logType === "Tail" ? { logType } : {}),
  };
}

/** A text is the payload as it is; nothing and null are an empty object, as Lambda takes an empty body. */
function payloadText(payload: Json): string | TextOfRows {
  if (payload === null || payload === "") return "{}";
  return typeof payload === "string" ? payload : (knownRows(payload) ?? jsonTextOf(payload));
}

/** Lambda's refusal of a text that is no JSON, in its own words. */
function payloadProblem({ Payload: payload }: JsonObject): ServiceError | undefined {
  if (typeof payload !== "string" || payload === "") return undefined;
  const problem = scanJson(payload, { readFrom: "byte[]" }).syntaxProblem;
  return (
    problem &&
    new ServiceError(
      "InvalidRequestContentException",
      `Could not parse request body into json: Could not parse payload into json: ${problem.message}`,
    )
  );
}

function invocationType(text: string): "RequestResponse" | "Event" | "DryRun" {
  if (text === "RequestResponse" || text === "Event" || text === "DryRun") return text;
  throw new ArgumentProblem(
    `The field 'InvocationType' must be RequestResponse, Event or DryRun, but was: ${text}`,
  );
}

async function callFunction(
  functions: FunctionInvoker,
  invocation: FunctionInvocation,
): Promise<FunctionAnswer | Failure> {
  let answer: FunctionAnswer;
  try {
    answer = await functions.invoke(invocation);
  } catch (error) {
    return refusedInvocation(error);
  }
  return answer.functionError === undefined ? answer : handlerFailure(answer.payload);
}

/** Step Functions always calls a version, and Lambda then names it: the recorded cause ends in `:$LATEST`. */
function refusedInvocation(error: unknown): Failure {
  if (error instanceof ServiceError && /:function:[^:]+$/.test(error.message)) {
    const { code, message, status, members } = error;
    return optimizedFailure(
      optimizedServices.lambda,
      new ServiceError(code, `${message}:$LATEST`, { status, members }),
    );
  }
  return optimizedFailure(optimizedServices.lambda, error);
}

/** The error is what the handler threw, and the cause is the payload's text. */
function handlerFailure(payload: string): Failure {
  const problem = jsonOrUndefined(payload);
  const errorType = isJsonObject(problem) ? problem.errorType : undefined;
  if (typeof errorType === "string" && errorType !== "") return new Failure(errorType, payload);
  return new Failure(
    "Lambda.Unknown",
    `The cause could not be determined because Lambda did not return an error type. Returned payload: ${payload}`,
  );
}

function toResult(
  answer: FunctionAnswer,
  { clock, traceHeader }: { readonly clock: Clock; readonly traceHeader: string | undefined },
): JsonObject {
  const { executedVersion, payload, requestId, statusCode } = answer;
  const log = logResult(answer);
  const headers = {
    Connection: "keep-alive",
    "Content-Length": String(Buffer.byteLength(payload)),
    "Content-Type": "application/json",
    Date: httpDate(clock),
    "X-Amz-Executed-Version": executedVersion,
    ...(log.LogResult === undefined ? {} : { "X-Amz-Log-Result": log.LogResult }),
    "x-amzn-Remapped-Content-Length": "0",
    "x-amzn-RequestId": requestId,
    "X-Amzn-Trace-Id": traceHeader ?? unsampledTrace(requestId, clock),
  };
  return {
    ExecutedVersion: executedVersion,
    ...log,
    ...(payload === "" ? {} : { Payload: parseJsonText(payload) }),
    ...sdkMetadata(headers, requestId),
    StatusCode: statusCode,
  };
}

/** The end of the log, which Lambda's API gives as base64. */
function logResult({ logTail }: FunctionAnswer): { readonly LogResult?: string } {
  return logTail === undefined ? {} : { LogResult: Buffer.from(logTail).toString("base64") };
}

/** X-Ray, "Tracing header": a root of the time and 96 random bits, here those of the request id. */
function unsampledTrace(requestId: string, clock: Clock): string {
  const digits = requestId.replaceAll("-", "").slice(0, 24);
  const seconds = Math.floor(clock.now() / 1000).toString(16);
  return `Root=1-${seconds}-${digits};Sampled=0`;
}
