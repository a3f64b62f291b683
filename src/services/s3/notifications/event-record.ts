// What is told of something that happened to an object: S3's record for queues, topics and functions, and the detail of its event on a
// bus. https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html and .../ev-events.html

import { createHash } from "node:crypto";
import type { RegionIdentity } from "../../../aws/arn.ts";
import type { JsonObject } from "../../../aws/json.ts";
import type { ObjectEvent } from "../objects/store.ts";

export interface RecordedEvent extends ObjectEvent {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Of two events of one key the later has the greater. */
  readonly sequence: number;
}

export interface EventWitness {
  readonly identity: RegionIdentity;
  readonly configurationId: string;
}

/** Without the members that are undefined, in the order in which AWS writes them. */
export function eventRecord(event: RecordedEvent, { identity, configurationId }: EventWitness): JsonObject {
  const { bucket, key, name, size, etag, versionId, origin, time } = event;
  const principalId = principalOf(identity.accountId);
  const isRemoval = name.startsWith("ObjectRemoved:");
  const isOfLifecycle = name.startsWith(ofLifecycle);
  // A marker has no bytes; a deletion and tags have no size.
  const hasSize = name.startsWith("ObjectCreated:");
  const isOlder = hasSize || isRemoval;
  return {
    eventVersion: isOlder ? "2.1" : "2.3",
    eventSource: "aws:s3",
    awsRegion: identity.region,
    eventTime: new Date(time).toISOString(),
    eventName: name,
    userIdentity: { principalId: isOfLifecycle ? s3Itself : `AWS:${principalId}` },
    requestParameters: { sourceIPAddress: isOfLifecycle ? s3Itself : "127.0.0.1" },
    responseElements: {
      "x-amz-request-id": origin?.requestId ?? "",
      "x-amz-id-2": origin?.hostId ?? "",
    },
    s3: {
      s3SchemaVersion: "1.0",
      configurationId,
      bucket: {
        name: bucket,
        ownerIdentity: { principalId },
        arn: `arn:${identity.partition}:s3:::${bucket}`,
      },
      object: {
        key: encodedKey(key),
        ...(hasSize && size !== undefined ? { size } : {}),
        ...(isGone(name) || etag === undefined ? {} : { eTag: etag }),
        ...(name === "ObjectRemoved:DeleteMarkerCreated" ? { eTag: emptyEtag } : {}),
        ...(versionId === undefined ? {} : { versionId }),
        ...(isOlder || isOfLifecycle ? { sequencer: sequencerOf(event) } : {}),
      },
    },
  };
}

function isGone(name: string): boolean {
  return name === "ObjectRemoved:Delete" || name === "LifecycleExpiration:Delete";
}

const ofLifecycle = "LifecycleExpiration:";
/** Who does what a lifecycle says. */
const s3Itself = "s3.amazonaws.com";

const emptyEtag = "d41d8cd98f00b204e9800998ecf8427e";

/** As form fields are encoded, but for the slashes. */
export function encodedKey(key: string): string {
  return encodeURIComponent(key.toWellFormed())
    .replaceAll("%20", "+")
    .replaceAll("%2F", "/")
    .replaceAll(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Hexadecimal, of one length for events of one key. */
function sequencerOf({ time, sequence }: RecordedEvent): string {
  const seconds = Math.floor(time / 1000)
    .toString(16)
    .padStart(8, "0");
  return `00${seconds}${(sequence % 0x100000000).toString(16).padStart(8, "0")}`.toUpperCase();
}

/** A text of AWS's kind that stands for the account. */
function principalOf(accountId: string): string {
  const letters = createHash("sha256").update(accountId).digest("hex").toUpperCase();
  return `A${letters.slice(0, 13)}`;
}

export interface BusEvent {
  readonly detailType: string;
  readonly detail: JsonObject;
}

interface BusWording {
  readonly detailType: string;
  readonly more: JsonObject;
}

const busWordings: Readonly<Record<string, BusWording>> = {
  "ObjectCreated:Put": { detailType: "Object Created", more: { reason: "PutObject" } },
  "ObjectCreated:Post": { detailType: "Object Created", more: { reason: "POST Object" } },
  "ObjectCreated:Copy": { detailType: "Object Created", more: { reason: "CopyObject" } },
  "ObjectCreated:CompleteMultipartUpload": {
    detailType: "Object Created",
    more: { reason: "CompleteMultipartUpload" },
  },
  "ObjectRemoved:Delete": {
    detailType: "Object Deleted",
    more: { reason: "DeleteObject", "deletion-type": "Permanently Deleted" },
  },
  "ObjectRemoved:DeleteMarkerCreated": {
    detailType: "Object Deleted",
    more: { reason: "DeleteObject", "deletion-type": "Delete Marker Created" },
  },
  "LifecycleExpiration:Delete": {
    detailType: "Object Deleted",
    more: { reason: "Lifecycle Expiration", "deletion-type": "Permanently Deleted" },
  },
  "LifecycleExpiration:DeleteMarkerCreated": {
    detailType: "Object Deleted",
    more: { reason: "Lifecycle Expiration", "deletion-type": "Delete Marker Created" },
  },
  "ObjectTagging:Put": { detailType: "Object Tags Added", more: {} },
  "ObjectTagging:Delete": { detailType: "Object Tags Deleted", more: {} },
  "ObjectAcl:Put": { detailType: "Object ACL Updated", more: {} },
  "ObjectRestore:Post": { detailType: "Object Restore Initiated", more: {} },
};

/** Undefined for what buses are not told of. */
export function busEvent(event: RecordedEvent, { accountId }: RegionIdentity): BusEvent | undefined {
  const { bucket, key, name, size, etag, versionId, origin } = event;
  const wording = Object.hasOwn(busWordings, name) ? busWordings[name] : undefined;
  if (wording === undefined) return undefined;
  const hasSize = name.startsWith("ObjectCreated:");
  const isOfLifecycle = name.startsWith(ofLifecycle);
  const isOlder = hasSize || isOfLifecycle || name.startsWith("ObjectRemoved:");
  return {
    detailType: wording.detailType,
    detail: {
      version: "0",
      bucket: { name: bucket },
      object: {
        key,
        ...(hasSize && size !== undefined ? { size } : {}),
        ...(etag === undefined || isGone(name) ? {} : { etag }),
        ...(name === "ObjectRemoved:DeleteMarkerCreated" ? { etag: emptyEtag } : {}),
        ...(versionId === undefined ? {} : { "version-id": versionId }),
        ...(isOlder ? { sequencer: sequencerOf(event) } : {}),
      },
      "request-id": origin?.requestId ?? "",
      requester: isOfLifecycle ? s3Itself : accountId,
      ...(isOfLifecycle ? {} : { "source-ip-address": "127.0.0.1" }),
      ...wording.more,
    },
  };
}
