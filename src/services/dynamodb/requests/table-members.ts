// Members of requests that make or change tables.

import { validationError } from "../refusals.ts";
import { indexName } from "./members.ts";
import { anything, bool, integer, list, oneOf, optional, required, structure, text } from "./shape.ts";

export const throughput = structure({
  WriteCapacityUnits: required(integer({ min: 1 })),
  ReadCapacityUnits: required(integer({ min: 1 })),
});

export const attributeDefinitions = list(
  structure({
    AttributeName: required(text({ min: 1, max: 255 })),
    AttributeType: required(oneOf("B", "N", "S")),
  }),
);

const keySchemaElement = structure({
  AttributeName: required(text({ min: 1, max: 255 })),
  KeyType: required(oneOf("HASH", "RANGE")),
});

export const keySchema = list(keySchemaElement, { min: 1, max: 2 });

const projection = structure({
  ProjectionType: optional(oneOf("ALL", "INCLUDE", "KEYS_ONLY")),
  NonKeyAttributes: optional(list(text({ min: 1, max: 255 }), { min: 1, max: 20 })),
});

/** -1 takes a limit away. */
export const onDemandThroughput = structure({
  MaxReadRequestUnits: optional(integer({ min: -1 })),
  MaxWriteRequestUnits: optional(integer({ min: -1 })),
});

export const localIndex = structure({
  IndexName: required(indexName),
  KeySchema: required(keySchema),
  Projection: required(projection),
});

export const globalIndex = structure({
  IndexName: required(indexName),
  KeySchema: required(list(keySchemaElement, { min: 1, max: 8 })),
  Projection: required(projection),
  ProvisionedThroughput: optional(throughput),
  OnDemandThroughput: optional(onDemandThroughput),
  WarmThroughput: optional(anything),
});

export const streamSpecification = structure({
  StreamEnabled: required(bool()),
  StreamViewType: optional(oneOf("OLD_IMAGE", "KEYS_ONLY", "NEW_AND_OLD_IMAGES", "NEW_IMAGE")),
});

export const encryptionSpecification = structure({
  Enabled: optional(bool()),
  SSEType: optional(oneOf("AES256", "KMS")),
  KMSMasterKeyId: optional(text()),
});

export const billingMode = oneOf("PROVISIONED", "PAY_PER_REQUEST");

export const tags = list(structure({ Key: optional(text()), Value: optional(text()) }));

/** AWS asks for a table's name in words of its own before it looks at anything else. */
export function requireParameter(name: string, value: unknown): void {
  if (value === undefined || value === null) {
    throw validationError(`The parameter '${name}' is required but was not present in the request`);
  }
}
