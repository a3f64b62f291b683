// Task: its fields, and its Resource taken apart.

import type { TaskState } from "../definition.ts";
import type { CompiledTask, TaskResourceName } from "./compiled-machine.ts";
import { compileAnyTemplate, compileField, compileFlow, compileOptional } from "./data-flow.ts";
import { compileErrorHandling } from "./error-handling.ts";
import type { Surroundings } from "./surroundings.ts";
import { compileRequestCheck } from "./task-request.ts";

export function compileTask(
  state: TaskState,
  around: Surroundings,
): Omit<CompiledTask, "type" | "name" | "next"> {
  const { language } = around;
  const resource = resourceName(state.Resource);
  return {
    flow: compileFlow(state, around),
    ...compileErrorHandling(state, around),
    resource,
    requestCheck: compileRequestCheck(state, resource, language),
    timeoutSeconds: compileField<number>(
      { field: "TimeoutSeconds", value: state.TimeoutSeconds, path: state.TimeoutSecondsPath },
      language,
    ),
    heartbeatSeconds: compileField<number>(
      { field: "HeartbeatSeconds", value: state.HeartbeatSeconds, path: state.HeartbeatSecondsPath },
      language,
    ),
    credentials: compileOptional(state.Credentials, (template) =>
      compileAnyTemplate(template, "Credentials", around),
    ),
  };
}

/** `arn:aws:states:::sqs:sendMessage.waitForTaskToken` is the service `sqs` and the action with its suffix. */
export function resourceName(arn: string): TaskResourceName {
  const [, , service = "", , , ...rest] = arn.split(":");
  if (service === "lambda")
    return { arn, family: "lambda", service: "lambda", action: "", pattern: "requestResponse" };
  if (rest[0] === "activity")
    return { arn, family: "activity", service: "", action: "", pattern: "requestResponse" };
  const taskService = rest[0] === "aws-sdk" ? rest.slice(0, 2).join(":") : (rest[0] ?? "");
  const action = rest.slice(rest[0] === "aws-sdk" ? 2 : 1).join(":");
  return { arn, family: "service", service: taskService, action, pattern: patternOf(action) };
}

function patternOf(action: string): TaskResourceName["pattern"] {
  if (action.endsWith(".waitForTaskToken")) return "waitForTaskToken";
  return /\.sync(:2)?$/.test(action) ? "sync" : "requestResponse";
}
