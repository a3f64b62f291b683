// The data plane on the wire: messages, retained messages, shadows; and, beside this file, connections.
// https://docs.aws.amazon.com/iot/latest/apireference/API_Operations_AWS_IoT_Data_Plane.html

import { present } from "../../../aws/wire/given.ts";
import { flag, integer, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { Iot } from "../iot.ts";
import { largestPayloadBytes } from "../messages/publication.ts";
import type { RetainedMessage } from "../messages/retained-messages.ts";
import { invalidRequest } from "../refusals.ts";
import { checkName } from "../shadows/shadows.ts";
import { topicProblem } from "../topics/topic-names.ts";
import { connectionOperations } from "./connection-operations.ts";
import { bytesIn, payload, tooLarge } from "./data-members.ts";
import { pageOf } from "./members.ts";
import { properties, propertiesIn, propertyHeaders, propertyQuery } from "./message-properties.ts";
import { type RestOperations, restOperation } from "./rest.ts";

const thingName = required(text({ min: 1 }));
const shadowName = optional(text());
const topic = required(text({ min: 1 }));
const shadow = {
  path: "/things/{thingName}/shadow",
  query: { shadowName: "text" },
  queryNames: { shadowName: "name" },
  answers: "payload",
} as const;

export function dataOperations(iot: Iot): RestOperations {
  const { retained } = iot;
  return {
    Publish: restOperation(
      structure({
        ...{ topic, payload, qos: optional(integer({ min: 0, max: 1 })), retain: optional(flag()) },
        ...properties,
      }),
      {
        ...{
          path: "/topics/{topic}",
          method: "POST",
          payload: bytesIn,
          query: { qos: "number", retain: "flag", ...propertyQuery },
          headers: propertyHeaders,
        },
        largestBodyBytes: 2 * largestPayloadBytes,
      },
      async ({ topic, payload, qos, retain = false, ...given }, { accessKeyId }) => {
        const problem = topicProblem(topic);
        if (problem !== undefined) throw invalidRequest(problem);
        if (payload.length > largestPayloadBytes) throw tooLarge();
        await iot.publish({
          ...{ topic, payload, retain, qos: qos === 1 ? 1 : 0, clientId: "n/a" },
          ...{ protocol: "HTTP", principal: accessKeyId, hops: 0, properties: propertiesIn(given) },
        });
        return {};
      },
    ),
    GetRetainedMessage: restOperation(
      structure({ topic }),
      { path: "/retainedMessage/{topic}", method: "GET" },
      ({ topic }) => {
        const { payload, qos, modifiedAt } = retained.get(topic);
        return { topic, payload: Buffer.from(payload, "base64"), qos, lastModifiedTime: modifiedAt };
      },
    ),
    ListRetainedMessages: restOperation(
      structure({ nextToken: optional(text()), maxResults: optional(integer({ min: 1, max: 200 })) }),
      { path: "/retainedMessage", method: "GET", query: { nextToken: "text", maxResults: "number" } },
      ({ nextToken, maxResults = 200 }) => {
        const keyOf = (message: RetainedMessage) => message.topic;
        const { items, next } = pageOf({ of: retained.all(), keyOf, token: nextToken, limit: maxResults });
        const retainedTopics = items.map(({ topic, payload, qos, modifiedAt }) => ({
          ...{ topic, payloadSize: Buffer.byteLength(payload, "base64"), qos, lastModifiedTime: modifiedAt },
        }));
        return present({ retainedTopics, nextToken: next });
      },
    ),
    ...shadowOperations(iot),
    ...connectionOperations(iot),
  };
}

function shadowOperations({ shadows, clock }: Iot): RestOperations {
  const of = structure({ thingName, shadowName });
  return {
    GetThingShadow: restOperation(of, { ...shadow, method: "GET" }, (name) => {
      checkName(name);
      return { payload: Buffer.from(JSON.stringify(shadows.get(name))) };
    }),
    UpdateThingShadow: restOperation(
      structure({ thingName, shadowName, payload }),
      { ...shadow, method: "POST", payload: bytesIn },
      async ({ payload, ...name }) => ({
        payload: Buffer.from(JSON.stringify(await shadows.update(name, payload))),
      }),
    ),
    DeleteThingShadow: restOperation(of, { ...shadow, method: "DELETE" }, async (name) => {
      checkName(name);
      return { payload: Buffer.from(JSON.stringify(await shadows.delete(name))) };
    }),
    ListNamedShadowsForThing: restOperation(
      structure({
        thingName,
        nextToken: optional(text()),
        pageSize: optional(integer({ min: 1, max: 100 })),
      }),
      {
        path: "/api/things/shadow/ListNamedShadowsForThing/{thingName}",
        method: "GET",
        query: { nextToken: "text", pageSize: "number" },
      },
      ({ thingName, nextToken, pageSize }) => {
        const of = shadows.shadows.named(thingName);
        const { items, next } = pageOf({ of, keyOf: (each) => each, token: nextToken, limit: pageSize });
        return present({ results: items, nextToken: next, timestamp: Math.floor(clock.now() / 1000) });
      },
    ),
  };
}
