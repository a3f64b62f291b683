// The requests that say what a function is.
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html

import type { JsonObject } from "../../../aws/json.ts";
import { present } from "../../../aws/wire/given.ts";
import { optionalBlob } from "../../../aws/wire/members.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import {
  decimal,
  flag,
  integer,
  listOf,
  oneOf,
  optional,
  required,
  type Shape,
  structure,
  text,
  type ValueOf,
} from "../../../aws/wire/shape.ts";
import type { PackageSource } from "../code/code-source.ts";
import { durableConfigOf } from "../durable/durable-config.ts";
import type { FunctionSettings } from "../functions/function-record.ts";
import { reservedVariables } from "../functions/function-settings.ts";
import { invalidParameter } from "../functions/refusals.ts";
import { capacityProviderArn, codeSigningConfigArn, functionName } from "./uri-bounds.ts";

export const role = text({ pattern: "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+" });
const textMap = {
  read(value: unknown, at: Parameters<Shape<string>["read"]>[1]) {
    const entries = Object.entries(structure({}).read(value, at) && (value as WireObject));
    return Object.fromEntries(
      entries.map(([name, each]) => [name, text().read(each, { ...at, path: `${at.path}.${name}` })]),
    );
  },
} satisfies Shape<Readonly<Record<string, string>>>;
const variableName = /^[a-zA-Z]([a-zA-Z0-9_])+$/;
const variables: Shape<Readonly<Record<string, string>>> = {
  read(value, at) {
    const read = textMap.read(value, at);
    if (!Object.keys(read).every((name) => variableName.test(name) || reservedVariables.has(name)))
      at.broken.push(
        `Value at '${at.path}' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]`,
      );
    return read;
  },
};
export const tags = textMap;
export const description = optional(text({ max: 256 }));
export const revisionId = optional(text());

export const keyArn = text({ pattern: "(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()" });
const fileSystemPattern =
  "arn:aws[a-zA-Z-]*:elasticfilesystem:[a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1}:\\d{12}:access-point/fsap-[a-f0-9]{17}$|^arn:aws[-a-z]*:s3files:[0-9a-z-:]+:file-system/fs-[0-9a-f]{17,40}/access-point/fsap-[0-9a-f]{17,40}";

export const logGroup = text({ min: 1, max: 512, pattern: "[\\.\\-_/#A-Za-z0-9]+" });
export const systemLogLevel = oneOf("DEBUG", "INFO", "WARN");
/** Where a version goes: to a number of its own, or in the place of the one that was put there last. */
export const publishTo = optional(oneOf("LATEST_PUBLISHED"));

/** In the words that AWS has for it, which its model has not. */
const subnetId: Shape<string> = {
  ...text({ max: 1024, pattern: "^subnet-[0-9a-z]*$" }),
  constraints: [
    "have length less than or equal to 1024",
    "have length greater than or equal to 0",
    "satisfy regular expression pattern: ^subnet-[0-9a-z]*$",
  ],
};

const settings = {
  Runtime: optional(text()),
  Handler: optional(text({ max: 128, pattern: /[^\s]+/ })),
  Description: description,
  Timeout: optional(integer({ min: 1 })),
  MemorySize: optional(integer({ min: 128, max: 10_240 })),
  Environment: optional(structure({ Variables: optional(variables) })),
  Layers: optional(
    listOf(
      text({
        ...{ min: 1, max: 140 },
        pattern: "arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+",
      }),
      { isNotNullTold: true },
    ),
  ),
  LoggingConfig: optional(
    structure({
      LogFormat: optional(oneOf("JSON", "Text")),
      ApplicationLogLevel: optional(oneOf("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")),
      SystemLogLevel: optional(systemLogLevel),
      LogGroup: optional(logGroup),
    }),
  ),
  TracingConfig: optional(structure({ Mode: optional(oneOf("Active", "PassThrough")) })),
  EphemeralStorage: optional(structure({ Size: required(integer({ min: 512, max: 10_240 })) })),
  VpcConfig: optional(
    structure({
      SubnetIds: optional(listOf(subnetId, { max: 16 })),
      SecurityGroupIds: optional(listOf(text(), { max: 5 })),
      Ipv6AllowedForDualStack: optional(flag()),
    }),
  ),
  DeadLetterConfig: optional(
    structure({ TargetArn: optional(text({ pattern: "(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()" })) }),
  ),
  KMSKeyArn: optional(keyArn),
  FileSystemConfigs: optional(
    listOf(
      structure({
        Arn: required(text({ max: 256, pattern: fileSystemPattern })),
        LocalMountPath: required(text({ max: 160, pattern: "/mnt/[a-zA-Z0-9-_.]+" })),
      }),
      { max: 1 },
    ),
  ),
  ImageConfig: optional(
    structure({
      EntryPoint: optional(listOf(text(), { max: 1500 })),
      Command: optional(listOf(text(), { max: 1500 })),
      WorkingDirectory: optional(text({ max: 1000 })),
    }),
  ),
  CapacityProviderConfig: optional(
    structure({
      LambdaManagedInstancesCapacityProviderConfig: required(
        structure({
          CapacityProviderArn: required(capacityProviderArn),
          PerExecutionEnvironmentMaxConcurrency: optional(integer({ min: 1, max: 1600 })),
          ExecutionEnvironmentMemoryGiBPerVCpu: optional(decimal({ min: 2, max: 8 })),
        }),
      ),
    }),
  ),
  DurableConfig: optional(
    structure({
      RetentionPeriodInDays: optional(integer({ min: 1, max: 90 })),
      ExecutionTimeout: optional(integer({ min: 1, max: 31_622_400 })),
    }),
  ),
  SnapStart: optional(structure({ ApplyOn: optional(oneOf("PublishedVersions", "None")) })),
};
const architectures = {
  Architectures: optional(listOf(oneOf("x86_64", "arm64"), { min: 1, max: 1, isNotNullTold: true })),
};
export const bucketPlace = {
  S3Bucket: optional(text({ min: 3, max: 63, pattern: "[0-9A-Za-z\\.\\-_]*(?<!\\.)" })),
  S3Key: optional(text({ min: 1, max: 1024 })),
  S3ObjectVersion: optional(text({ min: 1, max: 1024 })),
};
const code = { ...bucketPlace, ImageUri: optional(text()), SourceKMSKeyArn: optional(keyArn) };

