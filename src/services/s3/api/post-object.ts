// Uploads by the forms of browsers. https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { RawAnswer } from "../../../aws/wire/operation.ts";
import { checkKey } from "../buckets/bucket-names.ts";
import type { ObjectVersion, Tag } from "../catalogue/records.ts";
import { child, readXml } from "../documents/read-xml.ts";
import { plainDocument } from "../documents/write-xml.ts";
import { commitVersion } from "../objects/commit.ts";
import { receive } from "../objects/receive.ts";
import type { Store } from "../objects/store.ts";
import { checkTags, tagsIn } from "../objects/tags.ts";
import { invalidArgument } from "../refusals.ts";
import { documentAnswer, empty, type Headers, type S3Call, type S3Route } from "./call.ts";
import { preconditionFailed } from "./conditions.ts";
import { describedObject } from "./described.ts";
import { readForm } from "./form-body.ts";
import { checkPostPolicy, missingField, type SizeRange } from "./post-policy.ts";
import { writtenHeaders } from "./write-routes.ts";

const none: AsyncIterable<Uint8Array> = (async function* () {})();
const largestObject = 5 * 1024 ** 3;
const algorithm = "CRC64NVME";

export function postRoute(store: Store): S3Route {
  return {
    ...{ operation: "PostObject", method: "POST", at: "bucket", isStreamed: true },
    handle: (call) => postObject(store, call),
  };
}

const isForm = (headers: Headers) => /^multipart\/form-data\b/i.test(headers["content-type"] ?? "");

async function postObject(store: Store, call: S3Call): Promise<RawAnswer> {
  const { bucket, headers, origin } = call;
  if (!isForm(headers))
    throw preconditionFailed("Bucket POST must be of the enclosure-type multipart/form-data");
  store.buckets.get(bucket);
  const form = await readForm(call.chunks ?? none, headers["content-type"] ?? "");
  if (form.file === undefined)
    throw invalidArgument("POST requires exactly one file upload per request.", "file", "0");
  const { fields, fileName, file } = form;
  const given = fields.get("key");
  if (given === undefined) throw missingField("key");
  const range = checkPostPolicy({ fields, bucket, now: store.clock.now() });
  const key = given.replaceAll("${filename}", () => fileName);
  checkKey(key);
  const described = describedObject(headersOf(fields), store, bucket);
  const tags = tagsOf(fields.get("tagging")) ?? described.tags;
  const { segments, size, md5, checksums } = await receive(store.blobs, inRange(file, range), [algorithm]);
  const value = checksums.get(algorithm) ?? "";
  const version = await commitVersion(
    store,
    {
      ...{ ...described, tags, bucket, key, segments, size, etag: md5 },
      checksum: { algorithm, type: "FULL_OBJECT", value },
    },
    { event: "ObjectCreated:Post", origin },
  );
  return answerOf(store, version, { fields, host: call.host });
}

/** Throws MalformedXML, InvalidTag and BadRequest. */
function tagsOf(tagging: string | undefined): readonly Tag[] | undefined {
  if (tagging === undefined) return undefined;
  const tags = tagsIn(child(readXml(tagging), "TagSet"));
  checkTags(tags, "object");
  return tags;
}

/** Fields have the names of headers, but for the ACL. What is said of an object in metadata is told byte by byte there. */
function headersOf(fields: ReadonlyMap<string, string>): Headers {
  return Object.fromEntries(
    [...fields].map(([name, value]) => [
      name === "acl" ? "x-amz-acl" : name,
      name.startsWith("x-amz-meta-") ? Buffer.from(value).toString("latin1") : value,
    ]),
  );
}

async function* inRange(
  file: AsyncIterable<Uint8Array>,
  { min, max }: SizeRange = { min: 0, max: largestObject },
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of file) {
    size += chunk.length;
    if (size > max)
      throw new ServiceError("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", {
        members: { ProposedSize: size, MaxSizeAllowed: max },
      });
    yield chunk;
  }
  if (size < min)
    throw new ServiceError(
      "EntityTooSmall",
      "Your proposed upload is smaller than the minimum allowed size",
      {
        members: { ProposedSize: size, MinSizeAllowed: min },
      },
    );
}

function answerOf(
  store: Store,
  version: ObjectVersion,
  { fields, host }: { readonly fields: ReadonlyMap<string, string>; readonly host: string },
): RawAnswer {
  const { bucket, key, etag } = version;
  // Slashes of the key are escaped here, as nowhere else.
  const location = `http://${host}/${bucket}/${encodeURIComponent(key)}`;
  const headers = { ...writtenHeaders(store, version), location };
  const redirect = fields.get("success_action_redirect") ?? fields.get("redirect") ?? "";
  if (URL.canParse(redirect) && /^https?:/.test(redirect)) {
    const url = new URL(redirect);
    for (const [name, value] of Object.entries({ bucket, key, etag: `"${etag}"` }))
      url.searchParams.append(name, value);
    return empty(303, { ...headers, location: url.href });
  }
  const status = fields.get("success_action_status");
  if (status === "200") return empty(200, headers);
  if (status !== "201") return empty(204, headers);
  const told = { Location: location, Bucket: bucket, Key: key, ETag: `"${etag}"` };
  return { ...documentAnswer(plainDocument("PostResponse", told), headers), status: 201 };
}
