// What requests say of sources of events that this region does not read: AWS holds it against its bounds before it looks for the source.

import { listOf, mapOf, oneOf, optional, structure, text } from "../../../aws/wire/shape.ts";
import { invalidParameter } from "../functions/refusals.ts";
import { arn } from "./uri-bounds.ts";

const place = text({ min: 1, max: 200, pattern: "[a-zA-Z0-9-\\/*:_+=.@-]*" });
const ofKafka = structure({
  ConsumerGroupId: optional(place),
  SchemaRegistryConfig: optional(
    structure({
      SchemaRegistryURI: optional(text({ min: 1, max: 10_000, pattern: "[a-zA-Z0-9-\\/*:_+=.@-]*" })),
      EventRecordFormat: optional(oneOf("JSON", "SOURCE")),
      AccessConfigs: optional(
        listOf(
          structure({
            Type: optional(oneOf("BASIC_AUTH", "CLIENT_CERTIFICATE_TLS_AUTH", "SERVER_ROOT_CA_CERTIFICATE")),
            URI: optional(arn),
          }),
        ),
      ),
      SchemaValidationConfigs: optional(listOf(structure({ Attribute: optional(oneOf("KEY", "VALUE")) }))),
    }),
  ),
});
const endpoint = text({
  ...{ min: 1, max: 300 },
  pattern:
    "(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\\-]*[a-zA-Z0-9])\\.)*([A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9\\-]*[A-Za-z0-9]):[0-9]{1,5}",
});

export const ofOtherSources = {
  SelfManagedEventSource: optional(
    structure({ Endpoints: optional(mapOf(listOf(endpoint, { min: 1, max: 10 }))) }),
  ),
  SelfManagedKafkaEventSourceConfig: optional(ofKafka),
  AmazonManagedKafkaEventSourceConfig: optional(ofKafka),
  DocumentDBEventSourceConfig: optional(
    structure({
      DatabaseName: optional(text({ min: 1, max: 63, pattern: "[^ /\\.$\\x22]*" })),
      CollectionName: optional(
        text({ min: 1, max: 57, pattern: "(^(?!(system\\x2e)))(^[_a-zA-Z0-9])([^$]*)" }),
      ),
      FullDocument: optional(oneOf("UpdateLookup", "Default")),
    }),
  ),
  Topics: optional(
    listOf(text({ min: 1, max: 249, pattern: "[^.]([a-zA-Z0-9\\-_.]+)" }), { min: 1, max: 1 }),
  ),
  Queues: optional(listOf(text({ min: 1, max: 1000, pattern: "[\\s\\S]*" }), { min: 1, max: 1 })),
  SourceAccessConfigurations: optional(
    listOf(
      structure({
        Type: optional(
          oneOf(
            ...[
              "BASIC_AUTH",
              "VPC_SUBNET",
              "VPC_SECURITY_GROUP",
              "SASL_SCRAM_512_AUTH",
              "SASL_SCRAM_256_AUTH",
            ],
            ...["VIRTUAL_HOST", "CLIENT_CERTIFICATE_TLS_AUTH", "SERVER_ROOT_CA_CERTIFICATE"],
          ),
        ),
        URI: optional(place),
      }),
      { max: 22 },
    ),
  ),
};

export function givenOfOtherSources(request: object): readonly string[] {
  const given = request as Readonly<Record<string, unknown>>;
  return Object.keys(ofOtherSources).filter((name) => given[name] !== undefined);
}

/** Throws InvalidParameterValueException. */
export function checkSource(request: object): void {
  const given = givenOfOtherSources(request);
  if (given.length > 0)
    throw invalidParameter(
      `Unrecognized event source. This region reads Kinesis streams, DynamoDB streams and SQS queues, and nothing that is described by ${given.join(", ")}.`,
    );
}
