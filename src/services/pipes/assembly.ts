// A pipe as its definition says: its source, its stages, its target.

import type { RegionIdentity } from "../../aws/arn.ts";
import type { LogSink } from "../../aws/log-sink.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { SourceQueues } from "../../event-sources/queue-source.ts";
import type { Repair } from "../../storage/damage.ts";
import type { Clock } from "../../time/clock.ts";
import type { AccessGuard } from "../permissions.ts";
import { checkReading } from "../source-permissions.ts";
import type { TakeBatch } from "./event-batch.ts";
import { Pipe } from "./pipe.ts";
import { type PipeDefinition, sourceKindOf } from "./pipe-definition.ts";
import { dynamoDbSource, type SourceTables } from "./sources/dynamodb-source.ts";
import { kinesisSource, type SourceStreams } from "./sources/kinesis-source.ts";
import type { OpenSource, SourceSettings } from "./sources/pipe-source.ts";
import { sqsSource } from "./sources/sqs-source.ts";
import type { BucketLogs } from "./stages/bucket-logs.ts";
import { compileEnrichment, largestEnrichmentBytes } from "./stages/enrichment.ts";
import { compileExecution } from "./stages/execution.ts";
import { ExecutionLog } from "./stages/execution-log.ts";
import { ExecutionMetrics, type RunningExecutions } from "./stages/execution-metrics.ts";
import { decodeEvent } from "./stages/implicit-data.ts";
import { compileInputTemplate } from "./stages/input-template.ts";
import { compileTarget, type PipeRouter, routedDeadLetter, type Target } from "./stages/target.ts";

export interface AssemblyParts {
  readonly router: PipeRouter;
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  /** Of checkpoints. */
  readonly directory: string | undefined;
  readonly repair: Repair | undefined;
  readonly streams: SourceStreams;
  readonly tables: SourceTables;
  readonly queues: SourceQueues;
  readonly metrics: MetricSink;
  readonly running: RunningExecutions;
  readonly logs: LogSink;
  readonly bucketLogs: BucketLogs;
  /** There if the roles of pipes hold. */
  readonly access?: AccessGuard | undefined;
}

export interface NamedDefinition {
  readonly name: string;
  readonly arn: string;
  readonly definition: PipeDefinition;
}

/** A Lambda function takes so much, and so may whatever takes events one by one. */
const usualPayloadBytes = 6 * 1024 * 1024;

/** Throws ServiceError for a source that is not there, and for one that the pipe's role may not read. */
export function assemblePipe(named: NamedDefinition, parts: AssemblyParts): Pipe {
  const { name, arn, definition } = named;
  const { RoleArn: roleArn, SourceParameters = {}, Source } = definition;
  const { router, clock, identity, directory, repair, access } = parts;
  const via = { service: "pipes.amazonaws.com", sourceArn: arn };
  checkReading(access, Source, { roleArn, sessionName: name, via });
  const kind = sourceKindOf(Source) ?? "kinesis";
  const target = compileTarget(
    { name, arn, roleArn },
    { arn: definition.Target, parameters: definition.TargetParameters ?? {}, decode: decodeEvent[kind] },
    router,
  );
  const streamParameters =
    SourceParameters.KinesisStreamParameters ?? SourceParameters.DynamoDBStreamParameters;
  const deadLetterArn = streamParameters?.DeadLetterConfig?.Arn;
  const settings: SourceSettings = {
    ...{ pipeName: name, pipeArn: arn, roleArn, sourceArn: Source, awsRegion: identity.region },
    ...{ clock, directory, repair },
    filters: (SourceParameters.FilterCriteria?.Filters ?? []).flatMap(({ Pattern = [] }) => Pattern),
    mostEvents: target.mostEvents,
    maximumPayloadBytes:
      definition.Enrichment === undefined
        ? (target.maximumPayloadBytes ?? usualPayloadBytes)
        : largestEnrichmentBytes,
    take: executionOf(named, target, parts),
    deadLetter:
      deadLetterArn === undefined
        ? undefined
        : routedDeadLetter({ name, arn, roleArn }, deadLetterArn, router),
  };
  return new Pipe(name, opened(settings, definition, parts));
}

function opened(settings: SourceSettings, definition: PipeDefinition, parts: AssemblyParts): OpenSource {
  const { SourceParameters = {}, Source } = definition;
  const kind = sourceKindOf(Source);
  if (kind === "kinesis")
    return kinesisSource(parts.streams, SourceParameters.KinesisStreamParameters ?? {}, settings);
  if (kind === "dynamodb")
    return dynamoDbSource(parts.tables, SourceParameters.DynamoDBStreamParameters ?? {}, settings);
  if (kind === "sqs") return sqsSource(parts.queues, SourceParameters.SqsQueueParameters ?? {}, settings);
  throw new ServiceError("ValidationException", `${Source} is no source of pipes in the local region`);
}

function executionOf(named: NamedDefinition, target: Target, parts: AssemblyParts): TakeBatch {
  const { name, arn, definition } = named;
  const { Enrichment, EnrichmentParameters = {}, TargetParameters = {} } = definition;
  const { metrics, running, identity, router, clock } = parts;
  const decode = decodeEvent[sourceKindOf(definition.Source) ?? "kinesis"];
  const templateOf = (text: string | undefined) =>
    text === undefined || text === "" ? undefined : compileInputTemplate(text, decode);
  const owner = { name, arn, roleArn: definition.RoleArn };
  return compileExecution({
    context: {
      ...{ pipeArn: arn, pipeName: name, sourceArn: definition.Source },
      ...{ enrichmentArn: Enrichment, targetArn: definition.Target },
    },
    ...{ clock, running },
    metrics: new ExecutionMetrics(metrics, name, identity.accountId),
    log: ExecutionLog.of(named, definition.LogConfiguration, parts),
    enrichment:
      Enrichment === undefined
        ? undefined
        : {
            enrich: compileEnrichment(
              owner,
              { arn: Enrichment, parameters: EnrichmentParameters, decode },
              router,
            ),
            template: templateOf(EnrichmentParameters.InputTemplate),
          },
    target,
    targetTemplate: templateOf(TargetParameters.InputTemplate),
  });
}
