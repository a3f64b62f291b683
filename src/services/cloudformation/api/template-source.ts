// Where a request says that its template is: in itself, or in a bucket.

import { ServiceError } from "../../../aws/service-error.ts";
import { constraintError, optionalBoolean, optionalString } from "../../../aws/wire/members.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import { validationError } from "../stacks/stack-errors.ts";

export interface Buckets {
  getObject(bucket: string, key: string): Promise<{ readonly bytes: Uint8Array }>;
}

const longestBody = 51_200;
const longestObject = 1024 * 1024;

/** The template's text; undefined where the request asks for the one that the stack has. Throws ValidationError. */
export async function requestedTemplate(request: WireObject, buckets: Buckets): Promise<string | undefined> {
  const body = optionalString(request, "TemplateBody");
  const url = optionalString(request, "TemplateURL");
  if (body !== undefined && url !== undefined)
    throw validationError("Either Template URL or Template Body must be specified, not both.");
  if (body !== undefined) {
    if (body === "") throw constraintError("templateBody", body, "have length greater than or equal to 1");
    if (Buffer.byteLength(body) > longestBody)
      throw constraintError("templateBody", body, `have length less than or equal to ${longestBody}`);
    return body;
  }
  if (url !== undefined) return templateAt(url, buckets);
  if (optionalBoolean(request, "UsePreviousTemplate") === true) return undefined;
  throw validationError("Either Template URL or Template Body must be specified.");
}

/** The object that a URL names, at AWS or here. Throws ValidationError. */
export function templateAt(url: string, buckets: Buckets): Promise<string> {
  return textOf(objectAt(url), buckets);
}

/** What `AWS::Include` names: `s3://bucket/key`, which a template may not be at, or a URL. Throws ValidationError. */
export function snippetAt(location: string, buckets: Buckets): Promise<string> {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(location) ?? [];
  const isUri = bucket !== undefined && key !== undefined;
  return textOf(isUri ? { bucket, key } : objectAt(location), buckets);
}

interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

async function textOf({ bucket, key }: ObjectPlace, buckets: Buckets): Promise<string> {
  try {
    const { bytes } = await buckets.getObject(bucket, key);
    if (bytes.length > longestObject)
      throw validationError(`Template may not exceed ${longestObject} bytes in size.`);
    return Buffer.from(bytes).toString("utf8");
  } catch (problem) {
    if (!(problem instanceof ServiceError) || problem.code === "ValidationError") throw problem;
    throw validationError(
      `S3 error: ${problem.message}\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html`,
    );
  }
}

/** The bucket stands in the path, or before S3's own name in the host. */
function objectAt(url: string): ObjectPlace {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === "s3:")
    throw validationError(`S3 error: Domain name specified in ${parsed.hostname} is not a valid S3 domain`);
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol) || isElsewhere(parsed.hostname))
    throw validationError("TemplateURL must be a supported URL.");
  const [, inHost] = /^(.+)\.s3[.-](?:.*\.)?(?:amazonaws\.com|localhost)/.exec(parsed.hostname) ?? [];
  const path = decoded(parsed.pathname.slice(1));
  if (inHost !== undefined) return { bucket: inHost, key: path };
  const slash = path.indexOf("/");
  if (slash < 1)
    throw validationError("TemplateURL must reference a valid S3 object to which you have access.");
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}

/** What has a domain of its own is neither AWS nor this machine. */
function isElsewhere(host: string): boolean {
  return /\.[a-z]+$/i.test(host) && !/\.(?:amazonaws\.com(?:\.cn)?|localhost|internal)$/i.test(host);
}

/** Clients do not always encode a key. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
