// Calling a mapping's function with a batch, and what its answer says of it.
// https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html

import { isJsonObject, type Json, objectOrEmpty } from "../../../aws/json.ts";
import { parseJsonOrText } from "../../../aws/json-text.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import {
  type BatchOutcome,
  type BatchResponse,
  batchItemFailures,
} from "../../../event-sources/batch-outcome.ts";
import type { InvocationRequest, InvocationResult } from "../invocation.ts";

export interface FunctionAnswer {
  readonly outcome: BatchOutcome;
  /** Undefined where the function failed or was not reached. */
  readonly value: Json | undefined;
}

export interface CallSeams {
  readonly functionArn: string;
  readonly reportsItems: boolean;
  readonly invoke: (request: InvocationRequest) => Promise<InvocationResult>;
}

/** What the function itself cannot help: it is tried again without being counted. */
const uncounted =
  /^(?:TooManyRequestsException|ResourceNotFoundException|ServiceException|InternalFailure|.*Throttl.*)$/;

export async function callFunction(seams: CallSeams, payload: string): Promise<FunctionAnswer> {
  let result: InvocationResult;
  try {
    result = await seams.invoke({ functionName: seams.functionArn, payload });
  } catch (thrown) {
    return { outcome: unreached(thrown), value: undefined };
  }
  const { requestId, executedVersion, functionError, payload: answer } = result;
  const response: BatchResponse = { requestId, executedVersion, functionError };
  const value = parseJsonOrText(answer);
  if (functionError !== undefined)
    return { outcome: { status: "FAILED", ...errorIn(value, functionError), response }, value: undefined };
  return { outcome: outcomeOf(value, seams, response), value };
}

function outcomeOf(value: Json, { reportsItems }: CallSeams, response: BatchResponse): BatchOutcome {
  if (!reportsItems || isNothing(value)) return { status: "SUCCEEDED", response };
  const failures = isJsonObject(value) ? value.batchItemFailures : undefined;
  if (isJsonObject(value) && (failures === undefined || failures === null))
    return { status: "SUCCEEDED", response };
  if (Array.isArray(failures))
    return { status: "SUCCEEDED", batchItemFailures: batchItemFailures(value) ?? [], response };
  return { status: "FAILED", error: "The function's answer is no list of batchItemFailures", response };
}

/** An answer without anything in it names no failure. */
function isNothing(value: Json): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

function errorIn(value: Json, functionError: string): { readonly error: string; readonly cause?: string } {
  const { errorType, errorMessage } = objectOrEmpty(value);
  const error = typeof errorType === "string" ? errorType : functionError;
  return typeof errorMessage === "string" ? { error, cause: errorMessage } : { error };
}

function unreached(thrown: unknown): BatchOutcome {
  const cause = thrown instanceof Error ? thrown.message : String(thrown);
  if (!(thrown instanceof ServiceError))
    return { status: "FAILED", error: "InternalFailure", cause, internal: true };
  const { code, status } = thrown;
  return { status: "FAILED", error: code, cause, internal: status >= 500 || uncounted.test(code) };
}
