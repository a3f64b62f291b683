// Sources that Lambda polls: streams, queues, clusters of brokers. Each becomes an event source mapping.

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { isDraft, own, pick, present } from "../draft.ts";
import type { Invokable, RoleNeed } from "../function/invokable.ts";
import { sub } from "../intrinsics.ts";
import { bucketPolicy, queuePolicy, topicPolicy } from "../policies/resource-policies.ts";
import { mqPolicy, selfManagedKafkaPolicy } from "./broker-policies.ts";
import type { EventSource } from "./event-source.ts";

interface MappedSource {
  /** The property that names the source. */
  readonly source?: string;
  readonly managedPolicy?: string;
  readonly policy?: (event: EventSource) => JsonObject | undefined;
  readonly more?: (event: EventSource) => JsonObject;
}

const sources: Readonly<Record<string, MappedSource>> = {
  Kinesis: { source: "Stream", managedPolicy: "AWSLambdaKinesisExecutionRole" },
  DynamoDB: { source: "Stream", managedPolicy: "AWSLambdaDynamoDBExecutionRole" },
  SQS: { source: "Queue", managedPolicy: "AWSLambdaSQSQueueExecutionRole" },
  MSK: { source: "Stream", managedPolicy: "AWSLambdaMSKExecutionRole", more: managedKafka },
  SelfManagedKafka: { policy: selfManagedKafkaPolicy, more: selfManagedKafka },
  MQ: { source: "Broker", policy: mqPolicy },
  DocumentDB: { source: "Cluster", policy: documentDbPolicy, more: documentDb },
};

export const mappedSources = Object.keys(sources);

/** What Lambda takes under the same name as SAM. */
const passed = [
  "BatchSize",
  "BisectBatchOnFunctionError",
  "Enabled",
  "FilterCriteria",
  "FunctionResponseTypes",
  "KmsKeyArn",
  "LoggingConfig",
  "MaximumBatchingWindowInSeconds",
  "MaximumRecordAgeInSeconds",
  "MaximumRetryAttempts",
  "MetricsConfig",
  "ParallelizationFactor",
  "ProvisionedPollerConfig",
  "Queues",
  "ScalingConfig",
  "SourceAccessConfigurations",
  "StartingPosition",
  "StartingPositionTimestamp",
  "Topics",
  "TumblingWindowInSeconds",
];

const destinationPolicies: Readonly<Record<string, (id: string, target: Json) => JsonObject>> = {
  SQS: queuePolicy,
  SNS: topicPolicy,
  S3: bucketPolicy,
};

export function eventSourceMapping(event: EventSource, { name }: Invokable): RoleNeed {
  const kind = sources[event.type] as MappedSource;
  const destination = failureDestination(event);
  event.add(
    event.id,
    "AWS::Lambda::EventSourceMapping",
    present({
      ...pick(event.properties, passed),
      EventSourceArn: kind.source === undefined ? undefined : event.required(kind.source),
      FunctionName: name,
      DestinationConfig: destination?.config,
      ...kind.more?.(event),
    }),
  );
  const policy = kind.policy?.(event);
  return {
    managedPolicies: kind.managedPolicy === undefined ? [] : [kind.managedPolicy],
    policies: [policy, destination?.policy].filter((needed) => needed !== undefined),
  };
}

interface FailureDestination {
  readonly config: JsonObject;
  readonly policy?: JsonObject;
}

function failureDestination(event: EventSource): FailureDestination | undefined {
  const config = event.property("DestinationConfig");
  if (config === undefined) return undefined;
  const failure = own(config, "OnFailure");
  if (!isDraft(failure))
    return event.fail("'OnFailure' is a required field for 'DestinationConfig'", "DestinationConfig");
  const [type, target] = [own(failure, "Type"), own(failure, "Destination")];
  const { Type: _, ...rest } = failure;
  const named = { config: { ...(config as JsonObject), OnFailure: rest } };
  if (type === undefined || type === null) return named;
  const known = typeof type === "string" && (type === "Kafka" || Object.hasOwn(destinationPolicies, type));
  if (!known || (type === "Kafka" && !event.type.endsWith("Kafka") && event.type !== "MSK"))
    return event.fail(
      "The only valid values for 'Type' are ['SQS', 'SNS', 'S3', 'Kafka']",
      "DestinationConfig",
      "OnFailure",
      "Type",
    );
  const policy = destinationPolicies[type];
  return policy === undefined || target === undefined
    ? named
    : { ...named, policy: policy(event.id, target) };
}

function managedKafka(event: EventSource): JsonObject {
  const config = kafkaConfig(event);
  return config === undefined ? {} : { AmazonManagedKafkaEventSourceConfig: config };
}

function kafkaConfig(event: EventSource): JsonObject | undefined {
  const config = pick(event.properties, ["ConsumerGroupId", "SchemaRegistryConfig"]);
  return Object.keys(config).length === 0 ? undefined : config;
}

function selfManagedKafka(event: EventSource): JsonObject {
  const servers = event.property("KafkaBootstrapServers");
  const config = kafkaConfig(event);
  return present({
    SelfManagedEventSource:
      servers === undefined ? undefined : { Endpoints: { KafkaBootstrapServers: servers } },
    SelfManagedKafkaEventSourceConfig: config,
  });
}

function documentDb(event: EventSource): JsonObject {
  return {
    DocumentDBEventSourceConfig: pick(event.properties, ["CollectionName", "DatabaseName", "FullDocument"]),
  };
}

function documentDbPolicy(event: EventSource): JsonObject {
  const configurations = event.required("SourceAccessConfigurations");
  const secret = Array.isArray(configurations) ? own(configurations[0] as Json, "URI") : undefined;
  const key = event.property("SecretsManagerKmsKeyId");
  const statements: JsonObject[] = [
    { Action: ["secretsmanager:GetSecretValue"], Effect: "Allow", Resource: secret ?? "*" },
    {
      Action: ["rds:DescribeDBClusterParameters"],
      Effect: "Allow",
      Resource: sub("arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}:cluster-pg:*"),
    },
    {
      Action: ["rds:DescribeDBSubnetGroups"],
      Effect: "Allow",
      Resource: sub("arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}:subgrp:*"),
    },
    { Action: ["rds:DescribeDBClusters"], Effect: "Allow", Resource: event.required("Cluster") },
    {
      Action: [
        "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeVpcs",
        "ec2:DescribeSubnets",
        "ec2:DescribeSecurityGroups",
      ],
      Effect: "Allow",
      Resource: "*",
    },
  ];
  if (key !== undefined)
    statements.push({
      Action: "kms:Decrypt",
      Effect: "Allow",
      Resource: sub(`arn:\${AWS::Partition}:kms:\${AWS::Region}:\${AWS::AccountId}:key/${String(key)}`),
    });
  return {
    PolicyName: "SamAutoGeneratedDocumentDBPolicy",
    PolicyDocument: { Version: "2012-10-17", Statement: statements },
  };
}
