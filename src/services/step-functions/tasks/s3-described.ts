// What the arguments of an `aws-sdk:s3` task say of the object that it writes, and how an object is described to a task.

import { isJsonObject, type JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { checkDigests } from "../../s3/digests.ts";
import { checkHeaderValue } from "../../s3/header-values.ts";
import {
  readSystemMetadata,
  type SystemHeader,
  type SystemMetadata,
  systemHeaders,
} from "../../s3/system-metadata.ts";
import { refuseUnkept } from "../../s3/unkept-settings.ts";
import { ArgumentProblem, optionalText } from "./arguments.ts";
import type { StoredObjectFacts } from "./parts.ts";

export interface DescribedObject extends SystemMetadata {
  readonly contentType: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Throws ArgumentProblem, and ServiceError for what is asked of the object and is not kept. */
export function describedObject(request: JsonObject): DescribedObject {
  refuseUnkept(({ member }) => request[member]);
  return {
    contentType: optionalText(request, "ContentType"),
    ...readSystemMetadata((header) => systemText(request, header)),
    metadata: metadataOf(request),
  };
}

/** A task gives a time, and the header has it as HTTP does. */
function systemText(request: JsonObject, { fact, member }: SystemHeader): string | undefined {
  const text = optionalText(request, member);
  if (text === undefined || fact !== "expires") return text;
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new ArgumentProblem(`The field '${member}' must be a timestamp, but was: "${text}"`);
  return new Date(at).toUTCString();
}

function metadataOf({ Metadata: given }: JsonObject): Readonly<Record<string, string>> {
  if (given === undefined || given === null) return {};
  if (!isJsonObject(given)) throw new ArgumentProblem("The field 'Metadata' must be an object");
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
}

/** Throws InvalidDigest or BadDigest for bytes that are not those of the digests that the request gives. */
export function checkRequestDigests(request: JsonObject, bytes: Uint8Array): void {
  checkDigests(
    {
      md5: optionalText(request, "ContentMD5"),
      checksum: (name) => optionalText(request, `Checksum${name.toUpperCase()}`),
    },
    bytes,
  );
}

/** Throws InvalidArgument for a directive that there is not. */
export function isReplaced(request: JsonObject): boolean {
  const directive = optionalText(request, "MetadataDirective") ?? "COPY";
  if (directive === "COPY" || directive === "REPLACE") return directive === "REPLACE";
  throw new ServiceError("InvalidArgument", "Unknown metadata directive.");
}

export function factsShown(facts: StoredObjectFacts): JsonObject {
  return {
    AcceptRanges: "bytes",
    ContentLength: facts.size,
    ContentType: facts.contentType,
    ETag: `"${facts.etag}"`,
    LastModified: new Date(facts.modifiedAt).toISOString(),
    Metadata: facts.metadata,
    ServerSideEncryption: "AES256",
    ...Object.fromEntries(
      systemHeaders.flatMap((header) => {
        const value = facts[header.fact];
        return value === undefined ? [] : shown(header, value);
      }),
    ),
  };
}

/** What is told otherwise than it is kept, by `ResponseContentType` and its kin. Throws InvalidArgument. */
export function overridesShown(request: JsonObject): JsonObject {
  return Object.fromEntries(
    [{ fact: "contentType" as const, header: "content-type", member: "ContentType" }, ...systemHeaders]
      .filter(({ header }) => !header.startsWith("x-amz-"))
      .flatMap((header) => {
        const value = optionalText(request, `Response${header.member}`);
        if (value === undefined) return [];
        checkHeaderValue(`response-${header.header}`, value);
        return shown(header, value);
      }),
  );
}

/** A time that a client did not write as one is left out. */
function shown(
  { fact, member }: { readonly fact: string; readonly member: string },
  value: string,
): readonly (readonly [string, string])[] {
  if (fact !== "expires") return [[member, value]];
  const at = Date.parse(value);
  return Number.isNaN(at) ? [] : [[member, new Date(at).toISOString()]];
}
