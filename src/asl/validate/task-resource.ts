// A Task's `Resource`: a function, an activity, or a service integration, and what an Express machine may not use.

import { didYouMean } from "../../aws/did-you-mean.ts";
import { operationsOf, sdkServices } from "../service-model/operation-names.ts";
import type { Check, Place } from "./check.ts";
import { expected } from "./check.ts";
import { integrations } from "./integrations.ts";

export type Pattern = "REQUEST_RESPONSE" | "SYNC" | "WAIT_FOR_TASK_TOKEN";

export type TaskResource =
  | { readonly kind: "function" }
  | { readonly kind: "activity" }
  | {
      readonly kind: "integration";
      readonly service: string;
      readonly action: string;
      readonly pattern: Pattern;
    };

// AWS does not look at the region and the account of a function: `your-account-id` passes.
const functionArn = /^arn:aws[a-z-]*:lambda:[^:\s]+:[^:\s]+:function:[\w-]+(?::[\w$-]+)?$/;
const activityArn = /^arn:aws[a-z-]*:states:[^:\s]+:[^:\s]+:activity:[^:\s]+$/;
const integrationArn =
  /^arn:aws[a-z-]*:states:[a-z0-9-]*:(?:\d{12})?:((?:aws-sdk:)?[a-z0-9-]+):(\w+)(\.sync(?::2)?|\.waitForTaskToken)?$/;

const patterns: Readonly<Record<string, Pattern>> = {
  "": "REQUEST_RESPONSE",
  ".sync": "SYNC",
  ".sync:2": "SYNC",
  ".waitForTaskToken": "WAIT_FOR_TASK_TOKEN",
};

/** Undefined if Step Functions would not recognise the resource. */
export function readResource(resource: string): TaskResource | undefined {
  if (functionArn.test(resource)) return { kind: "function" };
  if (activityArn.test(resource)) return { kind: "activity" };
  const [, service, action, suffix = ""] = integrationArn.exec(resource) ?? [];
  const pattern = patterns[suffix];
  if (service === undefined || action === undefined || pattern === undefined) return undefined;
  if (!isOffered(service, action, suffix)) return undefined;
  return { kind: "integration", service, action, pattern };
}

function isOffered(service: string, action: string, suffix: string): boolean {
  if (service.startsWith("aws-sdk:")) {
    const operations = operationsOf(service.slice("aws-sdk:".length));
    if (operations === undefined || patterns[suffix] === "SYNC") return false;
    return /^[a-z]/.test(action) && operations.has(operationName(action));
  }
  const suffixes = integrations.get(service)?.get(action);
  return suffix === "" ? suffixes !== undefined : (suffixes?.includes(suffix) ?? false);
}

function operationName(action: string): string {
  return action.charAt(0).toUpperCase() + action.slice(1);
}

export const resource: Check = (value, place) => {
  if (typeof value !== "string") return expected("String", value, place);
  const { findings } = place.machine;
  if (!value.startsWith("arn:")) {
    findings.schema(place.path, "Value is not a valid resource ARN", notAnArnHint(value));
    return;
  }
  const known = readResource(value);
  if (known === undefined) {
    findings.schema(
      place.path,
      `The resource provided ${value} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
      findings.wantsHints ? unknownResourceHint(value) : undefined,
    );
  } else if (place.executionType === "EXPRESS") {
    checkExpress(known, place);
  }
};

function checkExpress(known: TaskResource, place: Place): void {
  const { findings } = place.machine;
  const hint = "Use a STANDARD state machine, or a request-response integration.";
  if (known.kind === "activity") {
    findings.schema(place.path, "Express state machine does not support Activity ARN", hint);
  } else if (known.kind === "integration" && known.pattern === "SYNC") {
    findings.schema(place.path, "Express state machine does not support '.sync' service integration", hint);
  } else if (known.kind === "integration" && known.pattern === "WAIT_FOR_TASK_TOKEN") {
    // The space at the end is AWS's.
    findings.schema(
      place.path,
      "Express state machine does not support '.waitForTaskToken' service integration ",
      hint,
    );
  }
}

function notAnArnHint(value: string): string {
  if (value.includes("${")) return "A ${…} substitution in it was not filled in.";
  if (value.startsWith("{%")) return "A Resource is a constant: no expression can stand for it.";
  return 'A Resource is an ARN such as "arn:aws:states:::lambda:invoke".';
}

function unknownSdkHint(service: string, action: string): string {
  const operations = operationsOf(service);
  if (operations === undefined) {
    const meant = didYouMean(service, sdkServices());
    return meant === undefined
      ? `AWS has no service '${service}'; services are named like the clients of its SDK for Java, in lower case.`
      : `Did you mean the service 'aws-sdk:${meant}'?`;
  }
  const actions = [...operations].map((name) => name.charAt(0).toLowerCase() + name.slice(1));
  const meant = didYouMean(action, actions);
  if (meant === action) return "An AWS SDK integration cannot wait for a job.";
  return meant === undefined
    ? `'${service}' has no operation '${action}'.`
    : `Did you mean 'aws-sdk:${service}:${meant}'?`;
}

function unknownResourceHint(value: string): string {
  const [, sdkService = "", sdkAction = ""] =
    /^arn:[^:]*:states:[^:]*:[^:]*:aws-sdk:([^:]*):([^.:]*)/.exec(value) ?? [];
  if (sdkService !== "") return unknownSdkHint(sdkService, sdkAction);
  const [, service = "", action = ""] = /^arn:[^:]*:states:[^:]*:[^:]*:([^:]*):([^.:]*)/.exec(value) ?? [];
  const actions = integrations.get(service);
  if (actions === undefined) {
    const meant = didYouMean(service, integrations.keys());
    if (service !== "" && meant !== undefined) return `Did you mean the service '${meant}'?`;
    return "Any API of AWS can be called as arn:aws:states:::aws-sdk:<service>:<action>.";
  }
  const meant = didYouMean(action, [...actions.keys()]);
  if (meant !== undefined && meant !== action) return `Did you mean '${service}:${meant}'?`;
  if (meant === undefined) {
    return `'${service}' has ${[...actions.keys()].join(", ")}; other actions are called as aws-sdk:${service}:<action>.`;
  }
  const offered = ["", ...(actions.get(action) ?? [])].map((suffix) => `${service}:${action}${suffix}`);
  return `It is offered as ${offered.join(", ")}.`;
}
