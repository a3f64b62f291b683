// What S3's operations need of whoever calls them.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html

import { firstText, objectsIn } from "../../aws/wire/arn-members.ts";
import type { WireObject } from "../../aws/wire/operation.ts";
import type { Need, ServicePermissions } from "../permissions.ts";
import type { Objects } from "./objects.ts";

/** The actions that are called otherwise than their operations. */
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
  GetBucketEncryption: "GetEncryptionConfiguration",
  PutBucketEncryption: "PutEncryptionConfiguration",
  GetBucketLifecycleConfiguration: "GetLifecycleConfiguration",
  PutBucketLifecycleConfiguration: "PutLifecycleConfiguration",
  GetBucketNotificationConfiguration: "GetBucketNotification",
  PutBucketNotificationConfiguration: "PutBucketNotification",
  GetPublicAccessBlock: "GetBucketPublicAccessBlock",
  PutPublicAccessBlock: "PutBucketPublicAccessBlock",
};

export const s3Permissions: ServicePermissions<Objects> = {
  needsOf(operation, request, { identity: { partition } }) {
    const arnOf = (path: string) => `arn:${partition}:s3:::${path}`;
    const bucket = firstText(request, "bucket", "Bucket");
    const key = firstText(request, "key", "Key");
    const action = `s3:${actions[operation] ?? operation}`;
    if (bucket === undefined) return [{ action, resource: "*" }];
    const source = copySource(request);
    const copied: readonly Need[] =
      source === undefined ? [] : [{ action: "s3:GetObject", resource: arnOf(source) }];
    if (operation === "DeleteObjects") return deletions(request, (name) => arnOf(`${bucket}/${name}`));
    return [{ action, resource: arnOf(key === undefined ? bucket : `${bucket}/${key}`) }, ...copied];
  },
  policyOf(objects, arn) {
    const name = arn.split(":").slice(5).join(":").split("/", 1)[0] ?? "";
    const { buckets } = objects.store;
    return buckets.has(name) ? (buckets.setting(name, "policy") ?? undefined) : undefined;
  },
  denial: {
    code: "AccessDenied",
    status: 403,
    spell: ({ action, resource }) => ({ action, resource: `"${resource}"` }),
  },
};

function copySource(request: WireObject): string | undefined {
  const source = firstText(request, "x-amz-copy-source", "CopySource");
  if (source === undefined) return undefined;
  try {
    return decodeURIComponent(source.replace(/^\//, "").replace(/\?versionId=.*$/, ""));
  } catch {
    return source;
  }
}

/** By the wire the keys are in XML, which nobody reads twice: then all of the bucket's are asked for. */
function deletions(request: WireObject, arnOf: (key: string) => string): readonly Need[] {
  const action = "s3:DeleteObject";
  const objects = objectsIn((request.Delete as WireObject | undefined)?.Objects);
  if (objects.length === 0) return [{ action, resource: arnOf("*") }];
  return objects.map((each) => ({ action, resource: arnOf(firstText(each, "Key") ?? "*") }));
}
