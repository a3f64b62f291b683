// AWS::Lambda::Function. Its code is taken from S3 or from the template itself.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html

import { isDeepStrictEqual } from "node:util";
import type { Json, JsonObject } from "../../../aws/json.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, Deployment, ResourceKind } from "../../../aws/template/resource-kind.ts";
import { cfnResponse, cfnResponseForPython } from "../code/cfn-response.ts";
import { nameOfSource, type PackageSource } from "../code/code-source.ts";
import { zipFiles } from "../code/zip-files.ts";
import { durableConfigOf } from "../durable/durable-config.ts";
import { checkCombinedSize } from "../functions/code-size.ts";
import type { FunctionCode, FunctionSettings } from "../functions/function-record.ts";
import { type CapacityProviderConfig, providerIn, providerOf } from "../functions/provided-functions.ts";
import type { Lambda } from "../lambda.ts";
import { imageRuntime } from "../runtimes.ts";

export const lambdaFunction: ResourceKind<Lambda> = {
  type: "AWS::Lambda::Function",
  async create(properties, deployment) {
    const { service: lambda, generatedName, mayExist } = deployment;
    const { functions } = lambda;
    const name = properties.optionalText("FunctionName") ?? generatedName;
    const present = functions.find(name);
    if (present !== undefined && !mayExist) functions.checkFree(name);
    const settings = await settingsIn(properties, deployment, name, present?.latest.code);
    if (present === undefined) functions.create({ name, settings, tags: properties.tags() });
    // What an earlier run left as it is to be stays as it was last modified.
    else if (!isDeepStrictEqual(settings, settingsOf(present.latest))) functions.update(name, settings);
    return settled(lambda, name, properties);
  },
  async update(properties, deployment) {
    const { service: lambda, ref } = deployment;
    properties.inert("FunctionName");
    const { code } = lambda.functions.get(ref).latest;
    lambda.functions.update(ref, await settingsIn(properties, deployment, ref, code));
    return settled(lambda, ref, properties);
  },
  async delete(ref, { service: lambda }) {
    if (lambda.functions.find(ref) === undefined) return;
    await lambda.functions.delete(ref);
    await lambda.functions.book.committed();
  },
};

async function settled(
  { functions, concurrency }: Lambda,
  name: string,
  properties: Properties,
): Promise<CreatedResource> {
  concurrency.reserve(name, properties.optionalNumber("ReservedConcurrentExecutions"));
  functions.setTags(name, properties.tags());
  functions.change(name, {
    recursiveLoop: recursiveLoopIn(properties),
    codeSigningConfigArn: properties.optionalText("CodeSigningConfigArn"),
  });
  // "If you use AWS CloudFormation …, Lambda automatically creates the $LATEST.PUBLISHED version."
  const isPublished = properties.optionalBoolean("PublishToLatestPublished") !== false;
  if (isPublished && providerOf(functions.get(name).latest) !== undefined)
    functions.publish(name, { to: "LATEST_PUBLISHED" });
  await functions.book.committed();
  const noSnapStart = { ApplyOn: "None", OptimizationStatus: "Off" };
  return {
    ref: name,
    attributes: {
      Arn: functions.get(name).arn,
      SnapStartResponse: noSnapStart,
      "SnapStartResponse.ApplyOn": noSnapStart.ApplyOn,
      "SnapStartResponse.OptimizationStatus": noSnapStart.OptimizationStatus,
    },
  };
}

/** A function runs without these, and may miss them. */
const notHere = {
  FileSystemConfigs: "there are no file systems to share: nothing is at its mount path",
} as const;

function recursiveLoopIn(properties: Properties): "Allow" | "Terminate" {
  const value = properties.optionalText("RecursiveLoop") ?? "Terminate";
  if (value === "Allow" || value === "Terminate") return value;
  return properties.fail("RecursiveLoop", "must be Allow or Terminate");
}

async function settingsIn(
  properties: Properties,
  deployment: Deployment<Lambda>,
  name: string,
  present: FunctionCode | undefined,
): Promise<FunctionSettings> {
  properties.inert("FunctionScalingConfig", "RuntimeManagementConfig");
  for (const [name, why] of Object.entries(notHere)) properties.withoutEffect(name, why);
  const layers = properties.texts("Layers");
  deployment.service.layers.checkAll(layers);
  const elsewhere = layers.filter((arn) => !deployment.service.layers.isOwn(arn));
  if (elsewhere.length > 0)
    properties.withoutEffect(
      "Layers",
      `${elsewhere.join(", ")} is another account's: bundle what the handler needs of it into its package`,
    );
  const code = await codeIn(properties, deployment, present);
  await checkCombinedSize(deployment.service, code, layers);
  const isImage = properties.optionalText("PackageType") === "Image";
  const logging = properties.section("LoggingConfig");
  const deadLetterArn = properties.section("DeadLetterConfig").optionalText("TargetArn");
  return {
    runtime: isImage ? imageRuntime : properties.text("Runtime"),
    handler: isImage ? "" : properties.text("Handler"),
    role: properties.optionalText("Role") ?? "",
    description: properties.optionalText("Description") ?? "",
    timeoutSeconds: properties.optionalNumber("Timeout") ?? 3,
    memorySizeMb: properties.optionalNumber("MemorySize") ?? 128,
    environment: properties.section("Environment").textMap("Variables"),
    logGroupName: logging.optionalText("LogGroup") ?? `/aws/lambda/${name}`,
    layers,
    ...(deadLetterArn === undefined || deadLetterArn === "" ? {} : { deadLetterArn }),
    told: { ...toldOf(properties, logging), ...capacityIn(properties, deployment.service) },
    code,
  };
}

