// What a function gets of a request to its URL: payload format 2.0.
// https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads

import type { Json, JsonObject } from "../../../aws/json.ts";
import { functionUrlPath } from "../../../aws/wire/function-url-path.ts";
import type { FoundUrl } from "./function-urls.ts";
import { functionUrlDomain } from "./url-address.ts";

export interface UrlRequest {
  readonly requestId: string;
  readonly method: string;
  /** Still encoded, with the id before it and the query behind it. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

export interface EventPlace {
  readonly accountId: string;
  readonly region: string;
  readonly now: number;
}

export function urlEvent(request: UrlRequest, { url }: FoundUrl, place: EventPlace): JsonObject {
  const { method, requestId, body } = request;
  const { cookie, ...headers } = request.headers;
  const { path, query } = splitTarget(request.target);
  const parameters = parametersOf(query);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: query,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers: textsOf(headers),
    ...(parameters === undefined ? {} : { queryStringParameters: parameters }),
    requestContext: {
      accountId: url.authType === "AWS_IAM" ? place.accountId : "anonymous",
      apiId: url.id,
      ...(url.authType === "AWS_IAM" ? { authorizer: { iam: callerOf(headers, place) } } : {}),
      domainName: functionUrlDomain(url.id, place.region),
      domainPrefix: url.id,
      http: {
        ...{ method, path, protocol: "HTTP/1.1", sourceIp: "127.0.0.1" },
        userAgent: headers["user-agent"] ?? "",
      },
      requestId,
      routeKey: "$default",
      stage: "$default",
      time: shownTime(place.now),
      timeEpoch: place.now,
    },
    ...bodyMembers(body, headers["content-type"]),
  };
}

/** `/_millrace/lambda-url/<id>/a/b?c=d` is the path `/a/b` and the query `c=d`. */
function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const [, path = "", query = ""] =
    /^[^/?]*([^?]*)\??(.*)$/s.exec(target.slice(functionUrlPath.length)) ?? [];
  return { path: path === "" ? "/" : path, query };
}

/** Values of one name are joined by commas. */
function parametersOf(query: string): JsonObject | undefined {
  if (query === "") return undefined;
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const present = values.get(name);
    values.set(name, present === undefined ? value : `${present},${value}`);
  }
  return Object.fromEntries(values);
}

function textsOf(headers: Readonly<Record<string, string | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => value !== undefined && !name.startsWith(":"))
      .map(([name, value]): [string, Json] => [name, String(value)]),
  );
}

function callerOf(
  { authorization }: Readonly<Record<string, string | undefined>>,
  { accountId }: EventPlace,
): JsonObject {
  const accessKey = /Credential=([^/,\s]+)/.exec(authorization ?? "")?.[1] ?? "";
  return {
    ...{ accessKey, accountId, callerId: accountId, cognitoIdentity: null, principalOrgId: null },
    ...{ userArn: `arn:aws:iam::${accountId}:root`, userId: accountId },
  };
}

const textTypes = ["text", "application/json", "application/xml", "application/javascript"];

function bodyMembers(body: Uint8Array, contentType = ""): JsonObject {
  if (body.length === 0) return { isBase64Encoded: false };
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const isText = textTypes.some((each) => contentType.toLowerCase().includes(each));
  return { body: bytes.toString(isText ? "utf8" : "base64"), isBase64Encoded: !isText };
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Such as `12/Mar/2020:19:03:58 +0000`. */
function shownTime(now: number): string {
  const at = new Date(now).toISOString();
  return `${at.slice(8, 10)}/${months[Number(at.slice(5, 7)) - 1]}/${at.slice(0, 4)}:${at.slice(11, 19)} +0000`;
}
