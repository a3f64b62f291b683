// One call of a function: what is asked, what is answered, and how large either may be.

import type { TextOfRows } from "../../aws/json-text.ts";
import { ServiceError } from "../../aws/service-error.ts";

/** JSON text, as rows where nobody has written it yet. */
export type Payload = string | TextOfRows;

export type InvocationType = "RequestResponse" | "Event" | "DryRun";

/**
 * Takes a response while it is being made: that of a handler made by `awslambda.streamifyResponse`, or of a runtime that answers with
 * `Lambda-Runtime-Function-Response-Mode: streaming`.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
 */
export interface ResponseSink {
  /**
   * Called once, before the first `write`. The content type is the handler's; `application/vnd.awslambda.http-integration-response`
   * says that the chunks begin with a prelude: JSON of `statusCode`, `headers` and `cookies`, then eight zero bytes, then the body.
   */
  begin(contentType: string): void;
  /** The next piece, in order, never empty. A promise holds the environment back until it is settled. */
  write(chunk: Uint8Array): Promise<void> | undefined;
}

export interface CognitoIdentity {
  readonly cognitoIdentityId: string;
  readonly cognitoIdentityPoolId: string;
}

export interface InvocationRequest {
  readonly functionName: string;
  /** The id that the handler sees as `context.awsRequestId`; one is made if it is absent. */
  readonly requestId?: string;
  /** An absent payload is the event `{}`. */
  readonly payload?: Payload;
  readonly invocationType?: InvocationType;
  /** Decoded JSON text, as the handler finds it (parsed) in `context.clientContext`. */
  readonly clientContext?: string;
  readonly traceHeader?: string | undefined;
  /** Who called through an identity pool of Cognito, for `context.identity`. */
  readonly identity?: CognitoIdentity | undefined;
  /** With the qualifier that it is invoked by, as the handler finds it in `context.invokedFunctionArn`. */
  readonly invokedArn?: string | undefined;
  /** For whom it is, where the function keeps its tenants apart. */
  readonly tenantId?: string | undefined;
  /** Of the execution that it starts, for a durable function. */
  readonly durableExecutionName?: string | undefined;
  /** `Tail` asks for the last 4 KB of the invocation's log. */
  readonly logType?: "None" | "Tail";
  /**
   * Takes what the function streams. Without it a streamed response is gathered, and is the result's payload as any other. It is not
   * called for a function that does not stream.
   */
  readonly stream?: ResponseSink | undefined;
}

export interface InvocationResult {
  readonly requestId: string;
  readonly statusCode: 200 | 202 | 204;
  readonly executedVersion: string;
  /** JSON text; empty for `Event` and `DryRun`, and for a response that has gone to the request's `stream`. */
  readonly payload: string;
  /** The response has gone to the request's `stream`. With a `functionError` it broke off, and `payload` is the error. */
  readonly isStreamed?: true | undefined;
  readonly functionError: "Unhandled" | undefined;
  /** Of the execution that it started, for a durable function. */
  readonly durableExecutionArn?: string | undefined;
  readonly durationMs: number;
  readonly billedDurationMs: number;
  readonly logTail: string | undefined;
}

/** How an environment ended an invocation. */
export interface InvocationEnd {
  readonly payload: string;
  readonly isStreamed?: true | undefined;
  readonly failed: boolean;
  readonly durationMs: number;
  /** For the REPORT line, when the runtime itself did not survive the invocation. */
  readonly status: "success" | "error" | "timeout";
  readonly errorType: string | undefined;
}

/** An invocation on its way through the queue and an environment. */
export interface PendingInvocation {
  readonly requestId: string;
  readonly payload: Payload;
  readonly clientContext: string | undefined;
  readonly traceHeader: string | undefined;
  readonly identity: CognitoIdentity | undefined;
  readonly tenantId: string | undefined;
  /** With the qualifier that it was invoked by. */
  readonly functionArn: string;
  readonly tail: boolean;
  readonly stream: ResponseSink | undefined;
  /** It counts among what the account runs without a reservation. */
  readonly isOfAccount: boolean;
  readonly settle: (result: InvocationResult) => void;
  readonly refuse: (error: ServiceError) => void;
}

/** Lambda quotas, "Invocation payload (request and response)". */
export const largestRequestBytes = {
  RequestResponse: 6_291_456,
  Event: 1_048_576,
  DryRun: 6_291_456,
} as const;

/** A response may be a hundred bytes larger than a request; the number is in the text of AWS's own error. */
export const largestResponseBytes = 6_291_556;

/** "Response streaming functions can return payloads up to 200 MB." */
export const largestStreamBytes = 209_715_200;

export function textOf(payload: Payload): string {
  return typeof payload === "string" ? payload : payload.text;
}

export function checkPayloadSize(payload: Payload, type: InvocationType): void {
  const limitBytes = largestRequestBytes[type];
  // No UTF-16 unit takes more than three bytes of UTF-8, so most payloads need not be measured.
  if (typeof payload === "string" && payload.length * 3 <= limitBytes) return;
  const sizeBytes = typeof payload === "string" ? Buffer.byteLength(payload) : payload.bytes;
  if (sizeBytes <= limitBytes) return;
  throw new ServiceError(
    "RequestEntityTooLargeException",
    `${sizeBytes} byte payload is too large for the ${type} invocation type (limit ${limitBytes} bytes)`,
    { status: 413 },
  );
}

/** What replaces a response that is larger than Lambda passes on, or undefined if it is small enough. */
export function responseTooLarge(payload: string): string | undefined {
  if (payload.length * 3 <= largestResponseBytes || Buffer.byteLength(payload) <= largestResponseBytes) {
    return undefined;
  }
  return tooLargeResponse();
}

export function tooLargeResponse(limitBytes = largestResponseBytes): string {
  return JSON.stringify({
    errorMessage: `Response payload size exceeded maximum allowed payload size (${limitBytes} bytes).`,
    errorType: "Function.ResponseSizeTooLarge",
  });
}
