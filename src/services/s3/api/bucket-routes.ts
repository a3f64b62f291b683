// Buckets on the wire: made, looked at and deleted, and the settings that are like no other.

import { ServiceError } from "../../../aws/service-error.ts";
import type { RawAnswer } from "../../../aws/wire/operation.ts";
import { checkBucketName } from "../buckets/bucket-names.ts";
import { isPublic, putPolicy } from "../buckets/bucket-policy.ts";
import { checkLocation, checkNamespace, regionIn, toldLocation } from "../buckets/locations.ts";
import { ownerships } from "../documents/bucket-shapes.ts";
import { child, childText, malformedXml, readXml } from "../documents/read-xml.ts";
import { documentOf, xmlDocument } from "../documents/write-xml.ts";
import { checkedConfiguration } from "../notifications/configuration.ts";
import { aclOfHeaders, privateAcl, requestedAcl } from "../objects/acl.ts";
import { checkTags, tagsIn } from "../objects/tags.ts";
import type { Objects } from "../objects.ts";
import { invalidArgument } from "../refusals.ts";
import { documentAnswer, empty, headerOf, type S3Call, type S3Route, xmlAnswer } from "./call.ts";

export function bucketRoutes(objects: Objects): readonly S3Route[] {
  const at = "bucket";
  const { store } = objects;
  return [
    { operation: "CreateBucket", method: "PUT", at, handle: (call) => createBucket(objects, call) },
    { operation: "HeadBucket", method: "HEAD", at, handle: ({ bucket }) => headBucket(objects, bucket) },
    {
      ...{ operation: "DeleteBucket", method: "DELETE", at },
      async handle({ bucket }) {
        await objects.deleteBucket(bucket);
        return empty(204);
      },
    },
    {
      ...{ operation: "GetBucketLocation", method: "GET", at, subresource: "location" },
      handle({ bucket }) {
        const location = toldLocation(store.buckets.get(bucket).location, store.identity);
        return xmlAnswer("LocationConstraint", { "#text": location });
      },
    },
    {
      ...{ operation: "GetBucketAcl", method: "GET", at, subresource: "acl" },
      handle: ({ bucket }) => documentAnswer(store.buckets.setting(bucket, "acl") ?? privateAcl(store)),
    },
    {
      ...{ operation: "PutBucketAcl", method: "PUT", at, subresource: "acl" },
      async handle(call) {
        store.buckets.get(call.bucket);
        await objects.setBucket(call.bucket, "acl", requestedAcl(call, store, call.bucket));
        return empty(200);
      },
    },
    ...policyRoutes(objects),
    ...notificationRoutes(objects),
  ] as readonly S3Route[];
}

async function createBucket(objects: Objects, { bucket, headers, body }: S3Call): Promise<RawAnswer> {
  const { store } = objects;
  const { buckets, identity } = store;
  checkBucketName(bucket);
  const ownership = headers["x-amz-object-ownership"];
  if (ownership !== undefined && !ownerships.includes(ownership))
    throw invalidArgument(`Invalid x-amz-object-ownership header: ${ownership}`, "x-amz-object-ownership");
  const document = body.length === 0 ? undefined : readXml(body);
  if (document !== undefined && document.name !== "CreateBucketConfiguration") throw malformedXml();
  const location = childText(document, "LocationConstraint");
  const namespace = headers["x-amz-bucket-namespace"];
  checkLocation(location, identity);
  checkNamespace({ bucket, location, namespace }, identity);
  const tagSet = child(document, "Tags");
  const tags = tagsIn(tagSet);
  checkTags(tags, "bucket");
  const isTaken = buckets.has(bucket) && !objects.isProvided(bucket);
  // Only what says nothing new of a bucket of us-east-1 is let pass.
  if (isTaken && (location !== undefined || buckets.get(bucket).location !== undefined || tags.length > 0))
    throw new ServiceError(
      "BucketAlreadyOwnedByYou",
      "Your previous request to create the named bucket succeeded and you already own it.",
      { status: 409, members: { BucketName: bucket } },
    );
  const hasObjectLock = headers["x-amz-bucket-object-lock-enabled"]?.toLowerCase() === "true";
  const acl = hasAcl(headers) ? aclOfHeaders(headers, objects.store, undefined) : undefined;
  if (acl !== undefined && (ownership ?? "BucketOwnerEnforced") === "BucketOwnerEnforced")
    throw new ServiceError(
      "InvalidBucketAclWithObjectOwnership",
      "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
    );
  await objects.createBucket(bucket, {
    ...(location === undefined || location === identity.region ? {} : { location }),
    ...(hasObjectLock ? { hasObjectLock } : {}),
    settings: {
      ...(ownership === undefined
        ? {}
        : { ownershipControls: xmlDocument("OwnershipControls", { Rule: { ObjectOwnership: ownership } }) }),
      ...(tags.length === 0 ? {} : { tagging: xmlDocument("Tagging", { TagSet: { Tag: tags } }) }),
      ...(hasObjectLock ? { versioning: xmlDocument("VersioningConfiguration", { Status: "Enabled" }) } : {}),
      ...(acl === undefined ? {} : { acl }),
    },
  });
  return empty(200, {
    location:
      location === undefined || namespace === "account-regional"
        ? `/${bucket}`
        : `http://${bucket}.s3.amazonaws.com/`,
    "x-amz-bucket-arn": `arn:${identity.partition}:s3:::${bucket}`,
  });
}

