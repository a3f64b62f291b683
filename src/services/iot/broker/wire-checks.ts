// What AWS takes from an MQTT client, and what it closes the connection for.
// https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html

import { randomUUID } from "node:crypto";
import { largestPayloadBytes } from "../messages/publication.ts";
import { filterProblem, topicProblem } from "../topics/topic-names.ts";

const longestClientIdBytes = 128;
const keepAliveSeconds = { least: 30, most: 1200 };
/** AWS closes the connection of a client that asks for more in one packet. */
export const mostSubscriptionsTogether = 8;
/** As many as a connection to AWS can have, which does not say how many it takes in one packet. */
export const mostUnsubscriptionsTogether = 50;
/** A packet has its topic and its header besides the payload. */
export const largestPacketBytes = largestPayloadBytes + 4096;

interface Published {
  readonly topic: string;
  readonly payload: string | Buffer;
  readonly qos: number;
}

/** What is wrong with a message; undefined if nothing is. */
export function publishProblem({ topic, payload, qos }: Published): string | undefined {
  if (qos > 1) return "QoS 2 is not supported";
  if (payload.length > largestPayloadBytes) return `The payload is larger than ${largestPayloadBytes} bytes`;
  if (topic.startsWith("$") && !reservedTopics.test(topic)) return `The topic ${topic} is reserved`;
  return topicProblem(topic);
}

/** What clients may publish to of what begins with `$`. */
const reservedTopics =
  /^\$aws\/(?:rules\/[^/]+(?:\/|$)|things\/[^/]+\/shadow\/(?:name\/[^/]+\/)?(?:get|update|delete)$)/;

/** Closes the connection, where a filter alone is refused with `isFilterRefused`. */
export function subscribeProblem({
  topic,
  qos,
}: {
  readonly topic: string;
  readonly qos: number;
}): string | undefined {
  return qos > 1 ? "QoS 2 is not supported" : filterProblem(topic);
}

/** Of what begins with `$`, clients may hear AWS's topics, and no rule's. */
export function isFilterRefused(filter: string): boolean {
  return filter.startsWith("$") && (!filter.startsWith("$aws/") || filter.startsWith("$aws/rules/"));
}

export function clientIdProblem(clientId: string): string | undefined {
  return Buffer.byteLength(clientId) > longestClientIdBytes
    ? `The client id is longer than ${longestClientIdBytes} bytes`
    : undefined;
}

/** For a client that names none. */
export function newClientId(): string {
  return `$GEN/${randomUUID()}`;
}

/** What AWS makes of the keep-alive that a client asks for. */
export function grantedKeepAlive(seconds: number): number {
  const { least, most } = keepAliveSeconds;
  return seconds === 0 ? most : Math.min(most, Math.max(least, seconds));
}
