// Settings of a table besides its keys, out of requests. Each throws ValidationException.

import { createHash } from "node:crypto";
import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import { invalidParameter, validationError } from "../refusals.ts";
import type { BillingMode, StreamViewType, TableDefinition, Throughput } from "./table-definition.ts";

interface WantedThroughput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

const mostUnits = 1_000_000_000_000;

export const noThroughput: Throughput = { read: 0, write: 0, decreasesToday: 0 };

export function throughputOf(wanted: WantedThroughput | undefined): Throughput {
  if (wanted === undefined) return noThroughput;
  for (const name of ["ReadCapacityUnits", "WriteCapacityUnits"] as const) {
    if (wanted[name] > mostUnits)
      throw validationError(`Given value ${wanted[name]} for ${name} is out of bounds`);
  }
  return { read: wanted.ReadCapacityUnits, write: wanted.WriteCapacityUnits, decreasesToday: 0 };
}

export function checkBilling(mode: BillingMode, throughput: WantedThroughput | undefined): void {
  if (mode === "PAY_PER_REQUEST" && throughput !== undefined) {
    throw invalidParameter(
      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    );
  }
  if (mode === "PROVISIONED" && throughput === undefined) {
    throw invalidParameter(
      "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
    );
  }
}

interface WantedStream {
  readonly StreamEnabled: boolean;
  readonly StreamViewType: StreamViewType | undefined;
}

/** Of a new table: the view type, if it is to have a stream. */
export function streamOfNewTable(wanted: WantedStream | undefined): StreamViewType | undefined {
  if (wanted?.StreamEnabled === false && wanted.StreamViewType !== undefined) {
    throw invalidParameter(
      "Table is being created with a stream disabled, UpdateViewType should not be specified",
    );
  }
  if (wanted?.StreamEnabled === true && wanted.StreamViewType === undefined) {
    throw invalidParameter("Table is being created with a stream enabled, UpdateViewType is required");
  }
  return wanted?.StreamViewType;
}

interface WantedEncryption {
  readonly Enabled: boolean | undefined;
  readonly SSEType: string | undefined;
  readonly KMSMasterKeyId: string | undefined;
}

/** Undefined for AWS's own key, which the description of a table doesn't mention. */
export function encryptionOf(
  wanted: WantedEncryption | undefined,
  identity: RegionIdentity,
): TableDefinition["encryption"] {
  if (wanted === undefined) return undefined;
  const { Enabled: isEnabled, SSEType: type, KMSMasterKeyId: key } = wanted;
  if (isEnabled === false && type !== undefined) {
    throw invalidParameter("SSEType can not be specified if Enabled is false");
  }
  if (isEnabled === false && key !== undefined) {
    throw invalidParameter("KMSMasterKeyId can not be specified if Enabled is false");
  }
  if (type === "AES256") throw invalidParameter("SSEType AES256 is not supported");
  if (key !== undefined && type !== "KMS") {
    throw invalidParameter("SSEType KMS is required if KMSMasterKeyId is specified");
  }
  if (isEnabled !== true && type === undefined) return undefined;
  return { keyArn: keyArnOf(key, identity) };
}

const managedAlias = "alias/aws/dynamodb";

function keyArnOf(key: string | undefined, identity: RegionIdentity): string {
  if (key === undefined || key === managedAlias) {
    return formatArn(identity, "kms", `key/${managedKeyId(identity)}`);
  }
  if (key.startsWith("arn:")) return key;
  return formatArn(identity, "kms", key.startsWith("alias/") ? key : `key/${key}`);
}

/** The key that AWS manages for DynamoDB in an account: always the same there. */
function managedKeyId({ accountId, region }: RegionIdentity): string {
  const digest = createHash("sha256").update(`${accountId} ${region} ${managedAlias}`).digest("hex");
  return [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ]
    .map(([from, to]) => digest.slice(from, to))
    .join("-");
}

const tableClasses = ["STANDARD", "STANDARD_INFREQUENT_ACCESS"];

export function checkTableClass(name: string | undefined): void {
  if (name === undefined || tableClasses.includes(name)) return;
  throw validationError(
    "Invalid table-class parameter provided. Please try again with a valid table-class value: " +
      `[${tableClasses.join(", ")}].`,
  );
}

interface WantedTag {
  readonly Key: string | undefined;
  readonly Value: string | undefined;
}

const mostTags = 50;

/** The tags that there are, and those that are wanted. */
export function tagsWith(
  present: Readonly<Record<string, string>>,
  wanted: readonly WantedTag[],
): Readonly<Record<string, string>> {
  const seen = new Set<string>();
  const entries = wanted.map(({ Key: key, Value: value }) => {
    if (key === undefined || key === "" || key.length > 128) {
      throw validationError(`The Tag Key provided is invalid, Key: ${key ?? "null"}`);
    }
    if (value === undefined || value.length > 256) {
      throw validationError(`The Tag Value provided is invalid, Value: ${value ?? "null"}`);
    }
    if (key.startsWith("aws:")) throw validationError(`Tag Key cannot be prefixed with aws:, Key: ${key}`);
    if (seen.has(key)) {
      throw validationError(`Duplicate Tag Keys provided as input: Duplicate Tag Key found ${key}`);
    }
    seen.add(key);
    return [key, value] as const;
  });
  const tags = { ...present, ...Object.fromEntries(entries) };
  if (Object.keys(tags).length > mostTags) {
    throw validationError("Number of Tags exceed the current limit for the provided ResourceArn");
  }
  return tags;
}