function hasAcl(headers: S3Call["headers"]): boolean {
  return Object.keys(headers).some((name) => name === "x-amz-acl" || name.startsWith("x-amz-grant-"));
}

function headBucket({ store }: Objects, bucket: string): RawAnswer {
  const { location } = store.buckets.get(bucket);
  return empty(200, {
    "content-type": "application/xml",
    "x-amz-bucket-region": regionIn(location) ?? store.identity.region,
    "x-amz-access-point-alias": "false",
    "x-amz-bucket-arn": `arn:${store.identity.partition}:s3:::${bucket}`,
  });
}

function policyRoutes(objects: Objects): readonly S3Route[] {
  const { store } = objects;
  const common = { at: "bucket", subresource: "policy" } as const;
  const policyOf = (bucket: string): string => {
    const policy = store.buckets.setting(bucket, "policy");
    if (typeof policy === "string") return policy;
    throw new ServiceError("NoSuchBucketPolicy", "The bucket policy does not exist", {
      status: 404,
      members: { BucketName: bucket },
    });
  };
  return [
    {
      ...common,
      ...{ operation: "GetBucketPolicy", method: "GET" },
      handle: ({ bucket }) => ({
        status: 200,
        headers: { "content-type": "application/json" },
        body: policyOf(bucket),
      }),
    },
    {
      ...common,
      ...{ operation: "PutBucketPolicy", method: "PUT" },
      async handle({ bucket, body }) {
        store.buckets.get(bucket);
        await putPolicy(objects, bucket, Buffer.from(body).toString());
        return empty(204);
      },
    },
    {
      ...common,
      ...{ operation: "DeleteBucketPolicy", method: "DELETE" },
      async handle({ bucket }) {
        await objects.setBucket(bucket, "policy", undefined);
        return empty(204);
      },
    },
    {
      ...{ operation: "GetBucketPolicyStatus", method: "GET", at: "bucket", subresource: "policyStatus" },
      handle: ({ bucket }) => xmlAnswer("PolicyStatus", { IsPublic: isPublic(policyOf(bucket)) }),
    },
  ];
}

function notificationRoutes(objects: Objects): readonly S3Route[] {
  const { store, notifications } = objects;
  const common = { at: "bucket", subresource: "notification" } as const;
  const setting = "notification";
  return [
    {
      ...common,
      ...{ operation: "GetBucketNotificationConfiguration", method: "GET" },
      handle: ({ bucket }) =>
        documentAnswer(
          store.buckets.setting(bucket, setting) ?? xmlDocument("NotificationConfiguration", {}),
        ),
    },
    {
      ...common,
      ...{ operation: "PutBucketNotificationConfiguration", method: "PUT" },
      async handle({ bucket, body, headers, origin }) {
        store.buckets.get(bucket);
        const given = readXml(body);
        if (given.name !== "NotificationConfiguration") throw malformedXml();
        const document = checkedConfiguration(given);
        const isUnchecked = headerOf(headers, "x-amz-skip-destination-validation")?.toLowerCase() === "true";
        await notifications?.check(bucket, document, origin, isUnchecked);
        await objects.setBucket(
          bucket,
          setting,
          document.children.length === 0 ? undefined : documentOf(document),
        );
        return empty(200);
      },
    },
  ];
}
