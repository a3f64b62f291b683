// Custom::S3AutoDeleteObjects, the other half of `autoDeleteObjects` of CDK's: before its bucket is deleted or replaced it is emptied. On
// AWS a function of CDK's does it, by the SDK that Lambda's runtime brings along and a project need not have; here it is not asked.
// https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_s3.Bucket.html#autodeleteobjects

import { setImmediate as nextTurn } from "node:timers/promises";
import { ServiceError } from "../../../aws/service-error.ts";
import type { ResourceKind } from "../../../aws/template/resource-kind.ts";
import { putPolicy } from "../buckets/bucket-policy.ts";
import { child } from "../documents/read-xml.ts";
import { listVersions, type VersionsPage } from "../listings/list-versions.ts";
import { deleteObject } from "../objects/delete.ts";
import { tagsIn } from "../objects/tags.ts";
import type { Objects } from "../objects.ts";

/** CDK takes the tag away in the deployment in which it takes `autoDeleteObjects` away: then the bucket keeps what it has. */
const tag = "aws-cdk:auto-delete-objects";

export const s3AutoDeleteObjects: ResourceKind<Objects> = {
  type: "Custom::S3AutoDeleteObjects",
  isKept: true,
  create(properties, { generatedName }) {
    properties.inert("ServiceToken");
    properties.text("BucketName");
    return { ref: generatedName };
  },
  async update(properties, { service: objects, ref, former }) {
    properties.inert("ServiceToken");
    const before = former.text("BucketName");
    if (properties.text("BucketName") !== before) await empty(objects, before);
    return { ref };
  },
  delete: (_, { service: objects, former }) => empty(objects, former.text("BucketName")),
};

async function empty(objects: Objects, bucket: string): Promise<void> {
  const { store } = objects;
  if (!store.buckets.has(bucket) || !isTagged(objects, bucket)) return;
  await denyWrites(objects, bucket);
  let next: VersionsPage["next"];
  do {
    const from = { keyMarker: next?.key, versionIdMarker: next?.versionId };
    const page = listVersions(store.catalogue.keys(bucket), from);
    for (const { version } of page.versions) await deleteVersion(objects, version);
    next = page.next;
    await nextTurn();
  } while (next !== undefined);
}

function isTagged({ store }: Objects, bucket: string): boolean {
  const tags = tagsIn(child(store.buckets.document(bucket, "tagging"), "TagSet"));
  return tags.some(({ Key, Value }) => Key === tag && Value === "true");
}

/** A writer that is not gone yet would fill it again. */
async function denyWrites(objects: Objects, bucket: string): Promise<void> {
  const { buckets, identity } = objects.store;
  const said = buckets.setting(bucket, "policy");
  const policy = typeof said === "string" ? JSON.parse(said) : { Version: "2012-10-17" };
  const Resource = `arn:${identity.partition}:s3:::${bucket}/*`;
  const deny = { Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource };
  const Statement = [...[policy.Statement ?? []].flat(), deny];
  try {
    await putPolicy(objects, bucket, JSON.stringify({ ...policy, Statement }));
  } catch (problem) {
    // A policy that gets too long by it: what is in the bucket can be deleted all the same.
    if (!(problem instanceof ServiceError)) throw problem;
  }
}

/** A version that is locked stays, and keeps the bucket from being deleted. */
async function deleteVersion(
  { store }: Objects,
  { bucket, key, versionId }: { readonly bucket: string; readonly key: string; readonly versionId: string },
): Promise<void> {
  try {
    await deleteObject(store, { bucket, key, versionId });
  } catch (problem) {
    if (!(problem instanceof ServiceError) || problem.code !== "AccessDenied") throw problem;
  }
}
