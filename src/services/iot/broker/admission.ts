// What clients send, before the broker takes it: who connects, and what is published.

import type { Client, ConnectPacket, PublishPacket } from "aedes";
import type { Publication } from "../messages/publication.ts";
import type { KnownClient } from "./aedes-parts.ts";
import { clientIdProblem, grantedKeepAlive, newClientId, publishProblem } from "./wire-checks.ts";

/** Gives the client an id if it has none, and grants how long it may be silent. */
export function admitClient(
  packet: ConnectPacket,
  answer: (error: Error | null, success: boolean) => void,
): void {
  const { will, clientId } = packet;
  const problem =
    clientIdProblem(clientId) ??
    (will === undefined ? undefined : publishProblem({ ...will, qos: will.qos ?? 0 }));
  if (problem !== undefined) {
    answer(new Error(problem), false);
    return;
  }
  if (clientId === "") packet.clientId = newClientId();
  packet.keepalive = grantedKeepAlive(packet.keepalive ?? 0);
  answer(null, true);
}

/** The acknowledgement is written once `answer` is called. */
export function takePublish(
  take: (publication: Publication) => void | Promise<void>,
  client: Client | null,
  packet: PublishPacket,
  answer: (error?: Error | null) => void,
): void {
  const problem = publishProblem(packet);
  if (problem !== undefined) {
    answer(new Error(problem));
    return;
  }
  const { topic, payload, retain, qos } = packet;
  let taken: void | Promise<void>;
  try {
    taken = take({
      topic,
      payload: Buffer.isBuffer(payload) ? payload : Buffer.from(payload),
      retain,
      qos: qos === 1 ? 1 : 0,
      clientId: client?.id ?? "n/a",
      protocol: "MQTT",
      principal: undefined,
      hops: 0,
      isWill: packet === (client as KnownClient | null)?.will,
    });
  } catch (thrown) {
    answer(thrown as Error);
    return;
  }
  if (taken === undefined) answer(null);
  else
    taken.then(
      () => answer(null),
      (thrown) => answer(thrown as Error),
    );
}
