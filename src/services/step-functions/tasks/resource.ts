// What a Task's Resource text says: which service, which action, by which pattern. Read once for each text.

import { parseArn } from "../../../aws/arn.ts";

export type IntegrationPattern = "request-response" | ".sync" | ".sync:2" | ".waitForTaskToken";

export interface IntegrationResource {
  readonly type: "optimized" | "sdk";
  readonly service: string;
  readonly action: string;
  readonly pattern: IntegrationPattern;
}

export type TaskResource =
  | { readonly type: "function"; readonly functionArn: string }
  | { readonly type: "activity"; readonly activityArn: string }
  | IntegrationResource;

const patternSuffix = /(\.sync:2|\.sync|\.waitForTaskToken)$/;

/** The parts of a resource, or undefined if no Task can name it. */
export function parseTaskResource(text: string): TaskResource | undefined {
  const arn = parseArn(text);
  if (arn === undefined) return undefined;
  if (arn.service === "lambda" && arn.resource.startsWith("function:")) {
    return { type: "function", functionArn: text };
  }
  if (arn.service !== "states") return undefined;
  if (arn.resource.startsWith("activity:")) return { type: "activity", activityArn: text };
  return parseIntegration(arn.resource);
}

function parseIntegration(text: string): TaskResource | undefined {
  const suffix = patternSuffix.exec(text)?.[1];
  const parts = (suffix === undefined ? text : text.slice(0, -suffix.length)).split(":");
  const type = parts[0] === "aws-sdk" ? "sdk" : "optimized";
  const [service, action, ...more] = type === "sdk" ? parts.slice(1) : parts;
  if (!service || !action || more.length > 0) return undefined;
  return { type, service, action, pattern: isPattern(suffix) ? suffix : "request-response" };
}

/** As the configuration names it: `glue:startJobRun`, `aws-sdk:translate:translateText`. */
export function nameOf({ type, service, action }: IntegrationResource): string {
  return type === "sdk" ? `aws-sdk:${service}:${action}` : `${service}:${action}`;
}

/** `putItem` is the API's PutItem. */
export function operationOf(action: string): string {
  return action.charAt(0).toUpperCase() + action.slice(1);
}

function isPattern(suffix: string | undefined): suffix is IntegrationPattern {
  return suffix !== undefined;
}
