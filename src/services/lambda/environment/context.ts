// The `context` a handler is given.

import type { InvokeHeader } from "./frames.ts";

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
  getRemainingTimeInMillis(): number;
}

export function createContext(header: InvokeHeader): HandlerContext {
  const deadline = Date.now() + header.remainingMs;
  const { env } = process;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME ?? "",
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION ?? "",
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? "",
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME ?? "",
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME ?? "",
    invokedFunctionArn: header.functionArn,
    awsRequestId: header.requestId,
    clientContext: header.clientContext === undefined ? undefined : JSON.parse(header.clientContext),
    identity: header.identity,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}
