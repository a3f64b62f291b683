// What TestState tells of a state that has run: how it ended, what its retriers and catchers make of that, and what each field made of
// the data.

import { randomUUID } from "node:crypto";
import type { CompiledRetrier, CompiledState } from "../../../asl/compile/compiled-machine.ts";
import type { Json, JsonObject } from "../../../aws/json.ts";
import { jsonTextOf } from "../../../aws/json-text.ts";
import { matchesError, statesError } from "../../../engine/error-names.ts";
import type { ExecutionEnd } from "../../../engine/execution.ts";
import { Failure } from "../../../engine/failure.ts";
import type { HistoryEvent } from "../../../engine/history/event.ts";
import { seededRandom } from "../../../engine/random.ts";
import { backoffMs } from "../../../engine/retry.ts";
import { successorOf } from "./isolated-machine.ts";
import type { Notes } from "./notes.ts";
import type { TestStateRequest } from "./request.ts";

export interface TestStateResult {
  readonly status: "SUCCEEDED" | "FAILED" | "RETRIABLE" | "CAUGHT_ERROR";
  /** JSON text. */
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly nextState?: string;
  readonly inspectionData?: JsonObject;
}

export interface AloneRun {
  readonly end: ExecutionEnd;
  readonly history: readonly HistoryEvent[];
}

export interface Tested {
  readonly state: CompiledState;
  readonly notes: Notes;
  readonly input: Json;
  readonly variables: JsonObject;
  readonly hasResult: boolean;
}

export function resultOf(request: TestStateRequest, tested: Tested, run: AloneRun): TestStateResult {
  const { state, notes } = tested;
  const failure = failureOf(run.end, notes);
  const retry = failure === undefined ? undefined : retryOf(state, failure, request);
  const inspectionData = (errorDetails: JsonObject) =>
    request.inspectionLevel === "DEBUG" || request.inspectionLevel === "TRACE"
      ? { inspectionData: { ...inspectionDataOf(tested, run, errorDetails), ...exchangeOf(request, notes) } }
      : {};
  if (failure === undefined) {
    return { status: "SUCCEEDED", ...outputOf(run), ...inspectionData({}) };
  }
  const told = { error: failure.error, ...(failure.cause === undefined ? {} : { cause: failure.cause }) };
  if (retry?.delaySeconds !== undefined) {
    const errorDetails = { retryIndex: retry.index, retryBackoffIntervalSeconds: retry.delaySeconds };
    return { status: "RETRIABLE", ...told, ...inspectionData(errorDetails) };
  }
  const retryIndex = retry === undefined ? {} : { retryIndex: retry.index };
  if (notes.caught === undefined) return { status: "FAILED", ...told, ...inspectionData(retryIndex) };
  const errorDetails = { ...retryIndex, catchIndex: notes.caught.catchIndex };
  return { status: "CAUGHT_ERROR", ...told, ...outputOf(run), ...inspectionData(errorDetails) };
}

/** At TRACE only, and with what a connection adds to the request only if secrets are to be revealed. */
function exchangeOf({ inspectionLevel, revealSecrets }: TestStateRequest, { exchange }: Notes): JsonObject {
  if (inspectionLevel !== "TRACE" || exchange === undefined) return {};
  const { request, requestWithoutSecrets, response } = exchange;
  return {
    request: revealSecrets === true ? request : requestWithoutSecrets,
    ...(response === undefined ? {} : { response }),
  };
}

function failureOf(end: ExecutionEnd, { caught }: Notes): Failure | undefined {
  if (end.status === "SUCCEEDED") return caught && new Failure(caught.error, caught.cause);
  return new Failure(end.error ?? (end.status === "TIMED_OUT" ? statesError.timeout : ""), end.cause);
}

/** The retrier that the failure meets, and the wait before the next attempt unless its attempts are used up. */
function retryOf(
  state: CompiledState,
  failure: Failure,
  { stateConfiguration }: TestStateRequest,
): { readonly index: number; readonly delaySeconds: number | undefined } | undefined {
  const retriers: readonly CompiledRetrier[] = "retry" in state ? state.retry : [];
  const index = retriers.findIndex(({ errorEquals }) => matchesError(errorEquals, failure));
  const retrier = retriers[index];
  if (retrier === undefined) return undefined;
  const retried = stateConfiguration?.retrierRetryCount ?? 0;
  if (retried >= retrier.maxAttempts) return { index, delaySeconds: undefined };
  return { index, delaySeconds: Math.round(backoffMs(retrier, retried, seededRandom(randomUUID())) / 1000) };
}

function outputOf({ end, history }: AloneRun): { readonly output?: string; readonly nextState?: string } {
  if (end.status !== "SUCCEEDED") return {};
  const entered = history.map(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name);
  const successor = entered.filter((name) => name !== undefined)[1];
  return {
    output: jsonTextOf(end.output),
    ...(successor === undefined ? {} : { nextState: successorOf(successor) }),
  };
}

function inspectionDataOf(
  { state, notes, input, variables, hasResult }: Tested,
  { history }: AloneRun,
  errorDetails: JsonObject,
): JsonObject {
  const after = { ...variables, ...assignedIn(history) };
  if (state.flow.language === "JSONPath" && !notes.data.has("afterInputPath"))
    notes.note("afterInputPath", input);
  return {
    input: jsonTextOf(input),
    ...notes.shown(state, hasResult),
    ...(state.type === "Map" ? { maxConcurrency: 0 } : {}),
    ...Object.fromEntries(notes.limits),
    ...(Object.keys(after).length > 0 ? { variables: JSON.stringify(after) } : {}),
    ...(Object.keys(errorDetails).length > 0 ? { errorDetails } : {}),
  };
}

function assignedIn(history: readonly HistoryEvent[]): JsonObject {
  const assigned = history.flatMap(({ stateExitedEventDetails }) =>
    Object.entries(stateExitedEventDetails?.assignedVariables ?? {}),
  );
  return Object.fromEntries(assigned.map(([name, text]) => [name, JSON.parse(text) as Json]));
}
