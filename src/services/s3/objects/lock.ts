// What keeps a version from being deleted or written over before its time.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { Lock, Version } from "../catalogue/records.ts";

export function isRetained(lock: Lock | undefined, now: number): boolean {
  return lock?.retainUntil !== undefined && Date.parse(lock.retainUntil) > now;
}

/** Throws AccessDenied. */
export function checkDeletable(version: Version, now: number, mayBypass: boolean): void {
  if (version.isDeleteMarker === true) return;
  const { lock } = version;
  const isHeld = lock?.legalHold === "ON";
  if (isHeld || (isRetained(lock, now) && !(lock?.mode === "GOVERNANCE" && mayBypass))) throw isLocked();
}

export function isLocked(): ServiceError {
  return new ServiceError("AccessDenied", "Access Denied because object protected by object lock.", {
    status: 403,
  });
}

export function noLockConfiguration(): ServiceError {
  return new ServiceError("InvalidRequest", "Bucket is missing Object Lock Configuration");
}
