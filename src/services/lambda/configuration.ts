// What a function is, in Lambda's terms, and the limits Lambda sets on it. A configuration is checked when it is created
// or updated, never while an invocation runs.

import { availableParallelism } from "node:os";
import { isAbsolute } from "node:path";
import { invalidParameter } from "./functions/refusals.ts";

export interface FunctionConfiguration {
  readonly functionName: string;
  /** `$LATEST`, or the number of a published version. @default "$LATEST" */
  readonly version?: string;
  /** Without a version. Made of the region's identity and the name, if absent. */
  readonly arn?: string;
  /** The absolute directory that stands for Lambda's /var/task. */
  readonly codeRoot: string;
  /** As Lambda writes it: `dist/functions/validate.handler` is the export `handler` of `dist/functions/validate.mjs`. */
  readonly handler: string;
  /** As Lambda names it; `image` for a container image. */
  readonly runtime?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Lambda's own default is 3 seconds. */
  readonly timeoutSeconds?: number;
  /** Lambda's own default is 128 MB. */
  readonly memorySizeMb?: number;
  /** How many environments may live at once. Callers beyond it wait. By default one for each processor. */
  readonly maximumConcurrency?: number;
  /** Callers beyond it are refused with TooManyRequestsException instead of waiting, as on AWS. */
  readonly reservedConcurrency?: number;
  /** How many environments are ready before anybody asks, and stay. @default 0 */
  readonly provisionedConcurrency?: number;
  /** The zips of its layers, which are in /opt in this order, the later over the earlier. */
  readonly layers?: readonly string[];
  /** The size of /tmp in MB. Here it bounds each file. @default 512 */
  readonly storageMb?: number;
  readonly logGroupName?: string;
  /** How lines are written, and which are: `LoggingConfig`. */
  readonly logging?: LoggingConfiguration;
  /** Whether its invocations are traced: `TracingConfig` with the mode `Active`. @default false */
  readonly isTraced?: boolean;
  readonly description?: string;
  readonly role?: string;
}

export interface LoggingConfiguration {
  readonly format: "Text" | "JSON";
  /** Only for JSON. */
  readonly applicationLevel?: string;
  readonly systemLevel?: string;
}

/** A configuration with every default filled in. */
export type ResolvedFunction = Required<FunctionConfiguration> & {
  readonly lastModifiedAt: number;
};

/** No reserved concurrency: callers wait for as long as it takes. */
export const unreserved = Number.POSITIVE_INFINITY;

const defaults = {
  version: "$LATEST",
  runtime: "nodejs24.x",
  environment: {},
  timeoutSeconds: 3,
  memorySizeMb: 128,
  reservedConcurrency: unreserved,
  provisionedConcurrency: 0,
  layers: [],
  storageMb: 512,
  logging: { format: "Text" },
  isTraced: false,
  description: "",
  role: "",
} as const;

export function resolveFunction(
  configuration: FunctionConfiguration & { readonly arn: string },
  lastModifiedAt: number,
): ResolvedFunction {
  const resolved: ResolvedFunction = {
    ...defaults,
    maximumConcurrency: availableParallelism(),
    logGroupName: `/aws/lambda/${configuration.functionName}`,
    ...configuration,
    lastModifiedAt,
  };
  checkName(resolved.functionName);
  checkInteger("timeout", resolved.timeoutSeconds, [1, 900]);
  checkInteger("memorySize", resolved.memorySizeMb, [128, 10_240]);
  checkInteger("maximumConcurrency", resolved.maximumConcurrency, [1, 1000]);
  if (!isAbsolute(resolved.codeRoot)) {
    throw invalidParameter(
      `Function ${resolved.functionName}: codeRoot must be an absolute directory, got ${JSON.stringify(resolved.codeRoot)}`,
    );
  }
  return resolved;
}

function checkName(functionName: string): void {
  if (/^[a-zA-Z0-9-_]{1,64}$/.test(functionName)) return;
  const constraint =
    functionName.length > 64
      ? "have length less than or equal to 64"
      : "satisfy regular expression pattern: [a-zA-Z0-9-_]+";
  throw invalidParameter(
    `1 validation error detected: Value '${functionName}' at 'functionName' failed to satisfy constraint: Member must ${constraint}`,
  );
}

function checkInteger(member: string, value: number, [least, most]: readonly [number, number]): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const bound =
    value < least ? `greater than or equal to ${least}` : `an integer less than or equal to ${most}`;
  throw invalidParameter(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have value ${bound}`,
  );
}
