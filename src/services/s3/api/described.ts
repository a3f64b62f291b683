// What a request to S3 says in its headers of the object that it writes.

import type { Described, Lock } from "../catalogue/records.ts";
import { checkHeaderValues } from "../header-values.ts";
import { aclOfHeaders } from "../objects/acl.ts";
import { requestedEncryption } from "../objects/encryption.ts";
import { noLockConfiguration } from "../objects/lock.ts";
import type { Store } from "../objects/store.ts";
import { tagsOfHeader } from "../objects/tags.ts";
import { invalidArgument } from "../refusals.ts";
import { readSystemMetadata, systemMetadataOf } from "../system-metadata.ts";
import { type Headers, headerOf } from "./call.ts";
import { receivedText } from "./headers.ts";

/** Throws InvalidArgument, InvalidStorageClass, and what else S3 refuses an object for before its bytes. */
export function describedObject(headers: Headers, store: Store, bucket: string): Described {
  const metadata = Object.entries(headers)
    .filter(([name]) => name.startsWith("x-amz-meta-"))
    .map(([name, value]) => [name.slice("x-amz-meta-".length), receivedText(value ?? "")] as const);
  const read = (header: string) => headers[header];
  const system = readSystemMetadata(({ header }) =>
    header === "content-encoding" ? contentEncoding(headers) : headers[header],
  );
  const described = {
    contentType: headerOf(headers, "content-type") ?? "binary/octet-stream",
    metadata: Object.fromEntries(metadata),
  };
  checkHeaderValues({ ...described, ...system });
  return {
    ...systemMetadataOf(system),
    ...described,
    acl: aclOfHeaders(headers, store, bucket),
    tags: tagsOfHeader(headers["x-amz-tagging"]),
    encryption: requestedEncryption(read, store, bucket),
    lock: lockOf(headers, store, bucket),
  };
}

/** `aws-chunked` is how it was sent, and is not kept. */
function contentEncoding(headers: Headers): string | undefined {
  return headers["content-encoding"]
    ?.split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "aws-chunked" && each !== "")
    .join(",");
}

function lockOf(headers: Headers, store: Store, bucket: string): Lock | undefined {
  const mode = headerOf(headers, "x-amz-object-lock-mode");
  const until = headerOf(headers, "x-amz-object-lock-retain-until-date");
  const legalHold = headerOf(headers, "x-amz-object-lock-legal-hold");
  if (mode === undefined && until === undefined && legalHold === undefined) return undefined;
  if (store.buckets.get(bucket).hasObjectLock !== true) throw noLockConfiguration();
  if ((mode === undefined) !== (until === undefined))
    throw invalidArgument(
      "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
      until === undefined ? "x-amz-object-lock-retain-until-date" : "x-amz-object-lock-mode",
    );
  if (mode !== undefined && mode !== "GOVERNANCE" && mode !== "COMPLIANCE")
    throw invalidArgument("Unknown wormMode directive.", "x-amz-object-lock-mode", mode);
  if (legalHold !== undefined && legalHold !== "ON" && legalHold !== "OFF")
    throw invalidArgument(
      "Legal Hold must be either of 'ON' or 'OFF'",
      "x-amz-object-lock-legal-hold",
      legalHold,
    );
  return { ...(mode === undefined ? {} : { mode, retainUntil: retainUntil(until ?? "", store) }), legalHold };
}

function retainUntil(text: string, { clock }: Store): string {
  const time = Date.parse(text);
  const header = "x-amz-object-lock-retain-until-date";
  if (Number.isNaN(time))
    throw invalidArgument("The retain until date must be provided in ISO 8601 format", header, text);
  if (time <= clock.now())
    throw invalidArgument("The retain until date must be in the future!", header, text);
  return new Date(time).toISOString();
}
