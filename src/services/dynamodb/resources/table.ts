// AWS::DynamoDB::Table
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { alreadyExists } from "../../../aws/template/already-exists.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { WantedTable } from "../deploy-table.ts";
import { precisions } from "../destinations/destination.ts";
import type { Tables } from "../tables.ts";

/** What CreateTable takes as it stands in the template. */
const taken = [
  "AttributeDefinitions",
  "BillingMode",
  "GlobalSecondaryIndexes",
  "KeySchema",
  "LocalSecondaryIndexes",
  "OnDemandThroughput",
  "ProvisionedThroughput",
  "TableClass",
  "Tags",
];

export const dynamoDbTable: ResourceKind<Tables> = {
  type: "AWS::DynamoDB::Table",
  async create(properties, { service: tables, generatedName, mayExist }) {
    const name = properties.optionalText("TableName") ?? generatedName;
    if (!mayExist && (await tableIn(tables, name)) !== undefined)
      throw alreadyExists("AWS::DynamoDB::Table", name);
    return settle(tables, name, properties);
  },
  update(properties, { service: tables, ref }) {
    properties.inert("TableName");
    return settle(tables, ref, properties);
  },
  delete: (ref, { service: tables }) => deleteTable(tables, ref),
};

/** What DescribeTable tells of it; undefined if it is not there. */
export async function tableIn(tables: Tables, name: string): Promise<JsonObject | undefined> {
  try {
    const { Table: table } = await tables.request("DescribeTable", { TableName: name });
    return table as JsonObject;
  } catch (refusal) {
    if (refusal instanceof ServiceError && refusal.code === "ResourceNotFoundException") return undefined;
    throw refusal;
  }
}

export async function deleteTable(tables: Tables, name: string): Promise<void> {
  if ((await tableIn(tables, name)) !== undefined) await tables.request("DeleteTable", { TableName: name });
}

async function settle(tables: Tables, name: string, properties: Properties): Promise<CreatedResource> {
  // There are no insights here, nothing is refused for want of permission, and no table is slow at first.
  properties.inert("ContributorInsightsSpecification", "ResourcePolicy", "WarmThroughput");
  properties.withoutEffect("ImportSourceSpecification", "there is no import: the table is empty");
  properties.withoutEffect("VectorIndexes", "nothing is found by vectors");
  const recovery = properties.section("PointInTimeRecoverySpecification");
  const isRecovered = recovery.optionalBoolean("PointInTimeRecoveryEnabled");
  const days = recovery.optionalNumber("RecoveryPeriodInDays") ?? 35;
  return deployed(tables, properties, {
    request: tableRequest(name, properties),
    timeToLive: expiryIn(properties),
    destination: destinationIn(properties),
    pointInTimeRecoveryDays: isRecovered === true ? days : undefined,
  });
}

/** The attribute that says when an item expires. */
export function expiryIn(properties: Properties): string | undefined {
  const timeToLive = properties.section("TimeToLiveSpecification");
  const attribute = timeToLive.optionalText("AttributeName");
  return timeToLive.optionalBoolean("Enabled") === true ? attribute : undefined;
}

/** The Kinesis stream that is told of changes. */
export function destinationIn(properties: Properties): WantedTable["destination"] {
  const specification = properties.section("KinesisStreamSpecification");
  if (!properties.has("KinesisStreamSpecification")) return undefined;
  const asked = specification.optionalText("ApproximateCreationDateTimePrecision") ?? "MILLISECOND";
  const precision = precisions.find((each) => each === asked);
  if (precision === undefined)
    return specification.fail("ApproximateCreationDateTimePrecision", `must be ${precisions.join(" or ")}`);
  return { streamArn: specification.text("StreamArn"), precision };
}

export async function deployed(
  tables: Tables,
  properties: Properties,
  wanted: WantedTable,
): Promise<CreatedResource> {
  const ref = String(wanted.request.TableName);
  try {
    const { arn, streamArn } = await tables.deploy(wanted);
    return { ref, attributes: { Arn: arn, ...(streamArn === undefined ? {} : { StreamArn: streamArn }) } };
  } catch (refusal) {
    if (!(refusal instanceof ServiceError) || refusal.status >= 500) throw refusal;
    if (refusal.code !== "ResourceInUseException") return properties.fail("", refusal.message);
    return properties.fail(
      "KeySchema",
      `${refusal.message}: name the table otherwise, delete it, or start afresh with --reset`,
    );
  }
}

function tableRequest(name: string, properties: Properties): JsonObject {
  const members = taken.flatMap((member) => {
    const value = properties.json(member);
    return value === undefined ? [] : [[member, numbersIn(value)] as const];
  });
  const encryption = properties.section("SSESpecification");
  const isEncrypted = encryption.optionalBoolean("SSEEnabled");
  const stream = properties.section("StreamSpecification");
  stream.inert("ResourcePolicy");
  const viewType = stream.optionalText("StreamViewType");
  const isProtected = properties.optionalBoolean("DeletionProtectionEnabled");
  const request: Record<string, Json> = {
    ...Object.fromEntries(members),
    TableName: name,
    ...(isProtected === undefined ? {} : { DeletionProtectionEnabled: isProtected }),
    ...(viewType === undefined
      ? {}
      : { StreamSpecification: { StreamEnabled: true, StreamViewType: viewType } }),
    ...(isEncrypted === undefined ? {} : { SSESpecification: encryptionOf(isEncrypted, encryption) }),
  };
  // CloudFormation takes a table without either, and means PROVISIONED with a throughput that it then demands.
  if (request.ProvisionedThroughput === undefined) request.BillingMode ??= "PAY_PER_REQUEST";
  return request;
}

export function encryptionOf(isEnabled: boolean, encryption: Properties): JsonObject {
  const type = encryption.optionalText("SSEType");
  const key = encryption.optionalText("KMSMasterKeyId");
  return {
    Enabled: isEnabled,
    ...(type === undefined && key === undefined ? {} : { SSEType: type ?? "KMS" }),
    ...(key === undefined ? {} : { KMSMasterKeyId: key }),
  };
}

const units = new Set([
  "ReadCapacityUnits",
  "WriteCapacityUnits",
  "MaxReadRequestUnits",
  "MaxWriteRequestUnits",
]);

/** CloudFormation takes numbers that are written as texts. */
export function numbersIn(json: Json): Json {
  if (Array.isArray(json)) return json.map(numbersIn);
  if (!isJsonObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => {
      const isNumber = units.has(name) && typeof value === "string" && /^-?\d+$/.test(value);
      return [name, isNumber ? Number(value) : numbersIn(value)];
    }),
  );
}
