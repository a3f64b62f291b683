// AWS::Pipes::Pipe, from a Kinesis stream to whatever can be delivered to by ARN.

import { formatArn, type RegionIdentity } from "../../aws/arn.ts";
import { alreadyExists } from "../../aws/template/already-exists.ts";
import type { Properties } from "../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../aws/template/resource-kind.ts";
import type { PipeDefinition, Pipes } from "./pipes.ts";
import type { KinesisStreamParameters } from "./settings.ts";
import type { PipeTargetParameters } from "./target.ts";

export const pipe: ResourceKind<Pipes> = {
  type: "AWS::Pipes::Pipe",
  create(properties, { service: pipes, identity, generatedName, mayExist }) {
    const name = properties.optionalText("Name") ?? generatedName;
    if (pipes.pipe(name) !== undefined && !mayExist) throw alreadyExists("AWS::Pipes::Pipe", name);
    return put(pipes, definitionIn(properties, name, identity));
  },
  update(properties, { service: pipes, identity, ref }) {
    properties.inert("Name");
    return put(pipes, definitionIn(properties, ref, identity));
  },
  delete: (ref, { service: pipes }) => pipes.delete(ref),
};

async function put(pipes: Pipes, definition: PipeDefinition): Promise<CreatedResource> {
  const { createdAt, modifiedAt } = await pipes.replace(definition);
  return {
    ref: definition.name,
    attributes: {
      Arn: definition.arn,
      CurrentState: definition.running ? "RUNNING" : "STOPPED",
      StateReason: "",
      CreationTime: new Date(createdAt).toISOString(),
      LastModifiedTime: new Date(modifiedAt).toISOString(),
    },
  };
}

function definitionIn(properties: Properties, name: string, identity: RegionIdentity): PipeDefinition {
  properties.inert("Description", "KmsKeyIdentifier", "LogConfiguration", "Tags");
  properties.refuse("Enrichment", "a batch would reach its target without it");
  properties.refuse("EnrichmentParameters", "there is no enrichment");
  const source = properties.section("SourceParameters");
  source.refuse("FilterCriteria", "records that are to be left out would be delivered");
  const target = properties.section("TargetParameters");
  target.refuse("InputTemplate", "the target would get another input than on AWS");
  return {
    name,
    arn: formatArn(identity, "pipes", `pipe/${name}`),
    roleArn: properties.text("RoleArn"),
    sourceArn: streamArn(properties),
    parameters: kinesisParameters(source.section("KinesisStreamParameters")),
    targetArn: properties.text("Target"),
    targetParameters: targetParameters(target),
    running: properties.optionalText("DesiredState") !== "STOPPED",
  };
}

function streamArn(properties: Properties): string {
  const source = properties.text("Source");
  if (source.split(":")[2] === "kinesis") return source;
  return properties.fail("Source", `must be a Kinesis stream to run locally, not ${source}`);
}

function targetParameters(target: Properties): PipeTargetParameters {
  const queue = target.section("SqsQueueParameters");
  const bus = target.section("EventBridgeEventBusParameters");
  const invoked = ["StepFunctionStateMachineParameters", "LambdaFunctionParameters"].find((name) =>
    target.has(name),
  );
  return {
    invocationType: invoked === undefined ? undefined : invocationType(target.section(invoked)),
    messageGroupId: queue.optionalText("MessageGroupId"),
    messageDeduplicationId: queue.optionalText("MessageDeduplicationId"),
    partitionKey: target.section("KinesisStreamParameters").optionalText("PartitionKey"),
    source: bus.optionalText("Source"),
    detailType: bus.optionalText("DetailType"),
  };
}

function invocationType(parameters: Properties): PipeTargetParameters["invocationType"] {
  const type = parameters.optionalText("InvocationType") ?? "REQUEST_RESPONSE";
  if (type === "REQUEST_RESPONSE" || type === "FIRE_AND_FORGET") return type;
  return parameters.fail("InvocationType", `must be REQUEST_RESPONSE or FIRE_AND_FORGET, not "${type}"`);
}

function kinesisParameters(parameters: Properties): KinesisStreamParameters {
  const timestamp = parameters.json("StartingPositionTimestamp");
  return {
    // What values are allowed is the pipe's business: it refuses the others in AWS's words.
    startingPosition: parameters.text("StartingPosition") as KinesisStreamParameters["startingPosition"],
    startingPositionTimestamp:
      typeof timestamp === "number" || typeof timestamp === "string" ? timestamp : undefined,
    batchSize: parameters.optionalNumber("BatchSize"),
    maximumBatchingWindowInSeconds: parameters.optionalNumber("MaximumBatchingWindowInSeconds"),
    parallelizationFactor: parameters.optionalNumber("ParallelizationFactor"),
    maximumRetryAttempts: parameters.optionalNumber("MaximumRetryAttempts"),
    maximumRecordAgeInSeconds: parameters.optionalNumber("MaximumRecordAgeInSeconds"),
    onPartialBatchItemFailure: parameters.optionalText(
      "OnPartialBatchItemFailure",
    ) as KinesisStreamParameters["onPartialBatchItemFailure"],
    deadLetterConfig: { arn: parameters.section("DeadLetterConfig").optionalText("Arn") },
  };
}
