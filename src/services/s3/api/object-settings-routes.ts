// What can be said of an object that is there: its tags, its access control list, its lock, and that it be brought back from an archive.

import { ServiceError } from "../../../aws/service-error.ts";
import type { RawAnswer } from "../../../aws/wire/operation.ts";
import { noSuchKey } from "../buckets/bucket-names.ts";
import type { Encryption, Lock, ObjectVersion } from "../catalogue/records.ts";
import { child, childText, malformedXml, readXml } from "../documents/read-xml.ts";
import { privateAcl, requestedAcl } from "../objects/acl.ts";
import { changeVersion } from "../objects/commit.ts";
import { checkBypass } from "../objects/delete.ts";
import { findChangeable, findVersion, versionHeaders } from "../objects/find.ts";
import { isLocked, isRetained, noLockConfiguration } from "../objects/lock.ts";
import type { Store } from "../objects/store.ts";
import { tagsOfDocument } from "../objects/tags.ts";
import { invalidArgument, invalidRequest } from "../refusals.ts";
import { documentAnswer, empty, type S3Call, type S3Route, versionOf, xmlAnswer } from "./call.ts";

export function objectSettingsRoutes(store: Store): readonly S3Route[] {
  const at = "object";
  return [
    {
      operation: "GetObjectTagging",
      method: "GET",
      at,
      subresource: "tagging",
      handle: (call) => getTags(store, call),
    },
    {
      operation: "PutObjectTagging",
      method: "PUT",
      at,
      subresource: "tagging",
      handle: (call) => putTags(store, call),
    },
    {
      operation: "DeleteObjectTagging",
      method: "DELETE",
      at,
      subresource: "tagging",
      handle: (call) => deleteTags(store, call),
    },
    {
      operation: "GetObjectAcl",
      method: "GET",
      at,
      subresource: "acl",
      handle(call) {
        const version = findVersion(store, placeOf(call));
        return documentAnswer(version.acl ?? privateAcl(store), versionHeaders(store, version));
      },
    },
    {
      operation: "PutObjectAcl",
      method: "PUT",
      at,
      subresource: "acl",
      handle: (call) => putAcl(store, call),
    },
    {
      operation: "GetObjectRetention",
      method: "GET",
      at,
      subresource: "retention",
      handle(call) {
        const { mode, retainUntil } = lockOf(store, call, ({ mode }) => mode !== undefined);
        return xmlAnswer("Retention", { Mode: mode, RetainUntilDate: retainUntil });
      },
    },
    {
      operation: "PutObjectRetention",
      method: "PUT",
      at,
      subresource: "retention",
      handle: (call) => putRetention(store, call),
    },
    {
      operation: "GetObjectLegalHold",
      method: "GET",
      at,
      subresource: "legal-hold",
      handle: (call) =>
        xmlAnswer("LegalHold", {
          Status: lockOf(store, call, (lock) => lock.legalHold !== undefined).legalHold,
        }),
    },
    {
      operation: "PutObjectLegalHold",
      method: "PUT",
      at,
      subresource: "legal-hold",
      handle: (call) => putLegalHold(store, call),
    },
    {
      operation: "UpdateObjectEncryption",
      method: "PUT",
      at,
      subresource: "encryption",
      handle: (call) => putEncryption(store, call),
    },
    {
      operation: "RestoreObject",
      method: "POST",
      at,
      subresource: "restore",
      handle: (call) => restore(store, call),
    },
  ];
}

function placeOf(call: S3Call) {
  return { bucket: call.bucket, key: call.key, versionId: versionOf(call) };
}

function getTags(store: Store, call: S3Call): RawAnswer {
  const { bucket, key } = call;
  store.buckets.get(bucket);
  // AWS names the key with its bucket here.
  if (store.catalogue.keys(bucket).newest(key) === undefined) throw noSuchKey(`${bucket}/${key}`);
  const version = findChangeable(store, placeOf(call), "GET");
  const { tags = [] } = version;
  return xmlAnswer("Tagging", { TagSet: { Tag: tags } }, versionHeaders(store, version));
}

async function putTags(store: Store, call: S3Call): Promise<RawAnswer> {
  const version = findChangeable(store, placeOf(call), "PUT");
  const tags = tagsOfDocument(call.body, "object");
  await changeVersion(store, { ...version, tags }, { name: "ObjectTagging:Put", origin: call.origin });
  return empty(200, versionHeaders(store, version));
}

async function deleteTags(store: Store, call: S3Call): Promise<RawAnswer> {
  const version = findChangeable(store, placeOf(call), "DELETE");
  const { tags: _, ...untagged } = version;
  await changeVersion(store, untagged, { name: "ObjectTagging:Delete", origin: call.origin });
  return empty(204, versionHeaders(store, version));
}

async function putAcl(store: Store, call: S3Call): Promise<RawAnswer> {
  const version = findChangeable(store, placeOf(call), "PUT");
  const { acl: _, ...others } = version;
  const acl = requestedAcl(call, store, call.bucket);
  const changed = acl === undefined ? others : { ...others, acl };
  await changeVersion(store, changed, { name: "ObjectAcl:Put", origin: call.origin });
  return empty(200, versionHeaders(store, version));
}

