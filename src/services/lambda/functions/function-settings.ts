// The bounds within which a function may be set.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html

import { constraintError } from "../../../aws/wire/members.ts";
import { checkRuntime, imageRuntime } from "../runtimes.ts";
import type { FunctionSettings } from "./function-record.ts";
import { invalidParameter } from "./refusals.ts";
import { checkUntenanted } from "./tenancy.ts";

const largestEnvironmentBytes = 4096;
/** Set by Lambda itself. "Defined runtime environment variables" */
export const reservedVariables = new Set([
  ...["_HANDLER", "_X_AMZN_TRACE_ID", "AWS_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME"],
  ...["AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE"],
  ...["AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID"],
  ...["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT"],
  ...["LAMBDA_RUNTIME_DIR", "AWS_DEFAULT_REGION"],
]);

const defaults = {
  ...{ runtime: "", handler: "", role: "", description: "", timeoutSeconds: 3, memorySizeMb: 128 },
  ...{ environment: {}, layers: [], told: {} },
} as const;

/** With Lambda's own defaults for what is not given. */
export function completeSettings(
  name: string,
  given: Partial<FunctionSettings> & Pick<FunctionSettings, "code">,
): FunctionSettings {
  return { ...defaults, logGroupName: `/aws/lambda/${name}`, ...given };
}

/** Throws InvalidParameterValueException or ValidationException. */
export function checkSettings(settings: FunctionSettings): void {
  const { runtime, handler, timeoutSeconds, memorySizeMb, environment } = settings;
  if (runtime !== imageRuntime) {
    if (runtime === "" || handler === "")
      throw invalidParameter(
        "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
      );
    checkRuntime(runtime);
  }
  checkSnapStart(settings);
  checkDeadLetters(settings.deadLetterArn);
  checkBounds("timeout", timeoutSeconds, [1, 900]);
  checkBounds("memorySize", memorySizeMb, [128, 10_240]);
  checkEnvironment(environment);
}

/** "Java 11 and later, Python 3.12 and later, .NET 8 and later." */
const withSnapStart = /^(?:java(?:1[1-9]|[2-9]\d)|python3\.(?:1[2-9]|[2-9]\d)|dotnet(?:[89]|\d\d))$/;

function checkSnapStart(settings: FunctionSettings): void {
  const { runtime, told } = settings;
  const { SnapStart } = told as { readonly SnapStart?: { readonly ApplyOn?: string } };
  if (SnapStart?.ApplyOn !== "PublishedVersions") return;
  checkUntenanted(settings, "SnapStart");
  if (!withSnapStart.test(runtime))
    throw invalidParameter(`${runtime} is not supported for SnapStart enabled functions.`);
}

function checkBounds(member: string, value: number, [least, most]: readonly [number, number]): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const bound = value > most ? `less than or equal to ${most}` : `greater than or equal to ${least}`;
  throw constraintError(member, value, `have value ${bound}`);
}

function checkDeadLetters(arn: string | undefined): void {
  if (arn !== undefined && !/^arn:[^:]+:(?:sqs|sns):/.test(arn))
    throw invalidParameter(
      `The provided DeadLetterConfig target ${arn} is invalid: it must be a queue or a topic`,
    );
}

function checkEnvironment(environment: Readonly<Record<string, string>>): void {
  const reserved = Object.keys(environment).filter((name) => reservedVariables.has(name));
  if (reserved.length > 0)
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  const zero = Object.keys(environment).find((name) => environment[name]?.includes("\0"));
  if (zero !== undefined)
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the value of ${zero} has a null character, which no environment variable can have.`,
    );
  const bytes = Object.entries(environment).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );
  if (bytes > largestEnvironmentBytes)
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${JSON.stringify(environment)}`,
    );
}
