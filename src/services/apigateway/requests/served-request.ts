// A request to an API, as the parts that answer it see it.

import type { JsonObject } from "../../../aws/json.ts";
import type { RawAnswer } from "../../../aws/wire/operation.ts";

export interface ToldRequest {
  /** With a slash at its end, and with what a custom domain name led to the API by; still encoded. */
  readonly path: string;
  /** Still encoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
  /** By the names that the client wrote. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** The types that the API takes for bytes. */
  readonly binaryMediaTypes: readonly string[];
  /** Whether the body is of one of them. */
  readonly isBinary: boolean;
  /** Whether the client takes bytes, in the API's view. */
  readonly takesBytes: boolean;
}

export interface ServedRequest {
  readonly requestId: string;
  readonly method: string;
  /** Without the stage, still encoded. */
  readonly path: string;
  /** Of a REST API: what a proxied function is told otherwise, and what are bytes. */
  readonly told?: ToldRequest | undefined;
  /** Still encoded, without its question mark. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly stageVariables: Readonly<Record<string, string>>;
  /** What `$context` has. */
  readonly context: JsonObject;
  readonly traceHeader: string | undefined;
}

/** As API Gateway writes what it says by itself. */
export function gatewayAnswer(status: number, message: string): RawAnswer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify({ message }) };
}

export const notFoundAnswer = gatewayAnswer(404, "Not Found");
export const unauthorized = gatewayAnswer(401, "Unauthorized");
export const forbidden = gatewayAnswer(403, "Forbidden");
export const tooLarge = gatewayAnswer(413, "Request Entity Too Large");
export const tooMany = gatewayAnswer(429, "Too Many Requests");
export const internalError = gatewayAnswer(500, "Internal Server Error");
export const unavailable = gatewayAnswer(503, "Service Unavailable");
