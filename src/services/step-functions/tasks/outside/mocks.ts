// Canned answers for services that the region does not have, as the user's configuration gives them: by resource, and within a
// resource by state, state machine and arguments. The first that fits answers; a series of answers is given one after another.

import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import { Failure } from "../../../../engine/failure.ts";
import type { TaskCall, TaskResult } from "../../../../engine/seams.ts";

export type MockAnswer =
  | { readonly type: "return"; readonly value: Json }
  | { readonly type: "throw"; readonly error: string; readonly cause: string | undefined };

export interface MockCase {
  /** Undefined fits every call. */
  readonly state: string | undefined;
  readonly stateMachine: string | undefined;
  /** Fits arguments that hold at least this. */
  readonly arguments: Json | undefined;
  /** One after another; the last one stays. */
  readonly answers: readonly [MockAnswer, ...MockAnswer[]];
}

export class Mocks {
  /** By the name of the resource with its suffix, such as `glue:startJobRun.sync`. */
  #cases: ReadonlyMap<string, readonly MockCase[]>;
  readonly #given = new Map<MockCase, number>();

  constructor(cases: ReadonlyMap<string, readonly MockCase[]>) {
    this.#cases = cases;
  }

  /** From now on these; series begin again. */
  use(cases: ReadonlyMap<string, readonly MockCase[]>): void {
    this.#cases = cases;
    this.#given.clear();
  }

  has(name: string): boolean {
    return this.#cases.has(name);
  }

  /** Undefined if no mock fits the call. */
  answer(name: string, call: TaskCall): { readonly result: TaskResult } | undefined {
    const found = this.#cases.get(name)?.find((each) => fits(each, call));
    if (found === undefined) return undefined;
    const count = this.#given.get(found) ?? 0;
    this.#given.set(found, count + 1);
    const answer = found.answers[Math.min(count, found.answers.length - 1)] ?? found.answers[0];
    return { result: answer.type === "return" ? answer.value : new Failure(answer.error, answer.cause) };
  }
}

function fits(each: MockCase, { stateName, execution, arguments: given }: TaskCall): boolean {
  return (
    (each.state === undefined || each.state === stateName) &&
    (each.stateMachine === undefined || each.stateMachine === execution.stateMachineName) &&
    (each.arguments === undefined || holds(given, each.arguments))
  );
}

/** Whether `value` has everything that `wanted` has. */
function holds(value: Json | undefined, wanted: Json): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(value) &&
      value.length === wanted.length &&
      wanted.every((each: Json, index) => holds(value[index] as Json, each))
    );
  }
  if (!isJsonObject(wanted)) return value === wanted;
  return (
    isJsonObject(value) &&
    Object.entries(wanted as JsonObject).every(
      ([key, each]) => Object.hasOwn(value, key) && holds(value[key], each),
    )
  );
}
