// What Lambda tells a handler of an invocation, and the events that its sources send.

import { readFileSync } from "node:fs";
import type { Context } from "aws-lambda";

export function lambdaContext(functionName: string): Context {
  return {
    awsRequestId: "8f507cfc-xmpl-4697-b07a-ac58fc914c95",
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:${functionName}`,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: "2018/12/17/[$LATEST]b1d9xmplb5a54d3bb1a4e2f8b5c5a6d2",
    memoryLimitInMB: "512",
    getRemainingTimeInMillis: () => 10_000,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

export function readEvent<Event>(name: string): Event {
  const file = new URL(`../fixtures/events/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Event;
}
