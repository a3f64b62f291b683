// A request to S3 as its operations see it, and how their routes are told apart.

import { ServiceError } from "../../../aws/service-error.ts";
import type { RawAnswer, Route, RouteCall } from "../../../aws/wire/operation.ts";
import { s3IdHeaders, s3RequestIds } from "../../../aws/wire/s3-request-ids.ts";
import { type XmlContent, xmlDocument } from "../documents/write-xml.ts";
import type { Origin } from "../objects/store.ts";
import { invalidArgument } from "../refusals.ts";
import { checkPresigned, presignedHeaders } from "./presigned.ts";

export interface S3Call extends RouteCall {
  readonly bucket: string;
  readonly key: string;
  readonly origin: Origin;
}

export type Headers = RouteCall["headers"];
type Accepts = NonNullable<Route["accepts"]>;

export interface S3Route {
  readonly operation: string;
  readonly method: string;
  readonly at: "service" | "bucket" | "object";
  /** What stands in the query of requests that mean something else than the bucket or the object itself. */
  readonly subresource?: string;
  /** What else makes it this operation. */
  readonly accepts?: Accepts;
  readonly isStreamed?: boolean;
  readonly largestBodyBytes?: number;
  readonly handle: (call: S3Call) => RawAnswer | Promise<RawAnswer>;
}

const paths = {
  service: /^\/$/,
  // An operation of Object Lambda has a path that could be a bucket's, but for its capitals.
  bucket: /^\/(?!WriteGetObjectResponse$)(?<bucket>[^/]+)\/?$/,
  object: /^\/(?<bucket>[^/]+)\/(?<key>.+)$/s,
};

/** `subresources` are those of all routes, by which a request that means none of them is told. */
export function routesOf(
  routes: readonly S3Route[],
  { accountId, now }: { readonly accountId: string; readonly now: () => number },
  others: readonly string[],
): readonly Route[] {
  const subresources = new Set([...others, ...routes.flatMap(({ subresource }) => subresource ?? [])]);
  const isPlain = (query: URLSearchParams) => {
    for (const name of query.keys()) if (subresources.has(name)) return false;
    return true;
  };
  return routes.map(
    ({ operation, method, at, subresource, accepts, isStreamed, largestBodyBytes, handle }) => ({
      ...{ operation, method, path: paths[at] },
      ...(isStreamed === undefined ? {} : { isStreamed }),
      ...(largestBodyBytes === undefined ? {} : { largestBodyBytes }),
      accepts: (query, headers) =>
        (subresource === undefined ? isPlain(query) : query.has(subresource)) &&
        (accepts === undefined || accepts(query, headers)),
      async handle(call) {
        const origin = s3RequestIds(call.requestId);
        checkPresigned(call.query, call.headers, now());
        const headers = { ...presignedHeaders(call.query), ...call.headers };
        checkOwner(headers, accountId);
        const { bucket = "", key = "" } = call.parameters;
        const answer = await handle({ ...call, headers, bucket, key, origin });
        return { ...answer, headers: { ...s3IdHeaders(origin), ...answer.headers } };
      },
    }),
  );
}

/** Throws InvalidBucketOwnerAWSAccountID or AccessDenied for an owner that the client expects and that is another. */
function checkOwner(headers: Headers, accountId: string): void {
  for (const header of ["x-amz-expected-bucket-owner", "x-amz-source-expected-bucket-owner"]) {
    const expected = headers[header];
    if (expected === undefined || expected === accountId) continue;
    if (!/^\d{12}$/.test(expected))
      throw new ServiceError(
        "InvalidBucketOwnerAWSAccountID",
        `The value of the expected bucket owner parameter must be an AWS Account ID... [${expected}]`,
      );
    throw new ServiceError("AccessDenied", "Access Denied", { status: 403 });
  }
}

export function empty(status: number, headers: Readonly<Record<string, string>> = {}): RawAnswer {
  return { status, headers, body: "" };
}

export function xmlAnswer(
  root: string,
  content: XmlContent,
  headers: Readonly<Record<string, string>> = {},
): RawAnswer {
  return documentAnswer(xmlDocument(root, content), headers);
}

export function documentAnswer(document: string, headers: Readonly<Record<string, string>> = {}): RawAnswer {
  return { status: 200, headers: { "content-type": "application/xml", ...headers }, body: document };
}

/** The value of a header that is there and not empty. */
export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return value === undefined || value === "" ? undefined : value;
}

/** The version that the query names, if it names one. */
export function versionOf({ query }: S3Call): string | undefined {
  return query.get("versionId") ?? undefined;
}

const largestCount = 2147483647;

/** A count in the query; an empty one is as good as none. Throws InvalidArgument. */
export function countOf(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null || text === "") return otherwise;
  const count = Number(text);
  if (!/^-?\d+$/.test(text) || count > largestCount || count < -largestCount - 1)
    throw invalidArgument(`Provided ${name} not an integer or within integer range`, name, text);
  if (count >= 0) return count;
  throw invalidArgument(`Argument ${name} must be an integer between 0 and ${largestCount}`, name, text);
}
