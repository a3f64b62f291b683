// Which functions are durable, and how they may be invoked.
// https://docs.aws.amazon.com/lambda/latest/api/API_DurableConfig.html

import { isJsonObject, type JsonObject } from "../../../aws/json.ts";
import { parseFunctionName } from "../function-name.ts";
import type { Functions } from "../functions/functions.ts";
import { invalidParameter } from "../functions/refusals.ts";
import { versionBy } from "../functions/versions.ts";
import type { InvocationType } from "../invocation.ts";
import type { DurableFunction } from "./durable-parts.ts";

/** AWS's own default. */
const usualRetentionDays = 14;
/** AWS documents none. */
const usualTimeoutSeconds = 86_400;
/** Whoever waits for an answer waits no longer. */
const longestWaitSeconds = 900;

interface GivenConfig {
  readonly RetentionPeriodInDays?: number | undefined;
  readonly ExecutionTimeout?: number | undefined;
}

/** As it is told; what is not given stays. */
export function durableConfigOf(given: GivenConfig, former: GivenConfig = {}): JsonObject {
  return {
    RetentionPeriodInDays: given.RetentionPeriodInDays ?? former.RetentionPeriodInDays ?? usualRetentionDays,
    ExecutionTimeout: given.ExecutionTimeout ?? former.ExecutionTimeout ?? usualTimeoutSeconds,
  };
}

/** Throws InvalidParameterValueException: a function is durable from its creation on, or never. */
export function checkIsDurable(told: JsonObject): void {
  if (told.DurableConfig === undefined)
    throw invalidParameter("DurableConfig can be changed only of a function that was created with one.");
}

/** Undefined for one that is not there, or is not durable. */
export function durableFunctionOf(functions: Functions, named: string): DurableFunction | undefined {
  const { functionName, qualifier } = parseFunctionName(named);
  const record = functions.find(functionName);
  // A function is durable from its creation on.
  if (record?.latest.told.DurableConfig === undefined) return undefined;
  const version = versionBy(record, qualifier, Math.random());
  const config = version?.told.DurableConfig;
  if (version === undefined || !isJsonObject(config)) return undefined;
  return {
    functionName,
    version: version.version,
    functionArn: `${record.arn}:${version.version}`,
    timeoutSeconds: Number(config.ExecutionTimeout),
    retentionDays: Number(config.RetentionPeriodInDays),
  };
}

/** Throws InvalidParameterValueException. */
export function checkDurableInvocation(
  named: string,
  type: InvocationType,
  { timeoutSeconds }: DurableFunction,
): void {
  if (parseFunctionName(named).qualifier === undefined)
    throw invalidParameter("You cannot invoke a durable function using an unqualified ARN.");
  if (type === "RequestResponse" && timeoutSeconds > longestWaitSeconds)
    throw invalidParameter(
      "You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes.",
    );
}
