// WebSocket APIs, whose types are those of HTTP APIs: there are none here, so one has a name, what belongs to it has names, and nobody
// can connect to it.

import { randomBytes } from "node:crypto";
import type { FormerCall, Provider, ProviderCall } from "./provider.ts";

/** Whoever provides HTTP APIs provides what is not of a WebSocket API. */
export function besideWebSockets(http: Provider, inert: Provider): Provider {
  const { update } = http;
  const of = (call: ProviderCall) => (isOfWebSocketApi(call) ? inert : http);
  const providerOfFormer = ({ former: { ref, properties }, ...call }: FormerCall) =>
    isWebSocketId(call.type === api ? ref : properties.ApiId) ? inert : http;
  return {
    ...http,
    create: (call) => of(call).create(call),
    update: update && ((call) => (providerOfFormer(call).update ?? update)(call)),
    delete: (call) => providerOfFormer(call).delete(call),
  };
}

const api = "AWS::ApiGatewayV2::Api";

function isOfWebSocketApi({ type, properties }: ProviderCall): boolean {
  return type === api ? properties.ProtocolType === "WEBSOCKET" : isWebSocketId(properties.ApiId);
}

/** The ids of HTTP APIs begin with a letter. */
export function newWebSocketId(): string {
  return `0${randomBytes(5).toString("hex").slice(1)}`;
}

function isWebSocketId(id: unknown): boolean {
  return typeof id === "string" && /^0[0-9a-f]{9}$/.test(id);
}
