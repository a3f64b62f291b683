// What a function gets of a WebSocket: that a client connects, says something, or is gone.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html

import type { JsonObject } from "../../../aws/json.ts";
import { shownTime, textsOf } from "../../../aws/wire/http-event.ts";
import type { ConnectionFacts } from "./connections.ts";

export interface SocketMoment {
  readonly eventType: "CONNECT" | "MESSAGE" | "DISCONNECT";
  readonly routeKey: string;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly more?: JsonObject;
}

/** What `$context` has, and a function's event in `requestContext`. */
export function socketContext(
  facts: ConnectionFacts,
  { eventType, routeKey, requestId, now, more = {} }: SocketMoment,
): JsonObject {
  const { connectionId, apiId, stageName, domainName, connectedAt, identity, authorizer } = facts;
  const { userAgent, sourceIp } = identity;
  return {
    routeKey,
    ...(authorizer === undefined ? {} : { authorizer }),
    ...more,
    ...{ eventType, extendedRequestId: requestId, requestTime: shownTime(now), messageDirection: "IN" },
    ...{ stage: stageName, connectedAt, requestTimeEpoch: now },
    identity: { ...(userAgent === undefined ? {} : { userAgent }), sourceIp },
    ...{ requestId, domainName, connectionId, apiId },
  };
}

export function connectEvent(
  headers: Readonly<Record<string, string | undefined>>,
  query: string,
  requestContext: JsonObject,
): JsonObject {
  const values = new URLSearchParams(query);
  const names = [...new Set(values.keys())];
  const texts = textsOf(headers);
  return {
    ...{ headers: texts, multiValueHeaders: listsOf(texts) },
    ...(names.length === 0
      ? {}
      : {
          queryStringParameters: Object.fromEntries(
            names.map((name) => [name, values.getAll(name).at(-1) ?? ""]),
          ),
          multiValueQueryStringParameters: Object.fromEntries(
            names.map((name) => [name, values.getAll(name)]),
          ),
        }),
    ...{ requestContext, isBase64Encoded: false },
  };
}

export function messageEvent(message: Buffer, isBinary: boolean, requestContext: JsonObject): JsonObject {
  const body = message.toString(isBinary ? "base64" : "utf8");
  return { requestContext, body, isBase64Encoded: isBinary };
}

export function disconnectEvent({ domainName }: ConnectionFacts, requestContext: JsonObject): JsonObject {
  const headers = { Host: domainName, "x-api-key": "", "X-Forwarded-For": "", "x-restapi": "" };
  return { headers, multiValueHeaders: listsOf(headers), requestContext, isBase64Encoded: false };
}

function listsOf(headers: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
}
