// Runs a workflow of the service with the services behind its tasks stood in for by functions. The interpreter is an
// independent one, so that these tests judge the definitions, whatever our own engine makes of them.

import { readFileSync } from "node:fs";
import { StateMachine } from "aws-local-stepfunctions";

/** What a Task state does, by the state's name: takes its arguments, gives its result or throws its error. */
export type Tasks = Readonly<Record<string, (task: never) => unknown>>;

export type WorkflowEnd =
  | { readonly status: "SUCCEEDED"; readonly output: unknown }
  | { readonly status: "FAILED"; readonly error: string };

export interface Definition {
  readonly States: Readonly<Record<string, { readonly Parameters?: Record<string, unknown> }>>;
}

/** An error as a service's integration names it, such as "DynamoDB.ConditionalCheckFailedException". */
export class TaskError extends Error {
  constructor(name: string, message = name) {
    super(message);
    this.name = name;
  }
}

export function readWorkflow(name: string): Definition {
  const file = new URL(`../../statemachines/${name}.asl.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Definition;
}

export async function runWorkflow(
  definition: Definition,
  input: unknown,
  tasks: Tasks,
): Promise<WorkflowEnd> {
  const machine = new StateMachine(definition as never);
  const execution = machine.run(input as never, {
    context: {
      State: { EnteredTime: "2026-11-23T05:00:00.000Z" },
      Execution: { Id: "an execution" },
    } as never,
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(
        Object.entries(tasks).map(([state, task]) => [state, async (given: unknown) => task(given as never)]),
      ) as never,
      retryIntervalOverrides: Object.fromEntries(Object.keys(tasks).map((state) => [state, 0])),
    },
  });
  try {
    return { status: "SUCCEEDED", output: await execution.result };
  } catch (failure) {
    return { status: "FAILED", error: String(((failure as Error).cause as Error | undefined)?.name) };
  }
}
