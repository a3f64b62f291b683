// AWS::Pipes::Pipe, from a Kinesis stream to whatever can be delivered to by ARN.

import { formatArn } from "../../aws/arn.ts";
import type { Properties } from "../../aws/template/properties.ts";
import type { ResourceKind } from "../../aws/template/resource-kind.ts";
import type { Pipes } from "./pipes.ts";
import type { KinesisStreamParameters } from "./settings.ts";
import type { PipeTargetParameters } from "./target.ts";

export const pipe: ResourceKind<Pipes> = {
  type: "AWS::Pipes::Pipe",
  create(properties, { service: pipes, identity, generatedName }) {
    properties.inert("Description", "KmsKeyIdentifier", "Tags", "LogConfiguration");
    properties.refuse("Enrichment", "a batch would reach its target without it");
    const source = properties.section("SourceParameters");
    source.refuse("FilterCriteria", "records that are to be left out would be delivered");
    const name = properties.optionalText("Name") ?? generatedName;
    const arn = formatArn(identity, "pipes", `pipe/${name}`);
    const target = properties.section("TargetParameters");
    target.refuse("InputTemplate", "the target would get another input than on AWS");
    const running = properties.optionalText("DesiredState") !== "STOPPED";
    const { createdAt } = pipes.create({
      name,
      arn,
      roleArn: properties.text("RoleArn"),
      sourceArn: streamArn(properties),
      parameters: kinesisParameters(source.section("KinesisStreamParameters")),
      targetArn: properties.text("Target"),
      targetParameters: targetParameters(target),
      running,
    });
    const time = new Date(createdAt).toISOString();
    return {
      ref: name,
      attributes: {
        Arn: arn,
        CurrentState: running ? "RUNNING" : "STOPPED",
        StateReason: "",
        CreationTime: time,
        LastModifiedTime: time,
      },
    };
  },
};

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
