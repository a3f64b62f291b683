// InvokeWithResponseStream: pieces of the response as events, and at last how the invocation ended.
// https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html

import { eventFrame, eventStreamType } from "../../../aws/wire/event-stream.ts";
import type { RawAnswer, Route, RouteCall } from "../../../aws/wire/operation.ts";
import { versionBy } from "../functions/versions.ts";
import type { InvocationResult } from "../invocation.ts";
import { toAnswer, toInvocation } from "./invoke.ts";
import type { LambdaParts } from "./parts.ts";
import { named, restRoute } from "./rest.ts";
import { invokeStreaming, type StreamedInvocation } from "./streamed-response.ts";

export function invokeStreamingRoute(parts: LambdaParts): Route {
  return restRoute({
    operation: "InvokeWithResponseStream",
    method: "POST",
    path: "^/2021-11-15/functions/(?<functionName>[^/]+)/response-streaming-invocations",
    answer: (call) => streamed(parts, call),
  });
}

async function streamed(parts: LambdaParts, call: RouteCall): Promise<RawAnswer> {
  const request = await toInvocation(call, ["RequestResponse", "DryRun"]);
  if (request.invocationType === "DryRun") return toAnswer(await parts.invoke(request));
  const invocation = await invokeStreaming((given) => parts.invoke(given), request);
  return {
    status: 200,
    headers: { "content-type": eventStreamType, ...executedVersion(parts, call) },
    body: framesOf(invocation),
  };
}

async function* framesOf({ contentType, chunks, result }: StreamedInvocation): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield frame("PayloadChunk", "application/octet-stream", chunk);
  const ended = await result;
  if (contentType === undefined)
    yield frame("PayloadChunk", "application/octet-stream", Buffer.from(ended.payload));
  yield frame("InvokeComplete", "application/json", Buffer.from(JSON.stringify(completion(ended))));
}

function completion({ functionError, payload, logTail }: InvocationResult): object {
  return {
    ...(functionError === undefined ? {} : { ErrorCode: functionError, ErrorDetails: payload }),
    ...(logTail === undefined ? {} : { LogResult: Buffer.from(logTail).toString("base64") }),
  };
}

function frame(type: string, contentType: string, payload: Uint8Array): Uint8Array {
  const headers = { ":event-type": type, ":content-type": contentType, ":message-type": "event" };
  return eventFrame(headers, payload);
}

/** Told before the function has ended; of an alias with weights nobody knows it by then. */
function executedVersion({ functions }: LambdaParts, call: RouteCall): Record<string, string> {
  const { name, qualifier } = named(call);
  const record = functions.get(name);
  const weights = record.aliases.find((alias) => alias.name === qualifier)?.weights ?? {};
  const version = Object.keys(weights).length > 0 ? undefined : versionBy(record, qualifier)?.version;
  return version === undefined ? {} : { "x-amz-executed-version": version };
}
