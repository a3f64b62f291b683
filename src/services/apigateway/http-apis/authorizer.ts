// Authorizers of HTTP APIs and WebSocket APIs: functions that say who may ask a route, and issuers whose tokens do.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html

import { present } from "../../../aws/wire/given.ts";
import { badRequest } from "../refusals.ts";
import type { ProtocolType } from "./records.ts";

export type AuthorizerSettings = FunctionAuthorizer | TokenAuthorizer;

/** Which tokens are let in. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html */
export interface JwtConfiguration {
  readonly issuer?: string | undefined;
  readonly audience?: readonly string[] | undefined;
}

export interface TokenAuthorizer {
  readonly name: string;
  readonly authorizerType: "JWT";
  /** Where the token is, such as `$request.header.Authorization`. */
  readonly identitySource: readonly string[];
  readonly jwtConfiguration: { readonly issuer: string; readonly audience: readonly string[] };
}

export interface FunctionAuthorizer {
  readonly name: string;
  readonly authorizerType: "REQUEST";
  readonly authorizerUri: string;
  /** Undefined for that of a WebSocket API, which has a form of its own. */
  readonly authorizerPayloadFormatVersion?: "1.0" | "2.0" | undefined;
  readonly authorizerCredentialsArn?: string | undefined;
  /** Such as `$request.header.Authorization`: a request without them is not even asked about. */
  readonly identitySource: readonly string[];
  readonly enableSimpleResponses: boolean;
  /** How long an answer holds for requests of the same identity; 0 for that request only. */
  readonly authorizerResultTtlInSeconds: number;
}

export type Authorizer = AuthorizerSettings & { readonly authorizerId: string };

export interface GivenAuthorizer {
  readonly name?: string | undefined;
  readonly authorizerType?: string | undefined;
  readonly authorizerUri?: string | undefined;
  readonly authorizerPayloadFormatVersion?: string | undefined;
  readonly authorizerCredentialsArn?: string | undefined;
  readonly identitySource?: readonly string[] | undefined;
  readonly enableSimpleResponses?: boolean | undefined;
  readonly authorizerResultTtlInSeconds?: number | undefined;
  readonly jwtConfiguration?: JwtConfiguration | undefined;
}

const source = /^\$(?:request\.(?:header|querystring)\.[\w-]+|context\.[\w.]+|stageVariables\.\w+)$/;
const socketSource =
  /^(?:route\.request\.(?:header|querystring)\.[\w-]+|context\.[\w.]+|stageVariables\.\w+)$/;

/** Throws BadRequestException. */
export function authorizerSettings(
  protocolType: ProtocolType,
  given: GivenAuthorizer,
  former?: AuthorizerSettings,
): AuthorizerSettings {
  const all: GivenAuthorizer = { ...former, ...present(given) };
  const { name = "", identitySource = [] } = all;
  if (name === "") throw badRequest("Authorizer name is required");
  const isOfWebSocketApi = protocolType === "WEBSOCKET";
  const wrong = identitySource.find((each) => !(isOfWebSocketApi ? socketSource : source).test(each));
  if (wrong !== undefined) throw badRequest(`Invalid identity source expression: ${wrong}`);
  if (isOfWebSocketApi) return socketAuthorizer({ ...all, name, identitySource });
  if (all.authorizerType === "JWT") return tokenAuthorizer({ ...all, name, identitySource });
  if (all.authorizerType === "REQUEST") return functionAuthorizer({ ...all, name, identitySource });
  throw badRequest(`Invalid authorizer type: ${all.authorizerType ?? "(none)"}; expected REQUEST or JWT`);
}

interface Named extends GivenAuthorizer {
  readonly name: string;
  readonly identitySource: readonly string[];
}

function socketAuthorizer(given: Named): FunctionAuthorizer {
  const { name, identitySource, authorizerType = "(none)", authorizerUri = "" } = given;
  if (authorizerType !== "REQUEST")
    throw badRequest(`Invalid authorizer type: ${authorizerType}; expected REQUEST for a WebSocket API`);
  if (authorizerUri === "") throw badRequest("AuthorizerUri is a required field in an Authorizer");
  if (given.authorizerPayloadFormatVersion !== undefined || given.enableSimpleResponses === true)
    throw badRequest(
      "AuthorizerPayloadFormatVersion and EnableSimpleResponses are not supported for WebSocket APIs",
    );
  return {
    ...{ name, authorizerType, authorizerUri, identitySource },
    ...(given.authorizerCredentialsArn === undefined
      ? {}
      : { authorizerCredentialsArn: given.authorizerCredentialsArn }),
    ...{
      enableSimpleResponses: false,
      authorizerResultTtlInSeconds: given.authorizerResultTtlInSeconds ?? 0,
    },
  };
}

function functionAuthorizer(given: Named): FunctionAuthorizer {
  const { name, identitySource, authorizerUri, authorizerPayloadFormatVersion: version } = given;
  const { enableSimpleResponses = false, authorizerResultTtlInSeconds = 0 } = given;
  if (authorizerUri === undefined || authorizerUri === "")
    throw badRequest("AuthorizerUri is a required field in an Authorizer");
  if (version !== "1.0" && version !== "2.0")
    throw badRequest("AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer");
  if (enableSimpleResponses && version !== "2.0")
    throw badRequest('EnableSimpleResponses can only be set for AuthorizerPayloadFormatVersion "2.0".');
  if (authorizerResultTtlInSeconds < 0 || authorizerResultTtlInSeconds > 3600)
    throw badRequest(
      "Authorizer result TTL outside allowable range. TTL must be between 0 and 3600 seconds.",
    );
  if (authorizerResultTtlInSeconds > 0 && identitySource.length === 0)
    throw badRequest("Identity source must be set if authorizer caching is enabled (TTL is greater than 0)");
  return {
    ...{ name, authorizerType: "REQUEST", authorizerUri, authorizerPayloadFormatVersion: version },
    ...(given.authorizerCredentialsArn === undefined
      ? {}
      : { authorizerCredentialsArn: given.authorizerCredentialsArn }),
    ...{ identitySource, enableSimpleResponses, authorizerResultTtlInSeconds },
  };
}

function tokenAuthorizer({ name, identitySource, jwtConfiguration }: Named): TokenAuthorizer {
  if (jwtConfiguration === undefined)
    throw badRequest("JwtConfiguration must not be null for JWT Authorizer");
  const { issuer = "", audience = [] } = jwtConfiguration;
  if (!/^https?:\/\//.test(issuer) || !URL.canParse(issuer))
    throw badRequest(
      `Invalid issuer: ${issuer}. Issuer must have a valid discovery endpoint ended with '/.well-known/openid-configuration'`,
    );
  if (identitySource.length !== 1)
    throw badRequest("IdentitySource is required for JWT authorizer, and has one selection expression");
  return { name, authorizerType: "JWT", identitySource, jwtConfiguration: { issuer, audience } };
}
