// What EventBridge Pipes refuses of a definition that is well formed: all of it at once, a field each.

import { parseArn } from "../../aws/arn.ts";
import type { DeliveryEnd } from "../../aws/delivery.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { compileRecordFilter } from "../../event-sources/record-filter.ts";
import type { DeliveryRouter } from "../house.ts";
import { type PipeDefinition, type StreamParameters, sourceKindOf, sourceKinds } from "./pipe-definition.ts";
import { filteredPayload } from "./sources/filtered-payload.ts";
import { templateProblem } from "./stages/input-template.ts";
import { invocationType } from "./stages/target-parameters.ts";

export interface FieldProblem {
  readonly name: string;
  readonly message: string;
}

const missing = "Missing required parameter.";
const leastRecordAgeSeconds = 60;

export type CheckRouter = Pick<DeliveryRouter, "isServed" | "targetOf">;

/** Throws ValidationException with every field that is wrong. */
export function checkDefinition(definition: PipeDefinition, router: CheckRouter): void {
  const problems = [
    ...sourceProblems(definition),
    ...filterProblems(definition),
    ...enrichmentProblems(definition, router),
    ...targetProblems(definition, router),
    ...logProblems(definition),
  ];
  if (problems.length > 0) throw invalidFields(problems);
}

/** As the service spells what is wrong with fields. */
function invalidFields(fieldList: readonly FieldProblem[]): ServiceError {
  const ValidationErrorFields = fieldList.map(({ name, message }) => ({ Name: name, Message: message }));
  return new ServiceError("ValidationException", JSON.stringify({ ValidationErrorFields }), {
    members: { fieldList },
  });
}

const unreadSources: Readonly<Record<string, string>> = {
  kafka: "Amazon MSK clusters",
  mq: "Amazon MQ brokers",
};

function unread(source: string): string | undefined {
  if (source.startsWith("smk://")) return "self-managed Apache Kafka clusters";
  return unreadSources[parseArn(source)?.service ?? ""];
}

export interface PipeEnds {
  readonly source: string;
  /** Empty where there is none. */
  readonly enrichment: string;
  readonly target: string;
}

/** What is not here of what a pipe reads and leads to; undefined where nothing is missed. */
export function missedBy(
  { source, enrichment, target }: PipeEnds,
  { isServed }: Pick<CheckRouter, "isServed">,
): string | undefined {
  const what = unread(source);
  if (what !== undefined) return `${what} are not read by the local region`;
  const other = [enrichment, target].find((arn) => parseArn(arn) !== undefined && !isServed(arn));
  return other === undefined ? undefined : `the local region does not deliver to ${other}`;
}

function sourceProblems({ Source, SourceParameters = {} }: PipeDefinition): readonly FieldProblem[] {
  const kind = sourceKindOf(Source);
  if (kind === undefined) {
    const what = unread(Source);
    const message =
      what === undefined
        ? `${Source} is not a supported source: expected a Kinesis stream, a DynamoDB stream or an SQS queue.`
        : `${what} are not read by the local region: expected a Kinesis stream, a DynamoDB stream or an SQS queue.`;
    return [{ name: "Source", message }];
  }
  const { parameters } = sourceKinds[kind];
  const others = Object.keys(SourceParameters).filter(
    (name) => name !== "FilterCriteria" && name !== parameters,
  );
  const problems = others.map((name) => ({
    name: `SourceParameters.${name}`,
    message: `Parameters of another source than ${Source}.`,
  }));
  const given: StreamParameters | undefined = SourceParameters[parameters];
  if (kind === "sqs") return [...problems, ...queueProblems(Source, given ?? {})];
  if (given?.StartingPosition === undefined)
    return [...problems, { name: `SourceParameters.${parameters}`, message: missing }];
  return [...problems, ...streamProblems(`SourceParameters.${parameters}`, given)];
}

function queueProblems(source: string, parameters: StreamParameters): readonly FieldProblem[] {
  const { BatchSize = 10, MaximumBatchingWindowInSeconds: window = 0 } = parameters;
  if (source.endsWith(".fifo")) {
    return [
      ...(BatchSize > 10
        ? [{ name: "BatchSize", message: "BatchSize of a FIFO queue must be at most 10." }]
        : []),
      ...(window > 0
        ? [{ name: "MaximumBatchingWindowInSeconds", message: "FIFO queues have no batching window." }]
        : []),
    ];
  }
  if (BatchSize <= 10 || window > 0) return [];
  const message =
    "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10";
  return [{ name: "MaximumBatchingWindowInSeconds", message }];
}

