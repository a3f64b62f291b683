// Operations whose requests AWS checks in a newer way than the others', and what it says then: seen in us-east-1 in October 2026. What
// is wrong with a table or an item is said as ever.

import type { JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { validationError } from "../refusals.ts";
import { InvalidValue } from "../values/invalid-value.ts";
import { readRequest, type Shape } from "./shape.ts";

/** Of what is wrong with the request of an operation that reads: GetItem, BatchGetItem and Query. */
export function inNewerWords<Value>(check: () => Value): Value {
  try {
    return check();
  } catch (problem) {
    throw problem instanceof InvalidValue ? validationError(problem.newer) : problem;
  }
}

/**
 * A request that writes an item. Without a key or an item it is checked in the older way; with one, an empty name of a table is told
 * alone. Throws ValidationException, SerializationException.
 */
export function readWriteRequest<Value>(
  { older, newer }: { readonly older: Shape<Value>; readonly newer: Shape<Value> },
  parameters: JsonObject,
): Value {
  if ((parameters.Key ?? parameters.Item ?? null) === null) return readRequest(older, parameters);
  if (parameters.TableName === "") {
    throw validationError(
      "1 validation error detected: Value at 'TableName' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  return readRequest(newer, parameters);
}

/** The same of one that writes an item, PutItem, UpdateItem and DeleteItem, which count what is wrong. */
export function inEnvelope<Value>(check: () => Value): Value {
  try {
    return check();
  } catch (problem) {
    throw enveloped(problem);
  }
}

function enveloped(problem: unknown): unknown {
  if (!(problem instanceof ServiceError) || problem.code !== "ValidationException") return problem;
  const message = problem instanceof InvalidValue ? problem.newer : problem.message;
  if (/^\d+ validation errors? detected: /.test(message)) return problem;
  return validationError(`1 validation error detected: ${message}`);
}
