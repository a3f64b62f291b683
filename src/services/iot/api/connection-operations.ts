// The connections of clients on the wire: told, sent to, and ended.
// https://docs.aws.amazon.com/iot/latest/apireference/API_Operations_AWS_IoT_Data_Plane.html

import { randomUUID } from "node:crypto";
import { ServiceError } from "../../../aws/service-error.ts";
import { present } from "../../../aws/wire/given.ts";
import { flag, integer, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { Broker } from "../broker/broker.ts";
import type { Iot } from "../iot.ts";
import { largestPayloadBytes } from "../messages/publication.ts";
import { invalidRequest, notFound } from "../refusals.ts";
import { topicProblem } from "../topics/topic-names.ts";
import { bytesIn, payload, tooLarge } from "./data-members.ts";
import { pageOf } from "./members.ts";
import { type RestOperations, restOperation } from "./rest.ts";

const clientId = required(text({ min: 1, max: 128, pattern: /[^$].*/ }));
const oneClient = { path: "/connections/{clientId}" };
const usualPage = 20;
const usualTimeoutSeconds = 5;

export function connectionOperations({ brokerHost }: Iot): RestOperations {
  /** Throws ResourceNotFoundException. */
  const found = <Found>(id: string, find: (broker: Broker) => Found | undefined): Found => {
    const it = brokerHost.broker && find(brokerHost.broker);
    if (it === undefined) throw notFound(`There is no client ${id}`);
    return it;
  };
  return {
    GetConnection: restOperation(
      structure({ clientId, includeSocketInformation: optional(flag()) }),
      { ...oneClient, method: "GET", query: { includeSocketInformation: "flag" } },
      (request) => {
        const connection = found(request.clientId, ({ connections }) => connections.find(request.clientId));
        const { sourceIp, sourcePort, targetIp, targetPort, disconnectedSince, ...more } = connection;
        const { connectedSince, ...always } = more;
        const connected = disconnectedSince === undefined;
        return present({
          ...{ ...always, connected, disconnectedSince },
          ...(connected ? { connectedSince } : {}),
          ...(request.includeSocketInformation === true
            ? { sourceIp, sourcePort, targetIp, targetPort }
            : {}),
        });
      },
    ),
    ListSubscriptions: restOperation(
      structure({
        clientId,
        nextToken: optional(text()),
        maxResults: optional(integer({ min: 1, max: 200 })),
      }),
      {
        ...{ path: "/connections/{clientId}/subscriptions", method: "GET" },
        query: { nextToken: "text", maxResults: "number" },
      },
      (request) => {
        const { items, next } = pageOf({
          of: found(request.clientId, (broker) => broker.subscriptions(request.clientId)),
          keyOf: ({ topicFilter }) => topicFilter,
          ...{ token: request.nextToken, limit: request.maxResults ?? usualPage },
        });
        return present({ subscriptions: items, nextToken: next });
      },
    ),
    /** Of its members only the first four reach a client: the others are MQTT 5's. */
    SendDirectMessage: restOperation(
      structure({
        ...{ clientId, topic: required(text({ min: 1 })), payload, confirmation: optional(flag()) },
        timeout: optional(integer({ min: 1, max: 15 })),
        ...{ contentType: optional(text()), responseTopic: optional(text()) },
      }),
      {
        ...{ path: "/connections/{clientId}/messages", method: "POST", payload: bytesIn },
        query: {
          ...{ topic: "text", contentType: "text", responseTopic: "text" },
          ...{ confirmation: "flag", timeout: "number" },
        },
        largestBodyBytes: 2 * largestPayloadBytes,
      },
      async ({ topic, payload, confirmation = false, timeout = usualTimeoutSeconds, ...request }) => {
        const problem = topicProblem(topic);
        if (problem !== undefined) throw invalidRequest(problem);
        if (payload.length > largestPayloadBytes) throw tooLarge();
        const sent = found(request.clientId, (broker) =>
          broker.send(request.clientId, { topic, payload }, confirmation ? timeout * 1000 : undefined),
        );
        if (!(await sent))
          throw new ServiceError(
            "GatewayTimeoutException",
            `The client ${request.clientId} has not acknowledged the message within ${timeout} seconds`,
            { status: 504 },
          );
        return { traceId: randomUUID() };
      },
    ),
    DeleteConnection: restOperation(
      structure({ clientId, cleanSession: optional(flag()), preventWillMessage: optional(flag()) }),
      { ...oneClient, method: "DELETE", query: { cleanSession: "flag", preventWillMessage: "flag" } },
      ({ cleanSession = false, preventWillMessage = false, ...request }) => {
        const how = { cleanSession, preventWillMessage };
        found(request.clientId, (broker) => broker.disconnect(request.clientId, how) || undefined);
        return {};
      },
    ),
  };
}
