// What UpdateTable may be asked for.

import { indexName, tableName } from "../../requests/members.ts";
import {
  anything,
  bool,
  list,
  optional,
  required,
  structure,
  text,
  type ValueOf,
} from "../../requests/shape.ts";
import {
  attributeDefinitions,
  billingMode,
  encryptionSpecification,
  globalIndex,
  onDemandThroughput,
  streamSpecification,
  throughput,
} from "../../requests/table-members.ts";

const indexUpdate = structure({
  Update: optional(
    structure({
      IndexName: required(indexName),
      ProvisionedThroughput: optional(throughput),
      OnDemandThroughput: optional(onDemandThroughput),
      WarmThroughput: optional(anything),
    }),
  ),
  Create: optional(globalIndex),
  Delete: optional(structure({ IndexName: required(indexName) })),
});

export const updateTableShape = structure({
  AttributeDefinitions: optional(attributeDefinitions),
  TableName: required(tableName),
  BillingMode: optional(billingMode),
  ProvisionedThroughput: optional(throughput),
  GlobalSecondaryIndexUpdates: optional(list(indexUpdate)),
  StreamSpecification: optional(streamSpecification),
  SSESpecification: optional(encryptionSpecification),
  ReplicaUpdates: optional(anything),
  TableClass: optional(text()),
  DeletionProtectionEnabled: optional(bool()),
  MultiRegionConsistency: optional(anything),
  GlobalTableWitnessUpdates: optional(anything),
  OnDemandThroughput: optional(onDemandThroughput),
  WarmThroughput: optional(anything),
});

export type UpdateTableRequest = ValueOf<typeof updateTableShape>;
