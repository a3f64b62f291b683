// In what the Python SDK's requests to S3, and what it shows of the answers, differ from the JavaScript SDK's: the recordings were made
// with it.

import { isJsonObject, type Json, type JsonObject } from "../../../src/aws/json.ts";
import type { ParameterObject } from "./parameters.ts";

/** It asks for encoded keys by itself, and decodes them. */
const encodedLists = new Set(["ListObjects", "ListObjectsV2", "ListObjectVersions"]);

export function sentByPython(operation: string, parameters: ParameterObject): ParameterObject {
  const { CopySource: source } = parameters as { readonly CopySource?: unknown };
  return {
    ...parameters,
    ...(encodedLists.has(operation) && !("EncodingType" in parameters) ? { EncodingType: "url" } : {}),
    ...(source === undefined ? {} : { CopySource: quotedSource(source) }),
  } as ParameterObject;
}

/** It takes a source as a text or by its members, and encodes it. */
function quotedSource(source: unknown): string {
  if (typeof source === "string") {
    const [, place = "", version = ""] = /^(.*?)(\?versionId=.*)?$/s.exec(source) ?? [];
    return quoted(place) + version;
  }
  const { Bucket, Key, VersionId } = source as Readonly<Record<string, string | undefined>>;
  const version = VersionId === undefined ? "" : `?versionId=${VersionId}`;
  return quoted(`${Bucket}/${Key}`) + version;
}

function quoted(text: string): string {
  return encodeURIComponent(text).replaceAll("%2F", "/");
}

const decoded = new Set([
  ...["Key", "Prefix", "Delimiter", "Marker", "NextMarker", "StartAfter", "KeyMarker", "NextKeyMarker"],
]);
const numbers = new Set(["PartNumberMarker", "NextPartNumberMarker"]);

/** Keys that its user asked to be encoded it leaves so. */
export function shownByPython(
  operation: string,
  parameters: ParameterObject,
  answer: JsonObject,
): JsonObject {
  const isEncoded = encodedLists.has(operation) && !("EncodingType" in parameters);
  return shown(answer, isEncoded) as JsonObject;
}

function shown(value: Json, isEncoded: boolean): Json {
  if (Array.isArray(value)) return value.map((each) => shown(each, isEncoded));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (isEncoded && decoded.has(name) && typeof member === "string")
        return [name, decodeURIComponent(member.replaceAll("+", " "))];
      if (numbers.has(name) && typeof member === "string") return [name, Number(member)];
      return [name, shown(member as Json, isEncoded)];
    }),
  );
}

/** An element that is empty is none to it. */
export function refusedToPython<
  Refusal extends { readonly message: string | null; readonly members: JsonObject },
>(refusal: Refusal): Refusal {
  const members = Object.entries(refusal.members).map(([name, value]) => [name, value === "" ? null : value]);
  const message = refusal.message === "" ? null : refusal.message;
  return { ...refusal, message, members: Object.fromEntries(members) as JsonObject };
}

interface Built {
  readonly input: Readonly<Record<string, unknown>>;
  readonly request: { readonly headers: Record<string, string> };
}
interface Context {
  /** Before the SDK has added to it. */
  asked?: Readonly<Record<string, unknown>>;
}

/** The JavaScript SDK says these by itself; the recorded requests say them as they like, or not at all. */
const keyDigests: Readonly<Record<string, string>> = {
  SSECustomerKeyMD5: "x-amz-server-side-encryption-customer-key-md5",
  CopySourceSSECustomerKeyMD5: "x-amz-copy-source-server-side-encryption-customer-key-md5",
};

type Next = (built: Built) => Promise<unknown>;

/** It says no content type of its own, and sends texts as UTF-8. */
export function sendHeadersAsPython(client: { readonly middlewareStack?: unknown }): void {
  const stack = client.middlewareStack as {
    add(middleware: (next: Next, context: Context) => Next, options: object): void;
  };
  stack.add(
    (next, context) => (asked) => {
      context.asked = asked.input;
      return next(asked);
    },
    { step: "initialize", priority: "high", name: "noteKeys" },
  );
  stack.add(
    (next, context) => (built) => {
      const { headers } = built.request;
      for (const [name, header] of Object.entries(keyDigests)) {
        const said = context.asked?.[name];
        if (said === undefined) delete headers[header];
        else headers[header] = String(said);
      }
      if (built.input.ContentType === undefined && headers["content-type"] === "application/octet-stream")
        delete headers["content-type"];
      for (const [name, value] of Object.entries(headers)) {
        if (/[^ -~]/.test(value)) headers[name] = Buffer.from(value).toString("latin1");
      }
      return next(built);
    },
    { step: "finalizeRequest", priority: "low", name: "asPython" },
  );
}