/** Throws InvalidRequest or NoSuchObjectLockConfiguration. */
function lockOf(store: Store, call: S3Call, isThere: (lock: Lock) => boolean): Lock {
  const { lock } = lockable(store, call, "GET");
  if (lock !== undefined && isThere(lock)) return lock;
  throw new ServiceError(
    "NoSuchObjectLockConfiguration",
    "The specified object does not have a ObjectLock configuration",
    { status: 404 },
  );
}

/** Throws InvalidRequest for a bucket whose objects are not locked. */
function lockable(store: Store, call: S3Call, method: string): ObjectVersion {
  const version = findChangeable(store, placeOf(call), method);
  if (store.buckets.get(call.bucket).hasObjectLock !== true) throw noLockConfiguration();
  return version;
}

async function putRetention(store: Store, call: S3Call): Promise<RawAnswer> {
  const version = lockable(store, call, "PUT");
  const mayBypass = checkBypass(store, call.bucket, call.headers["x-amz-bypass-governance-retention"]);
  const document = readXml(call.body);
  const [mode, until] = [childText(document, "Mode"), childText(document, "RetainUntilDate")];
  if (document.name !== "Retention" || (mode === undefined) !== (until === undefined)) throw malformedXml();
  if (mode !== undefined && mode !== "GOVERNANCE" && mode !== "COMPLIANCE") throw malformedXml();
  const { lock } = version;
  const now = store.clock.now();
  const time = until === undefined ? undefined : Date.parse(until);
  if (Number.isNaN(time)) throw malformedXml();
  if (time !== undefined && time <= now)
    throw invalidArgument(
      "The retain until date must be in the future!",
      "RetainUntilDate",
      pacificTime(time),
    );
  if (isRetained(lock, now)) {
    const isLonger = time !== undefined && time >= Date.parse(lock?.retainUntil ?? "");
    const isStricter = isLonger && (mode === lock?.mode || mode === "COMPLIANCE");
    if (!isStricter && !(lock?.mode === "GOVERNANCE" && mayBypass)) throw isLocked();
  }
  const retention: Lock =
    mode === undefined || time === undefined ? {} : { mode, retainUntil: new Date(time).toISOString() };
  const { legalHold } = lock ?? {};
  await changeVersion(store, { ...version, lock: { ...retention, legalHold } });
  return empty(200);
}

/** As Java writes a time in California, which is how AWS tells it here: `Tue Dec 31 16:00:00 PST 2019`. */
function pacificTime(time: number): string {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: "America/Los_Angeles",
    ...{ weekday: "short", month: "short", day: "2-digit", year: "numeric" },
    ...{ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZoneName: "short" },
  }).formatToParts(time);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  return `${of("weekday")} ${of("month")} ${of("day")} ${of("hour")}:${of("minute")}:${of("second")} ${of("timeZoneName")} ${of("year")}`;
}

async function putLegalHold(store: Store, call: S3Call): Promise<RawAnswer> {
  const version = findChangeable(store, placeOf(call), "PUT");
  if (call.body.length === 0) throw malformedXml();
  const document = readXml(call.body);
  const status = childText(document, "Status");
  if (document.name !== "LegalHold" || (status !== "ON" && status !== "OFF")) throw malformedXml();
  if (store.buckets.get(call.bucket).hasObjectLock !== true) throw noLockConfiguration();
  await changeVersion(store, { ...version, lock: { ...version.lock, legalHold: status } });
  return empty(200);
}

/** What the object says of itself from now on: its bytes stay as they are. */
async function putEncryption(store: Store, call: S3Call): Promise<RawAnswer> {
  const version = findChangeable(store, placeOf(call), "PUT");
  if (version.encryption?.customerKeyMd5 !== undefined)
    throw invalidRequest(
      "The encryption of an object that was stored with a key of its client cannot be updated.",
    );
  const document = readXml(call.body);
  const kms = child(document, "SSE-KMS");
  const keyId = childText(kms, "KMSKeyArn");
  if (document.name !== "ObjectEncryption" || keyId?.startsWith("arn:") !== true) throw malformedXml();
  const isBucketKeyEnabled = childText(kms, "BucketKeyEnabled") === "true";
  const encryption: Encryption = { algorithm: "aws:kms", keyId, isBucketKeyEnabled };
  await changeVersion(store, { ...version, encryption });
  return empty(200);
}

const dayMs = 86_400_000;

/** At once: there is no archive from which it would have to be fetched. */
async function restore(store: Store, call: S3Call): Promise<RawAnswer> {
  const version = findChangeable(store, placeOf(call), "POST");
  if (version.storageClass !== "GLACIER" && version.storageClass !== "DEEP_ARCHIVE")
    throw new ServiceError(
      "InvalidObjectState",
      "Restore is not allowed for the object's current storage class",
      {
        status: 403,
        members: { StorageClass: version.storageClass ?? "STANDARD" },
      },
    );
  const document = readXml(call.body);
  const days = Number(childText(document, "Days") ?? Number.NaN);
  if (document.name !== "RestoreRequest" || !Number.isInteger(days) || days < 1) throw malformedXml();
  const now = store.clock.now();
  const wasRestored = (version.restoredUntil ?? 0) > now;
  await changeVersion(
    store,
    { ...version, restoredUntil: now + days * dayMs },
    { name: "ObjectRestore:Post", origin: call.origin },
  );
  return empty(wasRestored ? 200 : 202);
}
