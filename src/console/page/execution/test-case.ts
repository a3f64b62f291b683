// An execution as a case for `millrace test`: the same input, with each task answered as it was then.

import type { Visit } from "../../history/visits.ts";
import type { Execution } from "./history.ts";

type Step =
  | { readonly Return: unknown }
  | { readonly Throw: { readonly Error: string; readonly Cause?: string } };

/** The content of a `*.cases.json`. The definition is named as `NAME.asl.json`, beside which the file is to stand. */
export function testCase(
  { name, input, output, status, error, definition: _, stateMachineArn }: Execution,
  visits: readonly Visit[],
): object {
  const tasks: Record<string, readonly Step[]> = {};
  for (const { state, attempts } of visits) {
    const steps = attempts.filter(({ outcome }) => outcome !== "RUNNING").map(stepOf);
    if (steps.length > 0) tasks[state] = [...(tasks[state] ?? []), ...steps];
  }
  const expect = {
    status,
    ...(output === undefined ? {} : { output: JSON.parse(output) }),
    ...(error === undefined ? {} : { error }),
  };
  const machine = stateMachineArn.split(":")[6] ?? "machine";
  return {
    definition: `${machine}.asl.json`,
    cases: [{ name, input: input === undefined ? {} : JSON.parse(input), tasks, expect }],
  };
}

function stepOf({ outcome, output, error, cause }: Visit["attempts"][number]): Step {
  if (outcome === "SUCCEEDED") return { Return: output === undefined ? null : JSON.parse(output) };
  return { Throw: { Error: error ?? "States.TaskFailed", ...(cause === undefined ? {} : { Cause: cause }) } };
}
