// What a durable function is invoked with, and what its answer says of the execution: words between AWS's service and its SDKs for durable
// executions. https://github.com/aws/aws-durable-execution-sdk-js

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { isJson, parseJsonText } from "../../../aws/json-text.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { InvocationResult } from "../invocation.ts";
import type { ErrorObject } from "./durable-record.ts";
import type { LiveExecution } from "./live-execution.ts";
import { asMilliseconds, replayed, shownOperation } from "./shown-operation.ts";

/** Of the operations an event has what fits; the rest is asked for. */
const mostBytesOfState = 3 * 1024 * 1024;

export type Outcome =
  | { readonly type: "succeeded"; readonly result: string }
  | { readonly type: "failed"; readonly error: ErrorObject }
  | { readonly type: "pending" }
  /** The function did not come to its end, which says nothing of the execution: it is invoked again. */
  | { readonly type: "broken"; readonly error: ErrorObject }
  /** It could not be invoked at this moment. */
  | { readonly type: "held" };

/** The event of the next invocation. */
export function eventFor(live: LiveExecution): string {
  const updated = live.untold.filter(({ type }) => type !== "EXECUTION").map(({ id }) => id);
  const operations = replayed(live.operations);
  const shown: string[] = [];
  let bytes = 0;
  for (const each of operations) {
    const text = JSON.stringify(shownOperation(each, asMilliseconds));
    bytes += text.length;
    if (shown.length > 0 && bytes > mostBytesOfState) break;
    shown.push(text);
  }
  const next = shown.length < operations.length ? `,"NextMarker":"${shown.length}"` : "";
  const names = updated.length === 0 ? "" : `,"UpdatedOperationIds":${JSON.stringify(updated)}`;
  const token = live.nextToken();
  return `{"DurableExecutionArn":${JSON.stringify(live.arn)},"CheckpointToken":"${token}","InitialExecutionState":{"Operations":[${shown.join(",")}]${next}}${names}}`;
}

export function outcomeOf({ functionError, payload }: InvocationResult): Outcome {
  if (functionError !== undefined) return { type: "broken", error: errorIn(payload) };
  const answer = isJson(payload) ? parseJsonText(payload) : null;
  const { Status, Result, Error: error } = isJsonObject(answer) ? answer : ({} as JsonObject);
  if (Status === "SUCCEEDED") return { type: "succeeded", result: typeof Result === "string" ? Result : "" };
  if (Status === "FAILED") return { type: "failed", error: isJsonObject(error) ? toldError(error) : {} };
  if (Status === "PENDING") return { type: "pending" };
  return {
    type: "failed",
    error: {
      ErrorType: "InvalidParameterValueException",
      ErrorMessage:
        "Invalid Status in invocation output: a durable function answers SUCCEEDED, FAILED or PENDING.",
    },
  };
}

/** A throttle is waited out; a function that is gone, or cannot be run here, ends the execution. */
export function refusalOf(problem: unknown): Outcome {
  if (!(problem instanceof ServiceError)) throw problem;
  if (problem.status === 429 || problem.code === "ServiceException") return { type: "held" };
  return { type: "failed", error: { ErrorType: problem.code, ErrorMessage: problem.message } };
}

/** What of it has the type that it is to have. */
function toldError({ ErrorMessage, ErrorType, ErrorData, StackTrace }: JsonObject): ErrorObject {
  return {
    ...(typeof ErrorMessage === "string" ? { ErrorMessage } : {}),
    ...(typeof ErrorType === "string" ? { ErrorType } : {}),
    ...(typeof ErrorData === "string" ? { ErrorData } : {}),
    ...(Array.isArray(StackTrace) ? { StackTrace: StackTrace.map(String) } : {}),
  };
}

/** As runtimes tell errors, in the words of durable executions. */
export function errorIn(payload: string): ErrorObject {
  const told: Json = isJson(payload) ? parseJsonText(payload) : payload;
  if (!isJsonObject(told)) return { ErrorMessage: payload };
  const { errorMessage, errorType, errorData, trace, stackTrace = trace } = told;
  return toldError({
    ...(errorMessage === undefined ? {} : { ErrorMessage: errorMessage }),
    ...(errorType === undefined ? {} : { ErrorType: errorType }),
    ...(errorData === undefined ? {} : { ErrorData: errorData }),
    ...(stackTrace === undefined ? {} : { StackTrace: stackTrace }),
  });
}

/** What an invocation that waited for the end of an execution is answered with, as other failed invocations are. */
export function failureText({ ErrorMessage, ErrorType, ErrorData, StackTrace }: ErrorObject): string {
  return JSON.stringify({
    errorType: ErrorType,
    errorMessage: ErrorMessage,
    errorData: ErrorData,
    stackTrace: StackTrace,
  });
}
