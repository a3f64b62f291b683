// What a function gets of an HTTP request in payload format 2.0, from its URL or an HTTP API.
// https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads and
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html

import type { JsonObject } from "../json.ts";

export interface HttpEvent {
  readonly requestId: string;
  readonly method: string;
  /** As the function sees it. */
  readonly path: string;
  /** Still encoded. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  /** The URL or the API that was asked. */
  readonly apiId: string;
  readonly domainName: string;
  readonly accountId: string;
  /** @default $default */
  readonly routeKey?: string;
  /** @default $default */
  readonly stage?: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly authorizer?: JsonObject | undefined;
  readonly pathParameters?: JsonObject | undefined;
  readonly stageVariables?: JsonObject | undefined;
}

export function httpEvent(request: HttpEvent): JsonObject {
  const { method, path, query, body, apiId, routeKey = "$default", stage = "$default" } = request;
  const { cookie, ...headers } = request.headers;
  return {
    ...{ version: "2.0", routeKey, rawPath: path, rawQueryString: query },
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers: textsOf(headers),
    ...given("queryStringParameters", query === "" ? undefined : parametersOf(query)),
    requestContext: {
      ...{ accountId: request.accountId, apiId },
      ...given("authorizer", request.authorizer),
      ...{ domainName: request.domainName, domainPrefix: apiId },
      http: {
        ...{ method, path, protocol: "HTTP/1.1", sourceIp: "127.0.0.1" },
        userAgent: headers["user-agent"] ?? "",
      },
      ...{ requestId: request.requestId, routeKey, stage },
      ...{ time: shownTime(request.now), timeEpoch: request.now },
    },
    ...given("pathParameters", request.pathParameters),
    ...given("stageVariables", request.stageVariables),
    ...bodyMembers(body, headers["content-type"]),
  };
}

function given(name: string, value: JsonObject | undefined): JsonObject {
  return value === undefined ? {} : { [name]: value };
}

/** Values of one name are joined by commas. */
function parametersOf(query: string): Readonly<Record<string, string>> {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const present = values.get(name);
    values.set(name, present === undefined ? value : `${present},${value}`);
  }
  return Object.fromEntries(values);
}

export function textsOf(
  headers: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => value !== undefined && !name.startsWith(":"))
      .map(([name, value]) => [name, String(value)] as const),
  );
}

/** The caller of a signed request, as every one is taken for. */
export function callerOf(
  { authorization }: Readonly<Record<string, string | undefined>>,
  accountId: string,
): JsonObject {
  const accessKey = /Credential=([^/,\s]+)/.exec(authorization ?? "")?.[1] ?? "";
  return {
    ...{ accessKey, accountId, callerId: accountId, cognitoIdentity: null, principalOrgId: null },
    ...{ userArn: `arn:aws:iam::${accountId}:root`, userId: accountId },
  };
}

const textTypes = ["text", "application/json", "application/xml", "application/javascript"];

export function bodyMembers(body: Uint8Array, contentType = ""): JsonObject {
  if (body.length === 0) return { isBase64Encoded: false };
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const isText = textTypes.some((each) => contentType.toLowerCase().includes(each));
  return { body: bytes.toString(isText ? "utf8" : "base64"), isBase64Encoded: !isText };
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Such as `12/Mar/2020:19:03:58 +0000`. */
export function shownTime(now: number): string {
  const second = Math.floor(now / 1000);
  if (second !== shown.second) shown = { second, text: timeText(second * 1000) };
  return shown.text;
}

/** Of the last second that was asked for: requests come many a second. */
let shown = { second: Number.NaN, text: "" };

function timeText(now: number): string {
  const at = new Date(now).toISOString();
  return `${at.slice(8, 10)}/${months[Number(at.slice(5, 7)) - 1]}/${at.slice(0, 4)}:${at.slice(11, 19)} +0000`;
}
