// What S3's operations need of whoever calls them.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html

import { firstText, objectsIn } from "../../aws/wire/arn-members.ts";
import type { WireObject } from "../../aws/wire/operation.ts";
import type { Need, ServicePermissions } from "../permissions.ts";
import { actionsOf, conditionsOf } from "./actions.ts";
import type { Objects } from "./objects.ts";

export const s3Permissions: ServicePermissions<Objects> = {
  needsOf(operation, request, { identity: { partition }, service }) {
    const arnOf = (path: string) => `arn:${partition}:s3:::${path}`;
    const bucket = firstText(request, "bucket", "Bucket");
    const key = firstText(request, "key", "Key");
    const actions = actionsOf(operation, request);
    if (bucket === undefined) return actions.map((action) => need(action, "*"));
    if (operation === "DeleteObjects") return deletions(request, (name) => arnOf(`${bucket}/${name}`));
    const resource = arnOf(key === undefined ? bucket : `${bucket}/${key}`);
    const own = actions.map((action) => need(action, resource));
    const source = copySource(request);
    if (source !== undefined) return [...own, need("GetObject", arnOf(source))];
    // Whoever may not list a bucket is not told either that something is not in it.
    return actions[0] === "GetObject" && key !== undefined && isMissing(service, bucket, key)
      ? [...own, need("ListBucket", arnOf(bucket))]
      : own;
  },
  contextOf: (_, request) => conditionsOf(request),
  policyOf(objects, arn) {
    const name = arn.split(":").slice(5).join(":").split("/", 1)[0] ?? "";
    const { buckets } = objects.store;
    return buckets.has(name) ? (buckets.setting(name, "policy") ?? undefined) : undefined;
  },
  denial: {
    code: "AccessDenied",
    status: 403,
    spell: ({ action, resource }) => ({ action, resource: resource === "*" ? "" : `"${resource}"` }),
  },
};

function need(action: string, resource: string): Need {
  return { action: `s3:${action}`, resource };
}

function isMissing({ store: { buckets, catalogue } }: Objects, bucket: string, key: string): boolean {
  if (!buckets.has(bucket)) return false;
  const newest = catalogue.keys(bucket).newest(key);
  return newest === undefined || newest.isDeleteMarker === true;
}

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
