// How a connection authorizes requests: read from the members of the EventBridge API, which CloudFormation shares, and shown
// again without what is secret.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection-auth.html

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { invalid } from "../../../aws/service-error.ts";
import { constraintError } from "../../../aws/wire/members.ts";
import type { Credentials, HttpParameter, HttpParameters } from "../../../http-client/connection.ts";

export interface ConnectionAuthorization {
  readonly credentials: Credentials;
  /** Without any parameter if none were given. */
  readonly invocation: HttpParameters;
  /** Whether the connection was given parameters, be it none: then it shows them. */
  readonly showsInvocation: boolean;
}

/** Throws ValidationException. */
export function readAuthorization(type: string, given: JsonObject): ConnectionAuthorization {
  const givenInvocation = member(given, "InvocationHttpParameters");
  const invocation = readParameters(givenInvocation, "InvocationHttpParameters");
  return {
    credentials: readCredentials(type, given),
    invocation,
    showsInvocation: givenInvocation !== undefined,
  };
}

function readCredentials(type: string, given: JsonObject): Credentials {
  switch (type) {
    case "BASIC": {
      const basic = required(given, "BasicAuthParameters");
      return { type, username: text(basic, "Username"), password: text(basic, "Password") };
    }
    case "API_KEY": {
      const key = required(given, "ApiKeyAuthParameters");
      return { type, name: text(key, "ApiKeyName"), value: text(key, "ApiKeyValue") };
    }
    case "OAUTH_CLIENT_CREDENTIALS":
      return readOAuth(required(given, "OAuthParameters"));
    default:
      throw constraintError(
        "authorizationType",
        type,
        "satisfy enum value set: [BASIC, OAUTH_CLIENT_CREDENTIALS, API_KEY]",
      );
  }
}

function readOAuth(given: JsonObject): Credentials {
  const client = required(given, "ClientParameters");
  const method = text(given, "HttpMethod").toUpperCase();
  if (method !== "GET" && method !== "POST" && method !== "PUT") {
    throw constraintError(
      "authParameters.oAuthParameters.httpMethod",
      method,
      "satisfy enum value set: [GET, POST, PUT]",
    );
  }
  return {
    type: "OAUTH_CLIENT_CREDENTIALS",
    endpoint: text(given, "AuthorizationEndpoint"),
    method,
    clientId: text(client, "ClientID"),
    clientSecret: text(client, "ClientSecret"),
    parameters: readParameters(member(given, "OAuthHttpParameters"), "OAuthHttpParameters"),
  };
}

function readParameters(given: Json | undefined, name: string): HttpParameters {
  if (given !== undefined && !isJsonObject(given)) throw invalid(`Parameter ${name} is not valid.`);
  const list = (kind: string): readonly HttpParameter[] => {
    const found = member(given ?? {}, kind);
    if (found === undefined) return [];
    if (!Array.isArray(found)) throw invalid(`Parameter ${name}.${kind} is not valid.`);
    return found.map((each: Json) => {
      if (!isJsonObject(each)) throw invalid(`Parameter ${name}.${kind} is not valid.`);
      const value = member(each, "Value");
      return {
        key: text(each, "Key"),
        value: value === undefined ? "" : String(value),
        isSecret: member(each, "IsValueSecret") === true,
      };
    });
  };
  return {
    headers: list("HeaderParameters"),
    query: list("QueryStringParameters"),
    body: list("BodyParameters"),
  };
}

/** AuthParameters as DescribeConnection shows them. */
export function showAuthorization(authorization: ConnectionAuthorization): JsonObject {
  const { credentials, invocation, showsInvocation } = authorization;
  return {
    ...showCredentials(credentials),
    ...(showsInvocation ? { InvocationHttpParameters: showParameters(invocation) ?? {} } : {}),
  };
}

function showCredentials(credentials: Credentials): JsonObject {
  switch (credentials.type) {
    case "BASIC":
      return { BasicAuthParameters: { Username: credentials.username } };
    case "API_KEY":
      return { ApiKeyAuthParameters: { ApiKeyName: credentials.name } };
    case "OAUTH_CLIENT_CREDENTIALS": {
      const shown = showParameters(credentials.parameters);
      return {
        OAuthParameters: {
          ClientParameters: { ClientID: credentials.clientId },
          AuthorizationEndpoint: credentials.endpoint,
          HttpMethod: credentials.method,
          ...(shown === undefined ? {} : { OAuthHttpParameters: shown }),
        },
      };
    }
  }
}

function showParameters({ headers, query, body }: HttpParameters): JsonObject | undefined {
  if (headers.length + query.length + body.length === 0) return undefined;
  const list = (parameters: readonly HttpParameter[]) =>
    parameters.map(({ key, value, isSecret }) => ({
      Key: key,
      ...(isSecret ? {} : { Value: value }),
      IsValueSecret: isSecret,
    }));
  return {
    ...(headers.length === 0 ? {} : { HeaderParameters: list(headers) }),
    ...(query.length === 0 ? {} : { QueryStringParameters: list(query) }),
    ...(body.length === 0 ? {} : { BodyParameters: list(body) }),
  };
}

function member(value: JsonObject, name: string): Json | undefined {
  const found = Object.hasOwn(value, name) ? value[name] : undefined;
  return found ?? undefined;
}

function required(value: JsonObject, name: string): JsonObject {
  const found = member(value, name);
  if (isJsonObject(found)) return found;
  throw invalid(`Parameter(s) AuthParameters.${name} must be specified.`);
}

function text(value: JsonObject, name: string): string {
  const found = member(value, name);
  if (typeof found === "string" && found !== "") return found;
  throw invalid(`Parameter(s) ${name} must be specified.`);
}
