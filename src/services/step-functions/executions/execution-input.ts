// The input of an execution: JSON text of any kind, up to 256 KiB. API reference, "StartExecution", parameter `input`.

import { boundWithin, deepestNesting } from "../../../asl/json-bytes.ts";
import { parseDefinition } from "../../../asl/parse.ts";
import type { Json } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";

export const largestInputBytes = 262_144;

/** Throws InvalidExecutionInput with the JSON reader's words, or AWS's constraint message for a text that is too long. */
export function parseInput(text: string): Json {
  if (text.length > largestInputBytes / 4 && Buffer.byteLength(text) > largestInputBytes) {
    throw new ServiceError(
      "ValidationException",
      `1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${largestInputBytes}`,
    );
  }
  if (text.trim() === "") throw invalidInput("Invalid execution input.");
  const value = parse(text);
  if (isTooDeep(text, value)) throw invalidInput(jsonProblem(text) ?? "The input is nested too deeply.");
  return value;
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw invalidInput(jsonProblem(text) ?? (cause as Error).message);
  }
}

/** AWS's JSON reader takes so many levels only, and deeper data could not be written as JSON again. */
export function isTooDeep(text: string, value: Json): boolean {
  if (text.length <= 2 * deepestNesting) return false;
  return Number.isNaN(boundWithin(value, Number.MAX_SAFE_INTEGER));
}

/** What answers for a task. Throws InvalidOutput. */
export function parseOutput(text: string): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (cause) {
    throw invalidOutput(jsonProblem(text) ?? (cause as Error).message);
  }
  if (isTooDeep(text, value)) throw invalidOutput(jsonProblem(text) ?? "The output is nested too deeply.");
  return value;
}

/** AWS answers with the words of its own JSON reader, which the language's parser knows. */
function jsonProblem(text: string): string | undefined {
  const [problem] = parseDefinition(text).diagnostics;
  if (problem?.code !== "INVALID_JSON_DESCRIPTION") return undefined;
  // Where it is stands in a line of its own, which AWS leaves out here.
  return problem.message.split("\n at [Source", 1)[0];
}

function invalidOutput(problem: string): ServiceError {
  return new ServiceError("InvalidOutput", `Invalid Output: '${problem}'`);
}

function invalidInput(problem: string): ServiceError {
  return new ServiceError("InvalidExecutionInput", `Invalid State Machine Execution Input: '${problem}'`);
}