/** Told as they are set, under the names that answers have for them. */
function toldOf(properties: Properties, logging: Properties): JsonObject {
  logging.inert("ApplicationLogLevel", "SystemLogLevel", "LogFormat");
  const told: Readonly<Record<string, Json | undefined>> = {
    Architectures: properties.json("Architectures"),
    DurableConfig: durableConfigIn(properties),
    EphemeralStorage: properties.json("EphemeralStorage"),
    ImageConfigResponse: asMember("ImageConfig", properties.json("ImageConfig")),
    KMSKeyArn: properties.json("KmsKeyArn"),
    LoggingConfig: properties.json("LoggingConfig"),
    SnapStart: snapStartIn(properties),
    TenancyConfig: properties.json("TenancyConfig"),
    TracingConfig: properties.json("TracingConfig"),
    VpcConfig: properties.json("VpcConfig"),
  };
  return Object.fromEntries(
    Object.entries(told).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}

/** A template may name one that is on AWS alone. */
function capacityIn(properties: Properties, { capacityProviders }: Lambda): JsonObject {
  const config = properties.json("CapacityProviderConfig");
  const arn = providerIn(config as CapacityProviderConfig | undefined);
  if (config === undefined || arn === undefined) return {};
  if (capacityProviders.find(arn) !== undefined) return { CapacityProviderConfig: config };
  properties.withoutEffect(
    "CapacityProviderConfig",
    `there is no capacity provider ${arn} here: it runs as any other function`,
  );
  return {};
}

function durableConfigIn(properties: Properties): JsonObject | undefined {
  const given = properties.section("DurableConfig");
  const ExecutionTimeout = given.optionalNumber("ExecutionTimeout");
  const RetentionPeriodInDays = given.optionalNumber("RetentionPeriodInDays");
  if (ExecutionTimeout === undefined && RetentionPeriodInDays === undefined) return undefined;
  return { ...durableConfigOf({ ExecutionTimeout, RetentionPeriodInDays }) };
}

function snapStartIn(properties: Properties): JsonObject | undefined {
  const ApplyOn = properties.section("SnapStart").optionalText("ApplyOn");
  return ApplyOn === undefined ? undefined : { ApplyOn, OptimizationStatus: "Off" };
}

function asMember(name: string, value: Json | undefined): JsonObject | undefined {
  return value === undefined ? undefined : { [name]: value };
}

async function codeIn(
  properties: Properties,
  { service: lambda, isOfProject = false }: Deployment<Lambda>,
  present: FunctionCode | undefined,
): Promise<FunctionCode> {
  const code = properties.section("Code");
  code.inert("SourceKMSKeyArn");
  const image = code.optionalText("ImageUri");
  if (image !== undefined) return { type: "image", uri: image };
  const source = sourceIn(properties, code);
  // It was taken from there already.
  if (present?.type === "package" && present.source === nameOfSource(source)) {
    await lambda.functions.code.mend(present.digest);
    return present;
  }
  if (!isOfProject || !lambda.sources.isElsewhere(source)) return lambda.sources.packageFrom(source);
  const missed = `the bucket ${source.bucket} is not in this region: there is no code, and invocations fail`;
  code.withoutEffect("S3Key", missed);
  return lambda.sources.packageFrom({ zip: zipFiles({ "missing.txt": Buffer.from(`${missed}\n`) }) });
}

function sourceIn(properties: Properties, code: Properties): PackageSource {
  const inline = code.optionalText("ZipFile");
  if (inline !== undefined) return { zip: zipFiles(inlineFiles(properties, inline)) };
  const [bucket, key] = [code.optionalText("S3Bucket"), code.optionalText("S3Key")];
  if (bucket === undefined || key === undefined)
    return properties.fail("Code", "must have a ZipFile, an ImageUri, or an S3Bucket and an S3Key");
  const version = code.optionalText("S3ObjectVersion");
  return { bucket, key, ...(version === undefined ? {} : { version }) };
}

/** "CloudFormation places it in a file named index", beside the module with which a custom resource answers. */
function inlineFiles(properties: Properties, code: string): Readonly<Record<string, Uint8Array>> {
  const runtime = properties.text("Runtime");
  if (runtime.startsWith("python"))
    return { "index.py": Buffer.from(code), "cfnresponse.py": Buffer.from(cfnResponseForPython) };
  if (runtime.startsWith("nodejs"))
    return { "index.js": Buffer.from(code), "cfn-response.js": Buffer.from(cfnResponse) };
  return properties.fail("Code/ZipFile", `is for functions of Node.js and Python, not of ${runtime}`);
}

function settingsOf({
  version: _,
  modifiedAt: __,
  revisionId: ___,
  ...settings
}: FunctionSettings & {
  readonly version: string;
  readonly modifiedAt: number;
  readonly revisionId: string;
}): FunctionSettings {
  return settings;
}
