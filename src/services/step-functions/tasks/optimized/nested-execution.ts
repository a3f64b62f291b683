// `states:startExecution` in all its forms: started and left, waited for (`.sync` with the output as text, `.sync:2` as JSON).
// https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html

import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import { ServiceError } from "../../../../aws/service-error.ts";
import { reportUnexpected } from "../../../../aws/unexpected.ts";
import { Failure } from "../../../../engine/failure.ts";
import type { TaskCall, TaskResult } from "../../../../engine/seams.ts";
import type { Clock } from "../../../../time/clock.ts";
import { argumentObject, optionalText, optionalTextOrJson, requiredText } from "../arguments.ts";
import type { EndedExecution, NestedExecutions } from "../parts.ts";
import { jsonServiceMetadata } from "../sdk-metadata.ts";
import { optimizedFailure } from "../service-failure.ts";
import type { Request, TaskHandler } from "../task-handler.ts";
import { optimizedServices } from "./optimized-services.ts";

interface Nesting {
  readonly executions: NestedExecutions;
  readonly clock: Clock;
}

/** How `.sync` and `.sync:2` show input and output. */
export type OutputForm = "text" | "json";

export function startNested(nesting: Nesting): Request {
  return (call) => start(nesting, call.arguments, false);
}

export function runNested(nesting: Nesting, form: OutputForm, unknownOutcome: Failure): TaskHandler {
  return {
    async run(call) {
      const started = await start(nesting, call.arguments, true);
      if (started instanceof Failure) return started;
      call.submitted(started);
      return end(nesting, call, { form, executionArn: String(started.ExecutionArn) });
    },
    async resume(call, submitted) {
      const executionArn = isJsonObject(submitted) ? submitted.ExecutionArn : undefined;
      if (typeof executionArn !== "string") return unknownOutcome;
      return end(nesting, call, { form, executionArn });
    },
  };
}

async function start(
  { executions, clock }: Nesting,
  taskArguments: Json,
  isAwaited: boolean,
): Promise<JsonObject | Failure> {
  const request = argumentObject(taskArguments);
  const name = optionalText(request, "Name");
  const traceHeader = optionalText(request, "TraceHeader");
  try {
    const started = await executions.startExecution({
      stateMachineArn: requiredText(request, "StateMachineArn"),
      input: request.Input === null ? "{}" : (optionalTextOrJson(request, "Input") ?? "{}"),
      isAwaited,
      ...(name === undefined ? {} : { name }),
      ...(traceHeader === undefined ? {} : { traceHeader }),
    });
    return {
      ExecutionArn: started.executionArn,
      ...jsonServiceMetadata(clock, "1.0"),
      StartDate: started.startDate,
    };
  } catch (error) {
    return optimizedFailure(optimizedServices.states, error);
  }
}

/** The parent's end is the child's: a task that is given up stops the execution it started. */
async function end(
  { executions }: Nesting,
  call: TaskCall,
  { form, executionArn }: { readonly form: OutputForm; readonly executionArn: string },
): Promise<TaskResult> {
  const stop = () => void executions.stopExecution(executionArn).catch(reportUnlessRefused);
  if (call.signal.aborted) stop();
  else call.signal.addEventListener("abort", stop, { once: true });
  try {
    const ended = await executions.ended(executionArn);
    const described = describe(ended, form);
    return ended.status === "SUCCEEDED"
      ? described
      : new Failure("States.TaskFailed", JSON.stringify(described));
  } catch (error) {
    return optimizedFailure(optimizedServices.states, error);
  } finally {
    call.signal.removeEventListener("abort", stop);
  }
}

/** Stopping is the best that can be done; an execution that is gone by then needs no stopping. */
function reportUnlessRefused(thrown: unknown): void {
  if (!(thrown instanceof ServiceError)) reportUnexpected("the stop of a nested execution", thrown);
}

/** DescribeExecution's answer, in the order in which AWS shows its members. */
function describe(ended: EndedExecution, form: OutputForm): JsonObject {
  const { output, error, cause } = ended;
  const shown = (text: string): Json => (form === "json" ? (JSON.parse(text) as Json) : text);
  return {
    ...(cause === undefined ? {} : { Cause: cause }),
    ...(error === undefined ? {} : { Error: error }),
    ExecutionArn: ended.executionArn,
    Input: shown(ended.input),
    InputDetails: { Included: true },
    Name: ended.name,
    ...(output === undefined ? {} : { Output: shown(output), OutputDetails: { Included: true } }),
    StartDate: ended.startDate,
    StateMachineArn: ended.stateMachineArn,
    Status: ended.status,
    StopDate: ended.stopDate,
  };
}
