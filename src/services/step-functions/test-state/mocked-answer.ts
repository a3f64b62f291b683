// What a mock answers in the place of a state's work, and what a result must be to stand for it.

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { invalid } from "../../../aws/service-error.ts";
import { Failure } from "../../../engine/failure.ts";
import { intolerable } from "../../../engine/map-run/tolerated-failures.ts";
import type { TaskResult } from "../../../engine/seams.ts";
import { checkMockResult } from "./mock-schema.ts";
import type { Notes } from "./notes.ts";
import { parseMockResult, type TestStateRequest } from "./request.ts";

/** Undefined without a mock. The answer is asked for once the state's fields are evaluated. */
export function mockedAnswer(
  state: JsonObject,
  { mock, stateConfiguration }: TestStateRequest,
  notes: Notes,
): (() => TaskResult) | undefined {
  if (mock === undefined) return undefined;
  if (mock.errorOutput !== undefined) {
    const { error = "", cause } = mock.errorOutput;
    return () => new Failure(error, cause);
  }
  const result = mock.result === undefined ? {} : parseMockResult(mock.result);
  if (state.Type === "Map") checkMapResult(state, result);
  if (state.Type === "Parallel") checkParallelResult(state, result);
  if (state.Type === "Task") {
    checkMockResult(String(state.Resource), result, mock.fieldValidationMode ?? "STRICT");
    return () => result;
  }
  const failures = stateConfiguration?.mapIterationFailureCount ?? 0;
  return () => (exceedsTolerance(failures, result, notes) ? intolerable() : result);
}

function checkMapResult(state: JsonObject, result: Json): void {
  if (state.ResultWriter !== undefined) {
    if (!isJsonObject(result)) throw invalid("Mocked result must be a JSON object.");
  } else if (!Array.isArray(result)) throw invalid("Mocked result must be an array.");
}

function checkParallelResult({ Branches }: JsonObject, result: Json): void {
  if (!Array.isArray(result)) throw invalid("Mocked result must be an array.");
  if (result.length !== (Branches as readonly Json[]).length) {
    throw invalid("Mocked result must contain the same number of items as number of Parallel branches.");
  }
}

/** Without a threshold a test tolerates every failure [recorded]. */
function exceedsTolerance(failures: number, result: Json, notes: Notes): boolean {
  const { limits, itemCount } = notes;
  const iterations = itemCount > 0 ? itemCount : Array.isArray(result) ? result.length : 0;
  if (iterations > 0 && failures > iterations) {
    notes.refusal = invalid(
      "Map iteration failure count must be less than or equal to the number of Map iterations",
    );
  }
  const count = limits.get("toleratedFailureCount");
  const percentage = limits.get("toleratedFailurePercentage");
  if (count !== undefined && failures > count) return true;
  return percentage !== undefined && iterations > 0 && (failures / iterations) * 100 > percentage;
}
