// How functions, versions and aliases are told.
// https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html

import { createHash, randomUUID } from "node:crypto";
import type { WireObject } from "../../../aws/wire/operation.ts";
import { packageOf } from "../code/package-of.ts";
import type { FunctionAlias, FunctionRecord, FunctionVersion } from "../functions/function-record.ts";
import type { Functions } from "../functions/functions.ts";
import type { Progress } from "../functions/settling.ts";
import { latestVersion } from "../functions/versions.ts";
import { imageRuntime } from "../runtimes.ts";

/** A function's own ARN, or that of a version or alias of it. */
export function arnOf({ arn }: FunctionRecord, qualifier: string | undefined): string {
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}

export interface Asked {
  readonly record: FunctionRecord;
  readonly version: FunctionVersion;
  /** As it was asked for; the ARN then has it. */
  readonly qualifier?: string | undefined;
  /** What the answer is to. */
  readonly progress?: Progress | undefined;
}

export function configuration(functions: Functions, asked: Asked): WireObject {
  const { record, version, qualifier, progress } = asked;
  const isImage = version.runtime === imageRuntime;
  const code = packageOf(version);
  const { layers } = version;
  return {
    FunctionName: record.name,
    FunctionArn: arnOf(record, qualifier),
    ...(isImage ? {} : { Runtime: version.runtime, Handler: version.handler }),
    Role: version.role,
    CodeSize: code.bytes,
    Description: version.description,
    Timeout: version.timeoutSeconds,
    MemorySize: version.memorySizeMb,
    LastModified: new Date(version.modifiedAt).toISOString().replace("Z", "+0000"),
    CodeSha256: code.sha256,
    Version: version.version,
    ...(isEnvironmentTold(version) ? { Environment: { Variables: version.environment } } : {}),
    TracingConfig: { Mode: "PassThrough" },
    // Once what is under way is done there is another.
    RevisionId: progress === undefined ? version.revisionId : randomUUID(),
    ...(version.deadLetterArn === undefined
      ? {}
      : { DeadLetterConfig: { TargetArn: version.deadLetterArn } }),
    ...(layers.length === 0
      ? {}
      : { Layers: layers.map((Arn) => ({ Arn, CodeSize: functions.layers.bytesOf(Arn) })) }),
    ...stateOf(progress),
    PackageType: isImage ? "Image" : "Zip",
    Architectures: ["x86_64"],
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    ...(isImage ? {} : { RuntimeVersionConfig: { RuntimeVersionArn: runtimeVersionArn(functions, asked) } }),
    ...version.told,
    LoggingConfig: loggingOf(version),
    ...snapStartOf(version),
  };
}

/** As lists tell of it: "a subset of the fields". https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
export function listedConfiguration(functions: Functions, asked: Asked): WireObject {
  const {
    State: _,
    LastUpdateStatus: __,
    RuntimeVersionConfig: ___,
    ...told
  } = configuration(functions, asked);
  return told;
}

/** Variables that are none are told where they were set. */
function isEnvironmentTold({ environment, hasEnvironment }: FunctionVersion): boolean {
  return hasEnvironment === true || Object.keys(environment).length > 0;
}

function loggingOf({ told, logGroupName: LogGroup }: FunctionVersion): WireObject {
  const { LogFormat = "Text", ...given } = (told.LoggingConfig ?? {}) as WireObject;
  const levels = { ApplicationLogLevel: "INFO", SystemLogLevel: "INFO" };
  return { ...(LogFormat === "JSON" ? levels : {}), ...given, LogFormat, LogGroup };
}

/** A snapshot is that of a published version. */
function snapStartOf({ version, told }: FunctionVersion): WireObject {
  const { SnapStart } = told as { readonly SnapStart?: { readonly ApplyOn?: string } };
  if (SnapStart?.ApplyOn !== "PublishedVersions" || version === latestVersion) return {};
  return { SnapStart: { ...SnapStart, OptimizationStatus: "On" } };
}

/** The one that was asked for; otherwise one of this region's own making, as this machine's runtimes have no ARNs. */
function runtimeVersionArn({ identity }: Functions, { record, version, qualifier }: Asked): string {
  const asked = record.runtimeManagement?.[qualifier ?? latestVersion]?.runtimeVersionArn;
  const digest = createHash("sha256").update(version.runtime).digest("hex");
  return asked ?? `arn:${identity.partition}:lambda:${identity.region}::runtime:${digest}`;
}

function stateOf(progress: Progress | undefined): WireObject {
  const reason = "The function is being created.";
  if (progress === "Creating") return { State: "Pending", StateReason: reason, StateReasonCode: "Creating" };
  if (progress === undefined) return { State: "Active", LastUpdateStatus: "Successful" };
  return {
    ...{ State: "Active", LastUpdateStatus: "InProgress" },
    ...{ LastUpdateStatusReason: reason, LastUpdateStatusReasonCode: "Creating" },
  };
}

/** `host` is where the client found the region: there it finds the package as well. */
export function wholeFunction(functions: Functions, asked: Asked, host: string): WireObject {
  const { record, version } = asked;
  const { tags, reservedConcurrency } = record;
  const { code } = version;
  const told = configuration(functions, asked);
  const digest = Buffer.from(String(told.CodeSha256), "base64").toString("hex");
  const location = `http://${host}/2015-03-31/functions/${record.name}/code/${digest}.zip?Qualifier=${encodeURIComponent(version.version)}`;
  return {
    Configuration: told,
    Code:
      code.type === "image"
        ? { RepositoryType: "ECR", ImageUri: code.uri, ResolvedImageUri: code.uri }
        : { RepositoryType: "S3", Location: location },
    ...(Object.keys(tags).length === 0 ? {} : { Tags: tags }),
    ...(reservedConcurrency === undefined
      ? {}
      : { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } }),
  };
}

export function shownAlias(record: FunctionRecord, alias: FunctionAlias): WireObject {
  const { name, version, description, weights, revisionId } = alias;
  return {
    AliasArn: arnOf(record, name),
    Name: name,
    FunctionVersion: version,
    Description: description,
    ...(Object.keys(weights).length === 0 ? {} : { RoutingConfig: { AdditionalVersionWeights: weights } }),
    RevisionId: revisionId,
  };
}
