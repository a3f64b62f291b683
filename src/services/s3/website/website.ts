// A bucket as a website: index documents behind slashes, an error document, and requests that are sent on.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { RawAnswer } from "../../../aws/wire/operation.ts";
import { isUnchanged } from "../api/conditions.ts";
import { plainHeaders } from "../api/headers.ts";
import { rangeOf } from "../api/read-routes.ts";
import { checkReadable } from "../api/write-routes.ts";
import { noSuchBucket, noSuchKey } from "../buckets/bucket-names.ts";
import type { ObjectVersion } from "../catalogue/records.ts";
import { checkCustomerKey } from "../objects/encryption.ts";
import { readBytes } from "../objects/read.ts";
import type { Origin, Store } from "../objects/store.ts";
import { errorPage } from "./error-page.ts";
import { encodedPath, locationOf, type RoutingRule, ruleFor, type Site, siteOf } from "./site.ts";

export interface Visit {
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  /** With its question mark. */
  readonly query: string;
  /** The website's address, without a slash at its end. */
  readonly here: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly origin: Origin;
}

/** Whatever goes wrong is a page. */
export async function visit(store: Store, asked: Visit): Promise<RawAnswer> {
  const answer = await answered(store, asked);
  // A client would wait for the bytes that are announced, were there a body of another length.
  return asked.method === "HEAD" ? { ...answer, body: "" } : answer;
}

async function answered(store: Store, asked: Visit): Promise<RawAnswer> {
  const { bucket, method, origin } = asked;
  let site: Site;
  try {
    site = siteAt(store, bucket);
    if (method !== "GET" && method !== "HEAD") throw notAllowed(method);
  } catch (problem) {
    return errorPage(refusalOf(problem), origin);
  }
  try {
    return await pageOf(store, site, asked);
  } catch (problem) {
    return failure(store, site, asked, refusalOf(problem));
  }
}

function siteAt({ buckets }: Store, bucket: string): Site {
  if (!buckets.has(bucket)) throw noSuchBucket(bucket);
  const document = buckets.document(bucket, "website");
  if (document !== undefined) return siteOf(document);
  throw new ServiceError(
    "NoSuchWebsiteConfiguration",
    "The specified bucket does not have a website configuration",
    { status: 404, members: { BucketName: bucket } },
  );
}

async function pageOf(store: Store, site: Site, asked: Visit): Promise<RawAnswer> {
  const { bucket, key, here, query } = asked;
  if (site.elsewhere !== undefined)
    return moved(301, locationOf(site.elsewhere, { here, key, prefix: "", query }));
  const rule = ruleFor(site, key);
  if (rule !== undefined) return sentOn(rule, asked);
  const keys = store.catalogue.keys(bucket);
  const isFolder = key === "" || key.endsWith("/");
  const name = isFolder ? `${key}${site.index}` : key;
  const version = keys.current(name);
  if (version !== undefined) return shown(store, version, asked);
  if (!isFolder && keys.current(`${key}/${site.index}`) !== undefined)
    return moved(302, `${new URL(here).pathname.replace(/\/$/, "")}/${encodedPath(key)}/`);
  throw noSuchKey(name);
}

async function shown(
  store: Store,
  version: ObjectVersion,
  { headers, here }: Visit,
  status?: number,
): Promise<RawAnswer> {
  const { websiteRedirectLocation } = version;
  if (websiteRedirectLocation !== undefined)
    return moved(
      301,
      websiteRedirectLocation.replace(/^\//, `${new URL(here).pathname.replace(/\/$/, "")}/`),
    );
  checkCustomerKey(() => undefined, version.encryption);
  checkReadable(version, store.clock.now());
  const told = plainHeaders(store, version);
  if (status !== undefined) return { status, headers: told, body: await readBytes(store, version) };
  if (isUnchanged(headers, version)) return { status: 304, headers: told, body: "" };
  const range = rangeOf(headers.range, version.size);
  const span = range ?? { start: 0, end: version.size };
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      ...told,
      "content-length": String(span.end - span.start),
      ...(range === undefined
        ? {}
        : { "content-range": `bytes ${span.start}-${span.end - 1}/${version.size}` }),
    },
    body: await readBytes(store, version, span),
  };
}

async function failure(store: Store, site: Site, asked: Visit, error: ServiceError): Promise<RawAnswer> {
  const { bucket, key, origin } = asked;
  const rule = ruleFor(site, key, error.status);
  if (rule !== undefined) return sentOn(rule, asked);
  if (site.errorKey === undefined || error.status >= 500) return errorPage(error, origin);
  try {
    const version = store.catalogue.keys(bucket).current(site.errorKey);
    if (version === undefined) throw noSuchKey(site.errorKey);
    const page = await shown(store, version, asked, error.status);
    const { headers } = errorPage(error, origin);
    return { ...page, headers: { ...headers, ...page.headers } };
  } catch (problem) {
    return errorPage(error, origin, refusalOf(problem));
  }
}

function sentOn({ redirect, prefix }: RoutingRule, { here, key }: Visit): RawAnswer {
  return moved(redirect.status, locationOf(redirect, { here, key, prefix }));
}

function moved(status: number, location: string): RawAnswer {
  return { status, headers: { location, "content-length": "0" }, body: "" };
}

function notAllowed(method: string): ServiceError {
  return new ServiceError("MethodNotAllowed", "The specified method is not allowed against this resource.", {
    status: 405,
    members: { Method: method, ResourceType: "OBJECT" },
  });
}

function refusalOf(problem: unknown): ServiceError {
  if (problem instanceof ServiceError) return problem;
  throw problem;
}
