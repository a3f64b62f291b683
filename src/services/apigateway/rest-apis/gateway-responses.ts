// What API Gateway answers by itself, as it is or as the API says it.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html

import type { JsonObject } from "../../../aws/json.ts";
import type { RawAnswer } from "../../../aws/wire/operation.ts";
import { sourceOf, textOf } from "../requests/parameter-source.ts";
import type { ServedRequest } from "../requests/served-request.ts";
import type { GatewayResponse } from "./records.ts";

interface Usual {
  readonly status: number;
  readonly message: string | null;
  readonly errorType: string;
}

const row = (status: number, message: string | null, errorType: string): Usual => ({
  status,
  message,
  errorType: `${errorType}Exception`,
});

export const gatewayResponseTypes = {
  ACCESS_DENIED: row(403, "User is not authorized to access this resource", "AccessDenied"),
  API_CONFIGURATION_ERROR: row(500, "Internal server error", "InternalServerError"),
  AUTHORIZER_CONFIGURATION_ERROR: row(500, null, "AuthorizerConfiguration"),
  AUTHORIZER_FAILURE: row(500, null, "AuthorizerFailure"),
  BAD_REQUEST_BODY: row(400, "Invalid request body", "BadRequest"),
  BAD_REQUEST_PARAMETERS: row(400, "Missing required request parameters", "BadRequest"),
  DEFAULT_4XX: row(400, null, "BadRequest"),
  DEFAULT_5XX: row(500, null, "InternalServerError"),
  EXPIRED_TOKEN: row(403, "The security token included in the request is expired", "ExpiredToken"),
  INTEGRATION_FAILURE: row(504, "Network error communicating with endpoint", "InternalServerError"),
  INTEGRATION_TIMEOUT: row(504, "Endpoint request timed out", "InternalServerError"),
  INVALID_API_KEY: row(403, "Forbidden", "Forbidden"),
  INVALID_SIGNATURE: row(403, "The request signature we calculated does not match", "InvalidSignature"),
  MISSING_AUTHENTICATION_TOKEN: row(403, "Missing Authentication Token", "MissingAuthenticationToken"),
  QUOTA_EXCEEDED: row(429, "Limit Exceeded", "LimitExceeded"),
  REQUEST_TOO_LARGE: row(413, "Request Too Long", "RequestTooLarge"),
  RESOURCE_NOT_FOUND: row(404, "Resource not found", "NotFound"),
  THROTTLED: row(429, "Too Many Requests", "TooManyRequests"),
  UNAUTHORIZED: row(401, "Unauthorized", "Unauthorized"),
  UNSUPPORTED_MEDIA_TYPE: row(415, "Unsupported Media Type", "BadRequest"),
  WAF_FILTERED: row(403, "Forbidden", "Forbidden"),
} as const satisfies Readonly<Record<string, Usual>>;

export type GatewayResponseType = keyof typeof gatewayResponseTypes;

export function isResponseType(type: string): type is GatewayResponseType {
  return Object.hasOwn(gatewayResponseTypes, type);
}

/** Why API Gateway answers by itself. */
export interface Fault {
  readonly fault: GatewayResponseType;
  /** @default that of the type */
  readonly message?: string;
  /** @default that of the type */
  readonly status?: number;
  /** What the log of a trial tells of it. */
  readonly cause?: string;
  /** What a token lacks, for whoever can mend it. */
  readonly challenge?: string;
}

export const isFault = (answer: RawAnswer | Fault): answer is Fault => "fault" in answer;

export type CustomResponses = ReadonlyMap<string, GatewayResponse>;

/** What `$context.error` has. */
export function errorOf({ fault, message: said }: Fault): JsonObject & { readonly message: string | null } {
  const usual: Usual = gatewayResponseTypes[fault];
  const message = said ?? usual.message;
  return {
    ...{ message, messageString: JSON.stringify(message), responseType: fault },
    validationErrorString: fault.startsWith("BAD_REQUEST") ? (message ?? "") : "",
  };
}

export function faultAnswer(
  problem: Fault,
  custom: CustomResponses,
  request: Pick<ServedRequest, "context"> & Partial<ServedRequest>,
): RawAnswer {
  const { fault, status: saidStatus, challenge } = problem;
  const usual: Usual = gatewayResponseTypes[fault];
  const error = errorOf(problem);
  const { message } = error;
  const status = saidStatus ?? usual.status;
  const given = custom.get(fault) ?? custom.get(status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX");
  const asked = { ...(request as ServedRequest), context: { ...request.context, error } };
  const templates = Object.entries(given?.responseTemplates ?? {});
  const [type, template] = templates.find(([name]) => name === "application/json") ??
    templates[0] ?? ["application/json", undefined];
  const name = fault === "ACCESS_DENIED" ? "Message" : "message";
  return {
    status: given?.statusCode === undefined ? status : Number(given.statusCode),
    headers: {
      ...{ "content-type": type, "x-amzn-errortype": usual.errorType },
      ...(challenge === undefined ? {} : { "www-authenticate": challenge }),
      ...headersOf(given, asked),
    },
    body: template === undefined ? JSON.stringify({ [name]: message }) : filled(template, asked),
  };
}

function headersOf(given: GatewayResponse | undefined, request: ServedRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, source] of Object.entries(given?.responseParameters ?? {})) {
    const [, header] = /^gatewayresponse\.header\.(.+)$/.exec(name) ?? [];
    const value = header === undefined ? undefined : headerValue(source, request);
    if (header !== undefined && value !== undefined && !/[^\t\x20-\x7e\x80-\xff]/.test(value))
      headers[header.toLowerCase()] = value;
  }
  return headers;
}

/** A text in quotes, or where to read one. */
function headerValue(source: string, request: ServedRequest): string | undefined {
  const [, constant] = /^'(.*)'$/s.exec(source) ?? [];
  return constant ?? read(source.replace(/^method\./, ""), request);
}

/** These templates have variables and nothing else. */
function filled(template: string, request: ServedRequest): string {
  const variable =
    /\$(?:\{((?:context|stageVariables|method\.request)[\w.-]+)\}|((?:context|stageVariables|method\.request)(?:\.[\w-]+)+))/g;
  return template.replaceAll(
    variable,
    (_, braced: string | undefined, bare: string | undefined) =>
      read((braced ?? bare ?? "").replace(/^method\./, ""), request) ?? "",
  );
}

function read(path: string, request: ServedRequest): string | undefined {
  try {
    const value = sourceOf(`$${path}`)({ request });
    return value === undefined ? undefined : value === null ? "null" : textOf(value);
  } catch {
    return undefined;
  }
}
