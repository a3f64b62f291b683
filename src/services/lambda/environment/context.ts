// The `context` a handler is given.

import type { InvokeHeader } from "./frame-headers.ts";

export interface HandlerContext {
  callbackWaitsForEmptyEventLoop: boolean;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly invokedFunctionArn: string;
  readonly awsRequestId: string;
  readonly clientContext: unknown;
  readonly identity: InvokeHeader["identity"];
  readonly tenantId: string | undefined;
  getRemainingTimeInMillis(): number;
}

/** What every invocation is told alike, read once: each look at the environment's variables is a call of the system. */
const { env } = process;
const functionName = env.AWS_LAMBDA_FUNCTION_NAME ?? "";
const functionVersion = env.AWS_LAMBDA_FUNCTION_VERSION ?? "";
const memoryLimitInMB = env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? "";
const logGroupName = env.AWS_LAMBDA_LOG_GROUP_NAME ?? "";
const logStreamName = env.AWS_LAMBDA_LOG_STREAM_NAME ?? "";

/** Whatever a handler makes of the clock. */
const now = performance.now.bind(performance);

/** `startedAt` is by `performance.now`. */
export function createContext(header: InvokeHeader, startedAt: number): HandlerContext {
  const deadline = startedAt + header.remainingMs;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion,
    memoryLimitInMB,
    logGroupName,
    logStreamName,
    invokedFunctionArn: header.functionArn,
    awsRequestId: header.requestId,
    clientContext: header.clientContext === undefined ? undefined : JSON.parse(header.clientContext),
    identity: header.identity,
    tenantId: header.tenantId,
    getRemainingTimeInMillis: () => Math.floor(deadline - now()),
  };
}
