// What Step Functions knows of a kind of job: how it is started, described and stopped, and when it has ended. The same facts
// serve jobs that run on this machine, which are shown as AWS would show them, and jobs of AWS itself, which are polled.

import type { RegionIdentity } from "../../../../aws/arn.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";

export type JobOutcome = "running" | "succeeded" | "failed" | "stopped" | "timedOut";

/** A job on this machine. */
export interface JobRun {
  readonly id: string;
  readonly identity: RegionIdentity;
  readonly request: JsonObject;
  /** The name under which the configuration has its program. */
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  readonly outcome: JobOutcome;
  /** Why it did not succeed. */
  readonly message: string | undefined;
  readonly exitCode: number | undefined;
  /** What it printed to its standard output, as far as it is kept. */
  readonly output: string;
  /** What it answered: shown as further members of its description. */
  readonly answer: JsonObject;
}

export type JsonPath = readonly (string | number)[];

export interface JobKind {
  /** As the optimized integration is named: `glue`, `startJobRun`. */
  readonly service: string;
  readonly action: string;
  /** As `aws-sdk:` resources name the service. */
  readonly sdkService: string;
  /** Under what the request's job may be found in the configuration, the most telling name first. */
  names(request: JsonObject): readonly Json[];
  newId(request: JsonObject, identity: RegionIdentity): string;
  /** The answer to the start. */
  started(run: JobRun): JsonObject;
  /** The job as AWS describes it. */
  described(run: JobRun): JsonObject;
  /** Operations of AWS's API. A job of Kubernetes has none. */
  readonly describe?: JobOperation & { readonly itemAt: JsonPath };
  readonly stop?: JobOperation;
  /** Whether a described job goes on, has succeeded or has not. */
  verdict(described: JsonObject): "running" | "succeeded" | "failed";
  /** What a Task shows of a job that has ended. @default the description */
  result?(described: JsonObject): JsonObject;
  /** Undefined for a job that may take as long as it wants. */
  timeoutSeconds?(request: JsonObject): number | undefined;
  /** What the request sets in the job's environment, and as its command line. */
  environment?(request: JsonObject): Readonly<Record<string, string>>;
  commandLine?(request: JsonObject): readonly string[];
  /** Where AWS offers the start under another name than Step Functions does. */
  readonly renamed?: RenamedStart;
}

/** `glue:startJobRun` */
export function nameOfKind({ service, action }: JobKind): string {
  return `${service}:${action}`;
}

/** An operation on a job that was started. */
export interface JobOperation {
  readonly action: string;
  /** Where its request names the job. */
  readonly idAt: JsonPath;
  /** Its request for AWS. */
  request(started: JsonObject, startRequest: JsonObject): JsonObject;
}

export interface RenamedStart {
  readonly action: string;
  request(request: JsonObject): JsonObject;
  answer(answer: JsonObject): JsonObject;
}

export function at(value: Json | undefined, path: JsonPath): Json | undefined {
  let found: Json | undefined = value;
  for (const step of path) {
    if (typeof step === "number")
      found = Array.isArray(found) ? (found[step] as Json | undefined) : undefined;
    else found = isJsonObject(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  }
  return found;
}

/** The value that has `item` at `path`: what `at` undoes. */
export function around(item: JsonObject, path: JsonPath): JsonObject {
  return path.reduceRight<Json>(
    (inner, step) => (typeof step === "number" ? [inner] : { [step]: inner }),
    item,
  ) as JsonObject;
}

export function textAt(value: Json | undefined, path: JsonPath): string {
  const found = at(value, path);
  return typeof found === "string" ? found : "";
}

/** Members that the request gave and the description repeats. */
/** A job's description, with what its program answered. */
export function description(kind: JobKind, run: JobRun): JsonObject {
  return { ...kind.described(run), ...run.answer };
}

export function given(request: JsonObject, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = at(request, [name]);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

export function whenEnded<Members extends JsonObject>(
  { endedAt }: JobRun,
  members: (endedAt: number) => Members,
): Members | undefined {
  return endedAt === undefined ? undefined : members(endedAt);
}

export function because(run: JobRun, member: string): JsonObject {
  return run.message === undefined ? {} : { [member]: run.message };
}

/** A list of `{ Name, Value }`, as most services write environments. */
export function namedValues(list: Json | undefined): Readonly<Record<string, string>> {
  if (!Array.isArray(list)) return {};
  return Object.fromEntries(
    list.flatMap((each: Json) => {
      const name = at(each, ["Name"]);
      const value = at(each, ["Value"]);
      return typeof name === "string" && value !== undefined ? [[name, String(value)] as const] : [];
    }),
  );
}

export function secondsBetween({ startedAt, endedAt }: JobRun): number {
  return endedAt === undefined ? 0 : Math.round((endedAt - startedAt) / 1000);
}

/** A verdict by the text at one place of the description. */
export function verdictBy(
  path: JsonPath,
  ends: { readonly succeeded: string; readonly failed: readonly string[] },
): JobKind["verdict"] {
  const failed = new Set(ends.failed);
  return (described) => {
    const status = textAt(described, path);
    if (status === ends.succeeded) return "succeeded";
    return failed.has(status) ? "failed" : "running";
  };
}
