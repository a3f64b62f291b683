// Authorizers of HTTP APIs: functions that say who may ask a route.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html

import { badRequest } from "../refusals.ts";

export interface AuthorizerSettings {
  readonly name: string;
  readonly authorizerType: "REQUEST";
  readonly authorizerUri: string;
  readonly authorizerPayloadFormatVersion: "1.0" | "2.0";
  readonly authorizerCredentialsArn?: string | undefined;
  /** Such as `$request.header.Authorization`: a request without them is not even asked about. */
  readonly identitySource: readonly string[];
  readonly enableSimpleResponses: boolean;
  /** How long an answer holds for requests of the same identity; 0 for that request only. */
  readonly authorizerResultTtlInSeconds: number;
}

export interface Authorizer extends AuthorizerSettings {
  readonly authorizerId: string;
}

export interface GivenAuthorizer {
  readonly name?: string | undefined;
  readonly authorizerType?: string | undefined;
  readonly authorizerUri?: string | undefined;
  readonly authorizerPayloadFormatVersion?: string | undefined;
  readonly authorizerCredentialsArn?: string | undefined;
  readonly identitySource?: readonly string[] | undefined;
  readonly enableSimpleResponses?: boolean | undefined;
  readonly authorizerResultTtlInSeconds?: number | undefined;
}

const source = /^\$(?:request\.(?:header|querystring)\.[\w-]+|context\.[\w.]+|stageVariables\.\w+)$/;

/** Throws BadRequestException. */
export function authorizerSettings(given: GivenAuthorizer, former?: AuthorizerSettings): AuthorizerSettings {
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const all: GivenAuthorizer = { ...former, ...present };
  const { name = "", authorizerType, authorizerUri, authorizerPayloadFormatVersion: version } = all;
  const { identitySource = [], enableSimpleResponses = false, authorizerResultTtlInSeconds = 0 } = all;
  if (name === "") throw badRequest("Authorizer name is required");
  if (authorizerType !== "REQUEST")
    throw badRequest(
      `The region has authorizers of the type REQUEST only, and cannot verify tokens: not ${authorizerType}`,
    );
  if (authorizerUri === undefined || authorizerUri === "") throw badRequest("AuthorizerUri is required");
  if (version !== "1.0" && version !== "2.0")
    throw badRequest(
      "AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer: 1.0 or 2.0",
    );
  if (enableSimpleResponses && version !== "2.0")
    throw badRequest("EnableSimpleResponses is only supported for AuthorizerPayloadFormatVersion 2.0");
  const wrong = identitySource.find((each) => !source.test(each));
  if (wrong !== undefined) throw badRequest(`Invalid mapping expression specified: ${wrong}`);
  if (authorizerResultTtlInSeconds < 0 || authorizerResultTtlInSeconds > 3600)
    throw badRequest("AuthorizerResultTtlInSeconds must be between 0 and 3600");
  if (authorizerResultTtlInSeconds > 0 && identitySource.length === 0)
    throw badRequest("IdentitySource is required when authorizer caching is enabled");
  return {
    ...{ name, authorizerType, authorizerUri, authorizerPayloadFormatVersion: version },
    ...(all.authorizerCredentialsArn === undefined
      ? {}
      : { authorizerCredentialsArn: all.authorizerCredentialsArn }),
    ...{ identitySource, enableSimpleResponses, authorizerResultTtlInSeconds },
  };
}