function streamProblems(place: string, parameters: StreamParameters): readonly FieldProblem[] {
  const { MaximumRecordAgeInSeconds: age = -1, MaximumBatchingWindowInSeconds: window = 0 } = parameters;
  const problems: FieldProblem[] = [];
  if (age !== -1 && age < leastRecordAgeSeconds)
    problems.push({
      name: "MaximumRecordAgeInSeconds",
      message: "MaximumRecordAgeInSeconds must be either -1 (forever) or between 60 and 604800 (inclusive)",
    });
  if (age !== -1 && window >= age)
    problems.push({
      name: "MaximumBatchingWindowInSeconds",
      message: "MaximumBatchingWindowInSeconds must be less than MaximumRecordAgeInSeconds.",
    });
  const isAtTimestamp = parameters.StartingPosition === "AT_TIMESTAMP";
  if (isAtTimestamp !== (parameters.StartingPositionTimestamp !== undefined))
    problems.push({
      name: `${place}.StartingPositionTimestamp`,
      message: isAtTimestamp ? missing : "StartingPositionTimestamp is for the position AT_TIMESTAMP only.",
    });
  const deadLetters = parameters.DeadLetterConfig?.Arn;
  if (deadLetters !== undefined && !["sqs", "sns"].includes(parseArn(deadLetters)?.service ?? ""))
    problems.push({
      name: `${place}.DeadLetterConfig.Arn`,
      message: "Expected the ARN of an SQS queue or an SNS topic.",
    });
  return problems;
}

function filterProblems({ Source, SourceParameters }: PipeDefinition): readonly FieldProblem[] {
  const kind = sourceKindOf(Source);
  if (kind === undefined) return [];
  const { Filters = [] } = SourceParameters?.FilterCriteria ?? {};
  return Filters.flatMap(({ Pattern }, index) => {
    if (Pattern === undefined) return [];
    try {
      compileRecordFilter([Pattern], filteredPayload[kind]);
      return [];
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return [{ name: `SourceParameters.FilterCriteria.Filters[${index}].Pattern`, message: error.message }];
    }
  });
}

/** Which services' resources can enrich events. */
const enriching = new Set(["execute-api", "lambda", "states", "events"]);

function enrichmentProblems(definition: PipeDefinition, router: CheckRouter): readonly FieldProblem[] {
  const { Enrichment = "", EnrichmentParameters = {} } = definition;
  const problems = templateProblems("EnrichmentParameters.InputTemplate", EnrichmentParameters.InputTemplate);
  if (Enrichment === "") return problems;
  const parts = parseArn(Enrichment);
  const isKind =
    enriching.has(parts?.service ?? "") &&
    (parts?.service !== "events" || parts.resource.startsWith("api-destination/"));
  if (!isKind || !router.isServed(Enrichment)) {
    const message = `${Enrichment} does not enrich events in the local region: expected a Lambda function, an Express state machine, a REST API or an API destination.`;
    return [...problems, { name: "Enrichment", message }];
  }
  return [...problems, ...deliveryProblems("Enrichment", Enrichment, "answered", router)];
}

/** Parameters of targets that are in no region here. */
const otherTargets = [
  "BatchJobParameters",
  "EcsTaskParameters",
  "RedshiftDataParameters",
  "SageMakerPipelineParameters",
  "TimestreamParameters",
];

function targetProblems(definition: PipeDefinition, router: CheckRouter): readonly FieldProblem[] {
  const { Target, TargetParameters: parameters = {} } = definition;
  const problems = [...templateProblems("TargetParameters.InputTemplate", parameters.InputTemplate)];
  for (const name of otherTargets.filter((other) => Object.hasOwn(parameters, other)))
    problems.push({
      name: `TargetParameters.${name}`,
      message: "Targets of this kind are not in the local region.",
    });
  if (!router.isServed(Target)) {
    problems.push({ name: "Target", message: `The local region does not deliver events to ${Target}.` });
    return problems;
  }
  const { service = "" } = parseArn(Target) ?? {};
  if (service === "kinesis" && parameters.KinesisStreamParameters === undefined)
    problems.push({ name: "TargetParameters.KinesisStreamParameters", message: missing });
  if (service === "sqs" && Target.endsWith(".fifo") && !parameters.SqsQueueParameters?.MessageGroupId)
    problems.push({ name: "TargetParameters.SqsQueueParameters.MessageGroupId", message: missing });
  if (parameters.EventBridgeEventBusParameters?.EndpointId !== undefined)
    problems.push({
      name: "TargetParameters.EventBridgeEventBusParameters.EndpointId",
      message: "There are no global endpoints in the local region.",
    });
  const until = invocationType(parameters) === "FIRE_AND_FORGET" ? "accepted" : "answered";
  return [...problems, ...deliveryProblems("Target", Target, until, router)];
}

function deliveryProblems(
  name: string,
  arn: string,
  until: DeliveryEnd,
  router: CheckRouter,
): readonly FieldProblem[] {
  try {
    router.targetOf(arn).check?.(arn, until);
    return [];
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return [{ name, message: error.message }];
  }
}

function templateProblems(name: string, template: string | undefined): readonly FieldProblem[] {
  const problem = template === undefined ? undefined : templateProblem(template);
  return problem === undefined ? [] : [{ name, message: problem }];
}

function logProblems({ LogConfiguration: log }: PipeDefinition): readonly FieldProblem[] {
  if (log === undefined) return [];
  const { CloudwatchLogsLogDestination: group, S3LogDestination: bucket } = log;
  const { FirehoseLogDestination: stream } = log;
  if (bucket !== undefined && (bucket.OutputFormat ?? "json") !== "json")
    return [
      {
        name: "LogConfiguration.S3LogDestination.OutputFormat",
        message: "EventBridge currently only supports json formatting.",
      },
    ];
  if (log.Level !== "OFF" && group === undefined && bucket === undefined && stream === undefined)
    return [{ name: "LogConfiguration", message: "A log level other than OFF requires a log destination." }];
  return [];
}
