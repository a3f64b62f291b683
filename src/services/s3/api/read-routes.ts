// Operations that read objects: get, head and attributes.

import { ServiceError } from "../../../aws/service-error.ts";
import type { RawAnswer } from "../../../aws/wire/operation.ts";
import type { ObjectVersion } from "../catalogue/records.ts";
import { checkCustomerKey } from "../objects/encryption.ts";
import { findVersion, versionHeaders } from "../objects/find.ts";
import { type ByteSpan, readBytes } from "../objects/read.ts";
import type { Store } from "../objects/store.ts";
import { invalidArgument } from "../refusals.ts";
import { countOf, empty, type S3Call, type S3Route, versionOf, xmlAnswer } from "./call.ts";
import { isUnchanged } from "./conditions.ts";
import { checksumHeaders, objectHeaders } from "./headers.ts";
import { checkReadable } from "./write-routes.ts";

export function readRoutes(store: Store): readonly S3Route[] {
  return [
    {
      operation: "GetObject",
      method: "GET",
      at: "object",
      handle: (call) => getObject(store, call),
    },
    {
      operation: "HeadObject",
      method: "HEAD",
      at: "object",
      handle: (call) => headObject(store, call),
    },
    {
      operation: "GetObjectAttributes",
      method: "GET",
      at: "object",
      subresource: "attributes",
      handle: (call) => getAttributes(store, call),
    },
  ];
}

async function getObject(store: Store, call: S3Call): Promise<RawAnswer> {
  const version = readable(store, call, "GET");
  checkReadable(version, store.clock.now());
  if (isUnchanged(call.headers, version)) return empty(304, objectHeaders(store, version, call.query));
  const answer = described(store, version, call);
  return { ...answer, body: await readBytes(store, version, answer.span) };
}

function headObject(store: Store, call: S3Call): RawAnswer {
  const version = readable(store, call, "HEAD");
  if (isUnchanged(call.headers, version)) return empty(304, objectHeaders(store, version, call.query));
  const { status, headers } = described(store, version, call);
  return { status, headers, body: "" };
}

function readable(store: Store, call: S3Call, method: string): ObjectVersion {
  const { bucket, key, headers } = call;
  const version = findVersion(store, { bucket, key, versionId: versionOf(call) }, method);
  checkCustomerKey((header) => headers[header], version.encryption);
  return version;
}

interface DescribedAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly span: ByteSpan;
}

function described(store: Store, version: ObjectVersion, { headers, query }: S3Call): DescribedAnswer {
  const partNumber = askedPart(query);
  if (partNumber !== undefined && headers.range !== undefined)
    throw new ServiceError(
      "InvalidRequest",
      "Cannot specify both Range header and partNumber query parameter",
    );
  const asked =
    partNumber === undefined ? rangeOf(headers.range, version.size) : spanOfPart(version, partNumber);
  const span = asked ?? { start: 0, end: version.size };
  const { parts } = version;
  return {
    status: asked === undefined ? 200 : 206,
    span,
    headers: {
      ...objectHeaders(store, version, query),
      ...checksumHeaders(headers, version, { span, partNumber }),
      "content-length": String(span.end - span.start),
      ...(asked === undefined
        ? {}
        : { "content-range": `bytes ${span.start}-${Math.max(span.end - 1, 0)}/${version.size}` }),
      ...(partNumber === undefined || parts === undefined
        ? {}
        : { "x-amz-mp-parts-count": String(parts.length) }),
    },
  };
}

function askedPart(query: URLSearchParams): number | undefined {
  const text = query.get("partNumber");
  if (text === null) return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 10_000) return number;
  throw invalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", text);
}

/** Throws InvalidPartNumber. */
function spanOfPart({ parts, size }: ObjectVersion, number: number): ByteSpan {
  const all = parts ?? [{ size }];
  const part = all[number - 1];
  if (part === undefined)
    throw new ServiceError("InvalidPartNumber", "The requested partnumber is not satisfiable", {
      status: 416,
      members: { ActualPartCount: all.length, PartNumberRequested: number },
    });
  const start = all.slice(0, number - 1).reduce((sum, each) => sum + each.size, 0);
  return { start, end: start + part.size };
}

/** RFC 9110, section 14.1.2. Undefined for a range that is none, which is as good as not asked. Throws InvalidRange. */
export function rangeOf(header: string | undefined, size: number): ByteSpan | undefined {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (header === undefined || (from === "" && to === "")) return undefined;
  if (from !== "" && to !== "" && Number(to) < Number(from)) return undefined;
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size : Math.min(Number(to) + 1, size);
  if (start < end) return { start, end };
  throw new ServiceError("InvalidRange", "The requested range is not satisfiable", {
    status: 416,
    members: { ActualObjectSize: size, RangeRequested: header },
  });
}

const attributes = new Set(["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"]);

function getAttributes(store: Store, call: S3Call): RawAnswer {
  const { headers } = call;
  const version = readable(store, call, "GET");
  const asked = (headers["x-amz-object-attributes"] ?? "").split(",").map((each) => each.trim());
  if (asked[0] === "")
    throw invalidArgument(
      "The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty",
      "x-amz-object-attributes",
    );
  if (!asked.every((each) => attributes.has(each)))
    throw invalidArgument("Invalid attribute name specified.", "x-amz-object-attributes");
  const { etag, checksum, storageClass = "STANDARD", size, modifiedAt } = version;
  const has = (name: string) => asked.includes(name);
  return xmlAnswer(
    "GetObjectAttributesResponse",
    {
      ...(has("ETag") ? { ETag: etag } : {}),
      ...(has("Checksum") && checksum !== undefined
        ? {
            Checksum: {
              [`Checksum${checksum.algorithm}`]: checksum.value.replace(/-\d+$/, ""),
              ChecksumType: checksum.type,
            },
          }
        : {}),
      ...(has("ObjectParts") ? partsOf(version, call) : {}),
      ...(has("StorageClass") ? { StorageClass: storageClass } : {}),
      ...(has("ObjectSize") ? { ObjectSize: size } : {}),
    },
    { "last-modified": new Date(modifiedAt).toUTCString(), ...versionHeaders(store, version) },
  );
}

/** The parts one by one where each bears a checksum of its own; their number anyway. */
function partsOf({ parts, checksum }: ObjectVersion, { headers }: S3Call): object {
  if (parts === undefined) return {};
  if (checksum?.type !== "COMPOSITE") return { ObjectParts: { PartsCount: parts.length } };
  const query = new URLSearchParams({
    "max-parts": headers["x-amz-max-parts"] ?? "",
    "part-number-marker": headers["x-amz-part-number-marker"] ?? "",
  });
  const most = Math.min(countOf(query, "max-parts", 1000), 1000);
  const marker = countOf(query, "part-number-marker", 0);
  const behind = parts.filter(({ number }) => number > marker);
  const page = behind.slice(0, most);
  return {
    ObjectParts: {
      PartsCount: parts.length,
      PartNumberMarker: marker,
      NextPartNumberMarker: page.at(-1)?.number ?? 0,
      MaxParts: most,
      IsTruncated: behind.length > page.length,
      Part: page.map((part) => ({
        PartNumber: part.number,
        Size: part.size,
        [`Checksum${checksum.algorithm}`]: part.checksum,
      })),
    },
  };
}
