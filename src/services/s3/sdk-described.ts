// What the members of a request, as the SDKs have them, say of the object that it writes, and how an object is described in them.

import { ServiceError } from "../../aws/service-error.ts";
import { optionalObject, optionalString, optionalTimestamp } from "../../aws/wire/members.ts";
import type { WireObject } from "../../aws/wire/operation.ts";
import { checkDigests } from "./digests.ts";
import { checkHeaderValue } from "./header-values.ts";
import type { ObjectFacts } from "./stored-object.ts";
import {
  readSystemMetadata,
  type SystemHeader,
  type SystemMetadata,
  systemHeaders,
} from "./system-metadata.ts";
import { refuseUnkept } from "./unkept-settings.ts";

export interface DescribedObject extends SystemMetadata {
  readonly contentType: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Throws SerializationException, and what S3 says of what is asked of the object and is not kept. */
export function describedObject(request: WireObject): DescribedObject {
  refuseUnkept(({ member }) => request[member]);
  return {
    contentType: optionalString(request, "ContentType"),
    ...readSystemMetadata((header) => systemText(request, header)),
    metadata: Object.fromEntries(
      Object.entries(optionalObject(request, "Metadata") ?? {}).map(([name, value]) => [name, String(value)]),
    ),
  };
}

/** A time is given as such, and the header has it as HTTP does. */
function systemText(request: WireObject, { fact, member }: SystemHeader): string | undefined {
  return fact === "expires"
    ? optionalTimestamp(request, member)?.toUTCString()
    : optionalString(request, member);
}

/** Throws InvalidDigest or BadDigest for bytes that are not those of the digests that the request gives. */
export function checkRequestDigests(request: WireObject, bytes: Uint8Array): void {
  checkDigests(
    {
      md5: optionalString(request, "ContentMD5"),
      checksum: (name) => optionalString(request, `Checksum${name.toUpperCase()}`),
    },
    bytes,
  );
}

/** Throws InvalidArgument for a directive that there is not. */
export function isReplaced(request: WireObject): boolean {
  const directive = optionalString(request, "MetadataDirective") ?? "COPY";
  if (directive === "COPY" || directive === "REPLACE") return directive === "REPLACE";
  throw new ServiceError("InvalidArgument", "Unknown metadata directive.");
}

export function factsShown(facts: ObjectFacts): WireObject {
  return {
    AcceptRanges: "bytes",
    ContentLength: facts.size,
    ContentType: facts.contentType,
    ETag: `"${facts.etag}"`,
    LastModified: new Date(facts.modifiedAt),
    Metadata: facts.metadata,
    ServerSideEncryption: "AES256",
    ...Object.fromEntries(systemHeaders.map((header) => [header.member, shown(header, facts[header.fact])])),
  };
}

const contentType = { fact: "contentType", header: "content-type", member: "ContentType" };

/** What is told otherwise than it is kept, by `ResponseContentType` and its kin. Throws InvalidArgument. */
export function overridesShown(request: WireObject): WireObject {
  return Object.fromEntries(
    [contentType, ...systemHeaders]
      .filter(({ header }) => !header.startsWith("x-amz-"))
      .flatMap((header) => {
        const value = optionalString(request, `Response${header.member}`);
        if (value === undefined) return [];
        checkHeaderValue(`response-${header.header}`, value);
        const told = shown(header, value);
        return told === undefined ? [] : [[header.member, told] as const];
      }),
  );
}

/** A time that a client did not write as one is left out. */
function shown({ fact }: { readonly fact: string }, value: string | undefined): string | Date | undefined {
  if (fact !== "expires" || value === undefined) return value;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
