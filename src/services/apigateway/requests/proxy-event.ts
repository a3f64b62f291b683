// What a function gets of a request in payload format 1.0, from an HTTP API or a REST API.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format

import type { JsonObject } from "../../../aws/json.ts";
import { bodyMembers, textsOf } from "../../../aws/wire/http-event.ts";
import type { ServedRequest } from "./served-request.ts";

export interface EventFrame {
  /** The path with its parameters, such as `/pets/{id}`. */
  readonly resource: string;
  readonly path: string;
  readonly requestContext: JsonObject;
}

export function proxyEvent(
  request: ServedRequest,
  { resource, path, requestContext }: EventFrame,
): JsonObject {
  const { told } = request;
  const multiValueHeaders = told?.headers ?? mapped(textsOf(request.headers), (value) => [value]);
  const headers = mapped(multiValueHeaders, (values) => values.at(-1) ?? "");
  const query = valuesOf(new URLSearchParams(request.query));
  const { body = null, isBase64Encoded = false } =
    told === undefined
      ? bodyMembers(request.body, headers["content-type"])
      : bodyAs(request.body, told.isBinary);
  return {
    ...{ resource, path, httpMethod: request.method, headers, multiValueHeaders },
    queryStringParameters: orNull(mapped(query, (values) => values.at(-1) ?? "")),
    multiValueQueryStringParameters: orNull(query),
    requestContext,
    pathParameters: orNull(told?.pathParameters ?? request.pathParameters),
    stageVariables: orNull(request.stageVariables),
    ...{ body, isBase64Encoded },
  };
}

function bodyAs(body: Buffer, isBinary: boolean): JsonObject {
  if (body.length === 0) return {};
  return { body: body.toString(isBinary ? "base64" : "utf8"), isBase64Encoded: isBinary };
}

export function identityOf({ headers }: Pick<ServedRequest, "headers">): JsonObject {
  return {
    ...{ accessKey: null, accountId: null, caller: null, cognitoAmr: null },
    ...{ cognitoAuthenticationProvider: null, cognitoAuthenticationType: null },
    ...{ cognitoIdentityId: null, cognitoIdentityPoolId: null, principalOrgId: null },
    ...{ sourceIp: "127.0.0.1", user: null, userAgent: headers["user-agent"] ?? null, userArn: null },
  };
}

/** A REST API's, which tells of one thing less. */
export function restIdentityOf(request: Pick<ServedRequest, "headers">): JsonObject {
  const { cognitoAmr: _, ...identity } = identityOf(request);
  return identity;
}

function valuesOf(query: URLSearchParams): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]));
}

function mapped<From, To>(
  values: Readonly<Record<string, From>>,
  of: (value: From) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, of(value)]));
}

function orNull<Value extends object>(value: Value): Value | null {
  return Object.keys(value).length === 0 ? null : value;
}
