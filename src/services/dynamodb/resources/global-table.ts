// AWS::DynamoDB::GlobalTable, as far as it is a table of this region: what its replica here says is the table's.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { Json, JsonObject } from "../../../aws/json.ts";
import { alreadyExists } from "../../../aws/template/already-exists.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import { given } from "../../../aws/wire/given.ts";
import type { Tables } from "../tables.ts";
import { deleteTable, deployed, destinationIn, encryptionOf, expiryIn, numbersIn, tableIn } from "./table.ts";

export const dynamoDbGlobalTable: ResourceKind<Tables> = {
  type: "AWS::DynamoDB::GlobalTable",
  async create(properties, { service: tables, identity, generatedName, mayExist }) {
    const name = properties.optionalText("TableName") ?? generatedName;
    if (!mayExist && (await tableIn(tables, name)) !== undefined)
      throw alreadyExists("AWS::DynamoDB::GlobalTable", name);
    return settle(tables, name, { properties, identity });
  },
  update(properties, { service: tables, identity, ref }) {
    properties.inert("TableName");
    return settle(tables, ref, { properties, identity });
  },
  delete: (ref, { service: tables }) => deleteTable(tables, ref),
};

interface WantedGlobalTable {
  readonly properties: Properties;
  readonly identity: RegionIdentity;
}

async function settle(
  tables: Tables,
  name: string,
  { properties, identity }: WantedGlobalTable,
): Promise<CreatedResource> {
  properties.inert("WarmThroughput");
  properties.refuse("GlobalTableSourceArn", "there is one region");
  properties.withoutEffect("VectorIndexes", "nothing is found by vectors");
  properties.withoutEffect("GlobalTableWitnesses", "there is one region");
  properties.withoutEffect("MultiRegionConsistency", "there is one region");
  const replica = replicaHere(properties, identity);
  const recovery = replica.section("PointInTimeRecoverySpecification");
  const isRecovered = recovery.optionalBoolean("PointInTimeRecoveryEnabled");
  const days = recovery.optionalNumber("RecoveryPeriodInDays") ?? 35;
  const created = await deployed(tables, properties, {
    request: tableRequest(name, properties, replica),
    timeToLive: expiryIn(properties),
    destination: destinationIn(replica),
    pointInTimeRecoveryDays: isRecovered === true ? days : undefined,
  });
  const tableId = (await tableIn(tables, name))?.TableId ?? "";
  return { ...created, attributes: { ...created.attributes, TableId: tableId } };
}

/** Throws TemplateError if there is none. */
function replicaHere(properties: Properties, { region }: RegionIdentity): Properties {
  const replicas = properties.sections("Replicas").map((replica) => {
    replica.inert(
      ...[
        "ContributorInsightsSpecification",
        "GlobalTableSettingsReplicationMode",
        "ReplicaStreamSpecification",
      ],
      ...["ResourcePolicy", "SSESpecification"],
    );
    return { replica, isHere: replica.text("Region") === region };
  });
  for (const { replica, isHere } of replicas)
    if (!isHere) replica.withoutEffect("Region", `there is one region, ${region}`);
  // What the table says of reading is of every replica that does not say its own.
  properties.inert("ReadOnDemandThroughputSettings", "ReadProvisionedThroughputSettings");
  properties.inert("WriteOnDemandThroughputSettings", "WriteProvisionedThroughputSettings");
  const here = replicas.find(({ isHere }) => isHere);
  return here?.replica ?? properties.fail("Replicas", `must have one of the region ${region}`);
}

function tableRequest(name: string, properties: Properties, replica: Properties): JsonObject {
  const taken = ["AttributeDefinitions", "KeySchema", "LocalSecondaryIndexes"].flatMap((member) => {
    const value = properties.json(member);
    return value === undefined ? [] : [[member, numbersIn(value)] as const];
  });
  const isProvisioned = properties.optionalText("BillingMode") === "PROVISIONED";
  const encryption = properties.section("SSESpecification");
  const isEncrypted = encryption.optionalBoolean("SSEEnabled");
  const viewType = properties.section("StreamSpecification").optionalText("StreamViewType");
  const indexes = globalIndexes(properties, replica, isProvisioned);
  return {
    ...Object.fromEntries(taken),
    TableName: name,
    ...(isProvisioned
      ? { BillingMode: "PROVISIONED", ProvisionedThroughput: throughput(properties, replica) }
      : { BillingMode: "PAY_PER_REQUEST", ...onDemandThroughput(properties, replica) }),
    ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes }),
    ...(viewType === undefined
      ? {}
      : { StreamSpecification: { StreamEnabled: true, StreamViewType: viewType } }),
    ...(isEncrypted === undefined ? {} : { SSESpecification: encryptionOf(isEncrypted, encryption) }),
    ...given("TableClass", replica.optionalText("TableClass")),
    ...given("DeletionProtectionEnabled", replica.optionalBoolean("DeletionProtectionEnabled")),
    ...given("Tags", replica.json("Tags")),
  };
}

function globalIndexes(properties: Properties, replica: Properties, isProvisioned: boolean): readonly Json[] {
  const ofReplica = new Map(
    replica.sections("GlobalSecondaryIndexes").map((index) => [index.text("IndexName"), index]),
  );
  return properties.sections("GlobalSecondaryIndexes").map((index) => {
    const name = index.text("IndexName");
    const here = ofReplica.get(name);
    here?.inert("ContributorInsightsSpecification");
    index.inert("WarmThroughput");
    return {
      IndexName: name,
      KeySchema: index.json("KeySchema") ?? index.fail("KeySchema", "is required"),
      Projection: index.json("Projection") ?? index.fail("Projection", "is required"),
      ...(isProvisioned
        ? { ProvisionedThroughput: throughput(index, here ?? index) }
        : onDemandThroughput(index, here)),
    };
  });
}

/** Nothing is scaled: what is provisioned is the least that it would ever be. */
function throughput(writes: Properties, reads: Properties): JsonObject {
  const write = writes.section("WriteProvisionedThroughputSettings");
  const read = (reads.has("ReadProvisionedThroughputSettings") ? reads : writes).section(
    "ReadProvisionedThroughputSettings",
  );
  const scaledWrite = write.section("WriteCapacityAutoScalingSettings");
  const scaledRead = read.section("ReadCapacityAutoScalingSettings");
  for (const scaled of [scaledWrite, scaledRead])
    scaled.inert("MaxCapacity", "SeedCapacity", "TargetTrackingScalingPolicyConfiguration");
  return {
    WriteCapacityUnits: scaledWrite.optionalNumber("MinCapacity") ?? 1,
    ReadCapacityUnits:
      read.optionalNumber("ReadCapacityUnits") ?? scaledRead.optionalNumber("MinCapacity") ?? 1,
  };
}

function onDemandThroughput(writes: Properties, reads: Properties | undefined): JsonObject {
  const most = {
    ...given(
      "MaxWriteRequestUnits",
      writes.section("WriteOnDemandThroughputSettings").optionalNumber("MaxWriteRequestUnits"),
    ),
    ...given(
      "MaxReadRequestUnits",
      (reads?.has("ReadOnDemandThroughputSettings") === true ? reads : writes)
        .section("ReadOnDemandThroughputSettings")
        .optionalNumber("MaxReadRequestUnits"),
    ),
  };
  return Object.keys(most).length === 0 ? {} : { OnDemandThroughput: most };
}
