// What policies call that which S3's operations do.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html

import { firstText } from "../../aws/wire/arn-members.ts";
import type { WireObject } from "../../aws/wire/operation.ts";
import type { RequestedContext } from "../permissions.ts";

/** Those that are not called as their operations are. */
const actions: Readonly<Record<string, string>> = {
  HeadObject: "GetObject",
  CopyObject: "PutObject",
  PostObject: "PutObject",
  UploadPart: "PutObject",
  UploadPartCopy: "PutObject",
  CreateMultipartUpload: "PutObject",
  CompleteMultipartUpload: "PutObject",
  ListParts: "ListMultipartUploadParts",
  ListMultipartUploads: "ListBucketMultipartUploads",
  HeadBucket: "ListBucket",
  ListObjects: "ListBucket",
  ListObjectsV2: "ListBucket",
  ListObjectVersions: "ListBucketVersions",
  ListBuckets: "ListAllMyBuckets",
  DeleteObjects: "DeleteObject",
  GetBucketNotificationConfiguration: "GetBucketNotification",
  PutBucketNotificationConfiguration: "PutBucketNotification",
  GetBucketCors: "GetBucketCORS",
  PutBucketCors: "PutBucketCORS",
  DeleteBucketCors: "PutBucketCORS",
  DeleteBucketTagging: "PutBucketTagging",
  DeleteBucketOwnershipControls: "PutBucketOwnershipControls",
  GetPublicAccessBlock: "GetBucketPublicAccessBlock",
  PutPublicAccessBlock: "PutBucketPublicAccessBlock",
  DeletePublicAccessBlock: "PutBucketPublicAccessBlock",
  GetObjectLockConfiguration: "GetBucketObjectLockConfiguration",
  PutObjectLockConfiguration: "PutBucketObjectLockConfiguration",
};

/** Of these a bucket's configuration is read by one action, and written and taken away by another. */
const configurations =
  /^(Get|List|Put|Delete)Bucket(Accelerate|Analytics|Encryption|IntelligentTiering|Inventory|Lifecycle|Metrics|Replication)(?:Configurations?)?$/;

/** One that is done to a version which is named has an action of its own. */
const ofVersions = /^(Get|Delete|Put)(Object)(|Acl|Attributes|Tagging)$/;

/** What comes with an object, and the action that it takes beside `s3:PutObject`. */
const alongside: readonly (readonly [action: string, ...members: readonly string[]])[] = [
  ["PutObjectTagging", "x-amz-tagging", "Tagging"],
  ["PutObjectAcl", "x-amz-acl", "ACL"],
  ["PutObjectRetention", "x-amz-object-lock-mode", "ObjectLockMode"],
  ["PutObjectLegalHold", "x-amz-object-lock-legal-hold", "ObjectLockLegalHoldStatus"],
];
const begins = new Set(["PutObject", "CopyObject", "PostObject", "CreateMultipartUpload"]);

/** The first is the operation's own; all of them are of the same bucket or object. */
export function actionsOf(operation: string, request: WireObject): readonly string[] {
  const action = actions[operation] ?? operation.replace(configurations, ofConfiguration);
  const isVersion = firstText(request, "versionId", "VersionId") !== undefined;
  const own = isVersion ? action.replace(ofVersions, "$1$2Version$3") : action;
  if (operation === "GetObjectAttributes") return [own, isVersion ? "GetObjectVersion" : "GetObject"];
  if (!begins.has(operation)) return [own];
  const more = alongside.filter(([, ...members]) => firstText(request, ...members) !== undefined);
  return [own, ...more.map(([each]) => each)];
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-policy-keys */
export function conditionsOf(request: WireObject): RequestedContext {
  const tags = new URLSearchParams(firstText(request, "x-amz-tagging", "Tagging"));
  return {
    "s3:prefix": firstText(request, "prefix", "Prefix"),
    "s3:delimiter": firstText(request, "delimiter", "Delimiter"),
    "s3:max-keys": firstText(request, "max-keys", "MaxKeys"),
    "s3:VersionId": firstText(request, "versionId", "VersionId"),
    "s3:x-amz-acl": firstText(request, "x-amz-acl", "ACL"),
    "s3:x-amz-copy-source": firstText(request, "x-amz-copy-source", "CopySource"),
    "s3:x-amz-server-side-encryption": firstText(
      request,
      ...["x-amz-server-side-encryption", "ServerSideEncryption"],
    ),
    "s3:x-amz-storage-class": firstText(request, "x-amz-storage-class", "StorageClass"),
    ...Object.fromEntries(Array.from(tags, ([key, value]) => [`s3:RequestObjectTag/${key}`, value])),
    ...(tags.size === 0 ? {} : { "s3:RequestObjectTagKeys": [...tags.keys()] }),
  };
}

function ofConfiguration(_: string, verb: string, kind: string): string {
  return `${verb === "Get" || verb === "List" ? "Get" : "Put"}${kind}Configuration`;
}
