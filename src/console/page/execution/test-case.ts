// An execution as a case for `millrace test`: the same input, with each task answered as it was then.

import type { Visit } from "../../history/visits.ts";
import type { Execution } from "./history.ts";

type Step =
  | { readonly Return: unknown }
  | { readonly Throw: { readonly Error: string; readonly Cause?: string } };

/**
 * The content of a `*.cases.json`, which holds the definition that this execution ran. Who wants to test a file of the project
 * writes its name in the place of that.
 */
export function testCase(
  { name, input, output, status, error, definition, stateMachineArn, isExpress }: Execution,
  visits: readonly Visit[],
): object {
  const expect = {
    status,
    ...(output === undefined ? {} : { output: JSON.parse(output) }),
    ...(error === undefined ? {} : { error }),
  };
  return {
    name: stateMachineArn.split(":")[6] ?? "machine",
    ...(isExpress ? { type: "EXPRESS" } : {}),
    definition: JSON.parse(definition),
    cases: [{ name, input: input === undefined ? {} : JSON.parse(input), tasks: stubsOf(visits), expect }],
  };
}

/** A state answers in the order in which its attempts began, whichever visit they belong to: so are stubs asked. */
function stubsOf(visits: readonly Visit[]): Readonly<Record<string, readonly Step[]>> {
  const ofStates = Map.groupBy(
    visits.flatMap(({ state, attempts }) => attempts.map((attempt) => ({ state, attempt }))),
    ({ state }) => state,
  );
  const stubs = Array.from(ofStates, ([state, all]) => {
    const ended = all
      .map(({ attempt }) => attempt)
      .filter(({ outcome }) => outcome !== "RUNNING")
      .toSorted((one, other) => one.scheduledBy - other.scheduledBy);
    return [state, ended.map(stepOf)] as const;
  });
  return Object.fromEntries(stubs.filter(([, steps]) => steps.length > 0));
}

function stepOf({ outcome, output, error, cause }: Visit["attempts"][number]): Step {
  if (outcome === "SUCCEEDED") return { Return: output === undefined ? null : JSON.parse(output) };
  const usual = outcome === "TIMED_OUT" ? "States.Timeout" : "States.TaskFailed";
  return { Throw: { Error: error ?? usual, ...(cause === undefined ? {} : { Cause: cause }) } };
}
