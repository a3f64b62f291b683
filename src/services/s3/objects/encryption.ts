// How an object is said to be kept at rest. Here its bytes are as they were sent; what follows from a customer's key does follow:
// the object is read only by who gives the same.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/serv-side-encryption.html

import { createHash } from "node:crypto";
import type { RegionIdentity } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { Encryption } from "../catalogue/records.ts";
import { child, childText } from "../documents/read-xml.ts";
import { invalidArgument } from "../refusals.ts";
import type { Store } from "./store.ts";

/** Reads a header by its name. */
type Read = (header: string) => string | undefined;

const plain: Encryption = { algorithm: "AES256" };

/** What the bucket says of objects of which the request says nothing. */
export function defaultEncryption({ buckets, identity }: Store, bucket: string): Encryption {
  const rule = child(buckets.document(bucket, "encryption"), "Rule");
  const byDefault = child(rule, "ApplyServerSideEncryptionByDefault");
  const algorithm = childText(byDefault, "SSEAlgorithm");
  if (algorithm !== "aws:kms" && algorithm !== "aws:kms:dsse") return plain;
  return {
    algorithm,
    keyId: childText(byDefault, "KMSMasterKeyID") ?? managedKey(identity),
    isBucketKeyEnabled: childText(rule, "BucketKeyEnabled") === "true",
  };
}

/** Of a write. Undefined where nothing is asked for. Throws InvalidArgument or InvalidEncryptionAlgorithmError. */
export function requestedEncryption(read: Read, store: Store, bucket: string): Encryption | undefined {
  const algorithm = read("x-amz-server-side-encryption");
  const customer = customerKey(read, "x-amz-server-side-encryption-customer", algorithm);
  if (customer !== undefined) return customer;
  const keyId = read("x-amz-server-side-encryption-aws-kms-key-id");
  if (keyId !== undefined && (algorithm === undefined || algorithm === "AES256"))
    throw invalid(
      "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms",
      algorithm,
    );
  if (algorithm === undefined) return undefined;
  if (algorithm !== "AES256" && algorithm !== "aws:kms" && algorithm !== "aws:kms:dsse")
    throw invalid("The encryption method specified is not supported", algorithm);
  if (algorithm === "AES256") return plain;
  const asked = defaultEncryption(store, bucket);
  const bucketKey = read("x-amz-server-side-encryption-bucket-key-enabled");
  return {
    algorithm,
    keyId: keyArn(keyId, store.identity) ?? asked.keyId ?? managedKey(store.identity),
    isBucketKeyEnabled: bucketKey === undefined ? asked.isBucketKeyEnabled : bucketKey === "true",
  };
}

/** A key is named by its id or by its ARN. */
function keyArn(
  key: string | undefined,
  { partition, region, accountId }: RegionIdentity,
): string | undefined {
  return key === undefined || key.startsWith("arn:")
    ? key
    : `arn:${partition}:kms:${region}:${accountId}:key/${key}`;
}

/**
 * The key that a client gives with its request, after the prefix of its three headers. Throws InvalidArgument or
 * InvalidEncryptionAlgorithmError.
 */
function customerKey(read: Read, prefix: string, algorithm?: string | undefined): Encryption | undefined {
  const [method, key, md5] = [read(`${prefix}-algorithm`), read(`${prefix}-key`), read(`${prefix}-key-md5`)];
  if (method === undefined && key === undefined && md5 === undefined) return undefined;
  if (algorithm !== undefined)
    throw invalid(
      "Server Side Encryption with Customer provided key is incompatible with the encryption method specified",
      algorithm,
    );
  checkMethod(method);
  if (method === undefined)
    throw invalid(
      "Requests specifying Server Side Encryption with Customer provided keys must provide a valid encryption algorithm.",
    );
  if (key === undefined)
    throw invalid(
      "Requests specifying Server Side Encryption with Customer provided keys must provide an appropriate secret key.",
    );
  const bytes = Buffer.from(key, "base64");
  if (md5 === undefined || bytes.length !== 32)
    throw invalid("The secret key was invalid for the specified algorithm.");
  if (createHash("md5").update(bytes).digest("base64") !== md5)
    throw invalid("The calculated MD5 hash of the key did not match the hash that was provided.");
  return { algorithm: "AES256", customerKeyMd5: md5 };
}

/** Of a read. Throws InvalidRequest, AccessDenied or InvalidEncryptionAlgorithmError. */
export function checkCustomerKey(
  read: Read,
  encryption: Encryption | undefined,
  prefix = "x-amz-server-side-encryption-customer",
): void {
  const [method, key, md5] = [read(`${prefix}-algorithm`), read(`${prefix}-key`), read(`${prefix}-key-md5`)];
  checkMethod(method);
  const expected = encryption?.customerKeyMd5;
  if (expected === undefined) {
    if (key === undefined) return;
    throw new ServiceError("InvalidRequest", "The encryption parameters are not applicable to this object.");
  }
  if (method === undefined && key === undefined)
    throw new ServiceError(
      "InvalidRequest",
      "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.",
    );
  if (md5 !== expected)
    throw new ServiceError(
      "AccessDenied",
      "Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.",
      { status: 403 },
    );
}

export function encryptionHeaders(encryption: Encryption | undefined): Record<string, string> {
  const { algorithm, keyId, isBucketKeyEnabled, customerKeyMd5 } = encryption ?? plain;
  const prefix = "x-amz-server-side-encryption";
  if (customerKeyMd5 !== undefined)
    return { [`${prefix}-customer-algorithm`]: algorithm, [`${prefix}-customer-key-md5`]: customerKeyMd5 };
  return {
    [prefix]: algorithm,
    ...(keyId === undefined ? {} : { [`${prefix}-aws-kms-key-id`]: keyId }),
    ...(isBucketKeyEnabled === true ? { [`${prefix}-bucket-key-enabled`]: "true" } : {}),
  };
}

/** What AWS would make for S3 in an account that has none: always the same. */
function managedKey({ partition, region, accountId }: RegionIdentity): string {
  const hex = createHash("sha256").update(`${accountId}/${region}/aws/s3`).digest("hex");
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)];
  return `arn:${partition}:kms:${region}:${accountId}:key/${id.join("-")}`;
}

function checkMethod(method: string | undefined): void {
  if (method === undefined || method === "AES256") return;
  throw new ServiceError(
    "InvalidEncryptionAlgorithmError",
    "The Encryption request you specified is not valid. Supported value: AES256.",
    { members: { ArgumentName: "x-amz-server-side-encryption", ArgumentValue: method } },
  );
}

function invalid(message: string, value?: string): ServiceError {
  return invalidArgument(message, "x-amz-server-side-encryption", value);
}
