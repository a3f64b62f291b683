// What a function's configuration says of one of its events.

import type { EventInvokeConfig, FunctionRecord } from "../functions/function-record.ts";
import type { Functions } from "../functions/functions.ts";
import { latestVersion, versionBy } from "../functions/versions.ts";
import type { EventRules } from "./event-invocations.ts";
import type { EventCondition, Handover, QueuedEvent } from "./queued-event.ts";

const mostRetryAttempts = 2;
const longestAgeSeconds = 21_600;

/** Undefined for a function, version or alias that is gone. */
export function rulesFor(functions: Functions, event: QueuedEvent): EventRules | undefined {
  const record = functions.find(event.functionName);
  if (record === undefined || versionBy(record, event.qualifier) === undefined) return undefined;
  const config = configOf(record, event);
  return {
    maximumRetryAttempts: config?.maximumRetryAttempts ?? mostRetryAttempts,
    maximumAgeMs: (config?.maximumAgeSeconds ?? longestAgeSeconds) * 1000,
    isShut: record.reservedConcurrency === 0,
    functionArn: `${record.arn}:${event.qualifier ?? latestVersion}`,
  };
}

export function handoversOf(
  functions: Functions,
  event: QueuedEvent,
  condition: EventCondition,
): readonly Handover[] {
  const record = functions.find(event.functionName);
  if (record === undefined) return [];
  const config = configOf(record, event);
  const isSuccess = condition === "Success";
  const destination = isSuccess ? config?.onSuccess : config?.onFailure;
  const version = versionBy(record, event.response?.executedVersion ?? event.qualifier);
  const deadLetter = isSuccess ? undefined : version?.deadLetterArn;
  const roleArn = version?.role;
  return [
    ...(destination === undefined ? [] : [{ as: "destination" as const, arn: destination, roleArn }]),
    ...(deadLetter === undefined ? [] : [{ as: "deadLetter" as const, arn: deadLetter, roleArn }]),
  ];
}

function configOf(record: FunctionRecord, { qualifier }: QueuedEvent): EventInvokeConfig | undefined {
  return record.eventConfigs?.[qualifier ?? latestVersion];
}
