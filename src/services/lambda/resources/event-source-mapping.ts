// AWS::Lambda::EventSourceMapping, from a stream or a queue to a function.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html

import { parseArn } from "../../../aws/arn.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { LiveMapping } from "../event-source-mappings/live-mapping.ts";
import type { GivenSettings } from "../event-source-mappings/mapping-checks.ts";
import { type MappingSettings, mappingArn } from "../event-source-mappings/mapping-record.ts";
import type { Lambda } from "../lambda.ts";

/** What only sources have that are not here. */
const ofOtherSources: Readonly<Record<string, string>> = {
  DocumentDBEventSourceConfig: "Amazon DocumentDB",
  Queues: "Amazon MQ",
  SelfManagedEventSource: "Kafka",
  SelfManagedKafkaEventSourceConfig: "Kafka",
  AmazonManagedKafkaEventSourceConfig: "Amazon MSK",
  Topics: "Kafka",
  SourceAccessConfigurations: "such source",
};
/** By the service in their ARNs. */
const otherSources: Readonly<Record<string, string>> = {
  ...{ kafka: "Amazon MSK", mq: "Amazon MQ", rds: "Amazon DocumentDB" },
};

export const lambdaEventSourceMapping: ResourceKind<Lambda> = {
  type: "AWS::Lambda::EventSourceMapping",
  missed(values) {
    const service = parseArn(String(values.EventSourceArn))?.service ?? "";
    const named = Object.keys(ofOtherSources).find((name) => values[name] !== undefined);
    const source = otherSources[service] ?? (named === undefined ? undefined : ofOtherSources[named]);
    return source === undefined ? undefined : `there is no ${source}, which would invoke its function`;
  },
  async create(properties, { service: lambda, mayExist }) {
    const { mappings } = lambda;
    const sourceArn = properties.text("EventSourceArn");
    const wanted = mappingIn(properties);
    const present = mayExist
      ? mappings.find(sourceArn, mappings.functionArn(wanted.functionName))
      : undefined;
    if (present === undefined) return created(lambda, mappings.create({ ...wanted, sourceArn }));
    return settled(lambda, present.record.uuid, wanted);
  },
  update: (properties, { service: lambda, ref }) => {
    properties.inert("EventSourceArn");
    return settled(lambda, ref, mappingIn(properties));
  },
  async delete(ref, { service: { mappings, functions } }) {
    const mapping = mappings.all.find(({ record }) => record.uuid === ref);
    if (mapping === undefined) return;
    await mapping.settled;
    mappings.delete(ref);
    await mapping.settled;
    await functions.book.committed();
  },
};

async function settled(lambda: Lambda, uuid: string, wanted: WantedMapping): Promise<CreatedResource> {
  const { mappings } = lambda;
  await mappings.get(uuid).settled;
  const { StartingPosition: _, StartingPositionTimestamp: __, ...settings } = wanted.settings;
  const mapping = mappings.update(uuid, { ...wanted, settings });
  await mapping.settled;
  mappings.setTags(uuid, wanted.tags);
  return created(lambda, mapping);
}

async function created({ functions }: Lambda, { record }: LiveMapping): Promise<CreatedResource> {
  await functions.book.committed();
  const arn = mappingArn(record, functions.identity);
  return { ref: record.uuid, attributes: { Id: record.uuid, EventSourceMappingArn: arn } };
}

interface WantedMapping {
  readonly functionName: string;
  readonly isEnabled: boolean;
  readonly settings: GivenSettings;
  readonly tags: Readonly<Record<string, string>>;
}

function mappingIn(properties: Properties): WantedMapping {
  properties.inert("KmsKeyArn", "LoggingConfig", ...Object.keys(ofOtherSources));
  const destination = properties
    .section("DestinationConfig")
    .section("OnFailure")
    .optionalText("Destination");
  const filters = properties.section("FilterCriteria").sections("Filters");
  const metrics = properties.section("MetricsConfig").texts("Metrics");
  const timestamp = properties.optionalNumber("StartingPositionTimestamp");
  const concurrency = properties.section("ScalingConfig").optionalNumber("MaximumConcurrency");
  const pollers = properties.section("ProvisionedPollerConfig");
  return {
    functionName: properties.text("FunctionName"),
    isEnabled: properties.optionalBoolean("Enabled") ?? true,
    tags: properties.tags(),
    // What values are allowed is the mapping's business: it refuses the others in Lambda's words.
    settings: {
      BatchSize: properties.optionalNumber("BatchSize"),
      MaximumBatchingWindowInSeconds: properties.optionalNumber("MaximumBatchingWindowInSeconds"),
      FunctionResponseTypes: properties.texts(
        "FunctionResponseTypes",
      ) as MappingSettings["FunctionResponseTypes"],
      FilterCriteria: { Filters: filters.map((each) => ({ Pattern: each.text("Pattern") })) },
      MetricsConfig: { Metrics: metrics },
      StartingPosition: properties.optionalText("StartingPosition") as MappingSettings["StartingPosition"],
      StartingPositionTimestamp: timestamp,
      ParallelizationFactor: properties.optionalNumber("ParallelizationFactor"),
      MaximumRetryAttempts: properties.optionalNumber("MaximumRetryAttempts"),
      MaximumRecordAgeInSeconds: properties.optionalNumber("MaximumRecordAgeInSeconds"),
      BisectBatchOnFunctionError: properties.optionalBoolean("BisectBatchOnFunctionError"),
      TumblingWindowInSeconds: properties.optionalNumber("TumblingWindowInSeconds"),
      DestinationConfig: destination === undefined ? undefined : { OnFailure: { Destination: destination } },
      ProvisionedPollerConfig: properties.has("ProvisionedPollerConfig")
        ? {
            MinimumPollers: pollers.optionalNumber("MinimumPollers"),
            MaximumPollers: pollers.optionalNumber("MaximumPollers"),
            PollerGroupName: pollers.optionalText("PollerGroupName"),
          }
        : undefined,
      ScalingConfig: concurrency === undefined ? undefined : { MaximumConcurrency: concurrency },
    },
  };
}
