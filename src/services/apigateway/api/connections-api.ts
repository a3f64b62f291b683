// The connections of WebSocket APIs, for backends that have something to say to a client.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { RawAnswer, Route, RouteCall, ServiceApi, WireObject } from "../../../aws/wire/operation.ts";
import { executeApiPath } from "../../../aws/wire/served-hosts.ts";
import type { ApiGateway } from "../apigateway.ts";
import { isSigned } from "../requests/signed.ts";
import type { Connection } from "../web-sockets/connections.ts";
import { mostMessageBytes } from "../web-sockets/socket-requests.ts";

const signedAs = ["execute-api"];

export function connectionsApi(gateway: ApiGateway): ServiceApi {
  const get = ({ connectionId, apiId, stageName }: WireObject): Connection => {
    const found = gateway.connections.find(String(connectionId));
    const isMeant =
      found !== undefined &&
      (apiId === undefined || (apiId === found.facts.apiId && stageName === found.facts.stageName));
    if (isMeant) return found;
    throw new ServiceError("GoneException", "", { status: 410 });
  };
  const operations = {
    PostToConnection(request: WireObject): WireObject {
      const connection = get(request);
      const data = bytesOf(request.data);
      if (data.length > mostMessageBytes)
        throw new ServiceError("PayloadTooLargeException", "Payload too large", { status: 413 });
      if (!connection.send(isText(data) ? data.toString("utf8") : data))
        throw new ServiceError("LimitExceededException", "The client does not take what it is told", {
          status: 429,
        });
      return {};
    },
    GetConnection(request: WireObject): WireObject {
      const { facts, lastActiveAt } = get(request);
      return {
        connectedAt: new Date(facts.connectedAt).toISOString(),
        identity: facts.identity,
        lastActiveAt: new Date(lastActiveAt).toISOString(),
      };
    },
    DeleteConnection(request: WireObject): WireObject {
      get(request).end();
      return {};
    },
  };
  // A client that knows the region alone leaves the API out: the connection says which it is.
  const path = new RegExp(
    `^(?:${executeApiPath}(?<domain>[a-z0-9.-]+)(?:/(?<stageName>[^/@]+))?)?/@connections/(?<connectionId>[^/]+)/?$`,
  );
  const route = (
    operation: keyof typeof operations,
    method: string,
    answered: (answer: WireObject) => RawAnswer,
  ): Route => ({
    ...{ operation, method, path, largestBodyBytes: 2 * mostMessageBytes },
    handle: (call) => {
      checkSigned(call);
      const { domain, stageName, connectionId } = call.parameters;
      const meant = domain === undefined || domain === "" ? {} : meantBy(gateway, domain, stageName);
      return answered(operations[operation]({ ...meant, connectionId, data: call.body }));
    },
  });
  const json = (answer: WireObject): RawAnswer => ({
    ...{ status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(answer) },
  });
  return {
    ...{ name: "ApiGatewayManagementApi", signedAs, targetPrefix: undefined, errorNamespace: "" },
    ...{ jsonVersion: "1.1", operations },
    routes: [
      route("PostToConnection", "POST", () => ({ status: 200, headers: {}, body: "" })),
      route("GetConnection", "GET", json),
      route("DeleteConnection", "DELETE", () => ({ status: 204, headers: {}, body: "" })),
    ],
  };
}

/** A custom domain name stands for the API, and for its stage. */
function meantBy(gateway: ApiGateway, domain: string, stageName: string | undefined): WireObject {
  const named = gateway.domains.find(domain);
  if (named === undefined) return { apiId: domain, stageName };
  const lead = gateway.domains.lead(named, `/${stageName ?? ""}`, {});
  return { apiId: lead?.apiId ?? "", stageName: lead?.stage ?? stageName };
}

function checkSigned(call: RouteCall): void {
  if (isSigned(call)) return;
  throw new ServiceError("MissingAuthenticationTokenException", "Missing Authentication Token", {
    status: 403,
  });
}

function bytesOf(data: unknown): Buffer {
  if (data instanceof Uint8Array) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.from(typeof data === "string" ? data : JSON.stringify(data ?? ""));
}

function isText(data: Buffer): boolean {
  return Buffer.from(data.toString("utf8")).equals(data);
}