export const newFunction = structure({
  FunctionName: required(functionName),
  Role: required(role),
  Code: required(structure(code)),
  PackageType: optional(oneOf("Zip", "Image")),
  Publish: optional(flag()),
  Tags: optional(textMap),
  PublishTo: publishTo,
  TenancyConfig: optional(structure({ TenantIsolationMode: required(oneOf("PER_TENANT")) })),
  CodeSigningConfigArn: optional(codeSigningConfigArn),
  ...settings,
  ...architectures,
});
export const newSettings = structure({ ...settings, Role: optional(role), RevisionId: revisionId });
export const newCode = structure({
  ...code,
  ...architectures,
  Publish: optional(flag()),
  DryRun: optional(flag()),
  PublishTo: publishTo,
  RevisionId: revisionId,
});

type GivenSettings = Omit<ValueOf<typeof newSettings>, "RevisionId"> & {
  readonly Architectures?: readonly string[] | undefined;
};

/** What a request says of a function; what it does not say is absent. */
export function settingsOf(given: GivenSettings, former: JsonObject = {}): Partial<FunctionSettings> {
  const { DeadLetterConfig } = given;
  return {
    // One that names nothing changes nothing; an empty name takes the target away.
    ...(DeadLetterConfig?.TargetArn === undefined
      ? {}
      : { deadLetterArn: DeadLetterConfig.TargetArn || undefined }),
    ...present(settingsIn(given, former)),
  };
}

function settingsIn(given: GivenSettings, former: JsonObject) {
  return {
    runtime: given.Runtime,
    handler: given.Handler,
    role: given.Role,
    description: given.Description,
    timeoutSeconds: given.Timeout,
    memorySizeMb: given.MemorySize,
    ...(given.Environment && { environment: given.Environment.Variables ?? {}, hasEnvironment: true }),
    layers: given.Layers,
    logGroupName: given.LoggingConfig?.LogGroup,
    told: { ...former, ...told(given), ...loggingIn(given, former), ...durableIn(given, former) },
  };
}

function told(given: GivenSettings): JsonObject {
  const { ImageConfig, SnapStart, FileSystemConfigs, VpcConfig } = given;
  return present({
    TracingConfig: given.TracingConfig && { Mode: given.TracingConfig.Mode ?? "PassThrough" },
    EphemeralStorage: given.EphemeralStorage,
    VpcConfig: VpcConfig && {
      ...VpcConfig,
      ...{
        SubnetIds: VpcConfig.SubnetIds ?? [],
        SecurityGroupIds: VpcConfig.SecurityGroupIds ?? [],
        VpcId: "",
      },
    },
    KMSKeyArn: given.KMSKeyArn === "" ? undefined : given.KMSKeyArn,
    FileSystemConfigs: FileSystemConfigs?.length === 0 ? undefined : FileSystemConfigs,
    ImageConfigResponse: ImageConfig && { ImageConfig },
    SnapStart: SnapStart && { ApplyOn: SnapStart.ApplyOn ?? "None", OptimizationStatus: "Off" },
    Architectures: given.Architectures,
    CapacityProviderConfig: given.CapacityProviderConfig,
  }) as JsonObject;
}

/** What is not given of it stays; levels are those of JSON alone. */
function loggingIn({ LoggingConfig: given }: GivenSettings, { LoggingConfig: former }: JsonObject) {
  if (given === undefined) return {};
  const { LogFormat, LogGroup, ...levels } = { ...(former as typeof given), ...present(given) };
  return { LoggingConfig: present({ LogFormat, LogGroup, ...(LogFormat === "JSON" ? levels : {}) }) };
}

/** What is not given of it stays, or is as it is where nothing is said. */
function durableIn({ DurableConfig: given }: GivenSettings, { DurableConfig: former }: JsonObject) {
  return given === undefined ? {} : { DurableConfig: durableConfigOf(given, former as typeof given) };
}

/** Undefined for code that stands nowhere. Rejects with InvalidParameterValueException for several at once. */
export function sourceOf(given: WireObject): PackageSource | { readonly imageUri: string } | undefined {
  const zip = optionalBlob(given, "ZipFile");
  const { S3Bucket: bucket, S3Key: key, S3ObjectVersion: version, ImageUri: imageUri } = given;
  const isS3 = typeof bucket === "string" || typeof key === "string";
  if ([zip !== undefined, isS3, imageUri !== undefined].filter(Boolean).length > 1)
    throw invalidParameter("Please do not provide more than one of ZipFile, S3 location or ImageUri.");
  if (typeof imageUri === "string") return { imageUri };
  if (zip !== undefined) return { zip };
  if (!isS3) return undefined;
  if (typeof bucket !== "string" || typeof key !== "string")
    throw invalidParameter("Both S3Bucket and S3Key are required for code that lies in S3.");
  return typeof version === "string" ? { bucket, key, version } : { bucket, key };
}
