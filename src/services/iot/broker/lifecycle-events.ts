// What is published of clients as they come, go and subscribe.
// https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html

import { randomUUID } from "node:crypto";
import type { Clock } from "../../../time/clock.ts";
import { ownPublication, type Publication } from "../messages/publication.ts";
import { topicProblem } from "../topics/topic-names.ts";
import type { BrokerWatch, ConnectedClient } from "./broker.ts";
import { disconnectReason } from "./connections.ts";

export interface LifecycleOptions {
  readonly clock: Clock;
  readonly publish: (publication: Publication) => void;
}

export class LifecycleEvents implements BrokerWatch {
  readonly #options: LifecycleOptions;
  readonly #sessions = new WeakMap<ConnectedClient, { readonly id: string; version: number }>();

  constructor(options: LifecycleOptions) {
    this.#options = options;
  }

  connected(client: ConnectedClient): void {
    this.#tell("presence/connected", client, { eventType: "connected", ipAddress: "127.0.0.1" });
  }

  disconnected(client: ConnectedClient, isAsked: boolean): void {
    this.#tell("presence/disconnected", client, {
      eventType: "disconnected",
      clientInitiatedDisconnect: isAsked,
      disconnectReason: disconnectReason(isAsked),
    });
  }

  subscribed(client: ConnectedClient, topics: readonly string[]): void {
    this.#tell("subscriptions/subscribed", client, { eventType: "subscribed", topics });
  }

  unsubscribed(client: ConnectedClient, topics: readonly string[]): void {
    this.#tell("subscriptions/unsubscribed", client, { eventType: "unsubscribed", topics });
  }

  #tell(kind: string, client: ConnectedClient, more: object): void {
    const topic = `$aws/events/${kind}/${client.id}`;
    // AWS tells nothing of a client whose name could be no part of a topic.
    if (topicProblem(topic) !== undefined) return;
    const session = this.#sessions.get(client) ?? { id: randomUUID(), version: 0 };
    this.#sessions.set(client, session);
    this.#options.publish(
      ownPublication(topic, {
        ...{ clientId: client.id, timestamp: this.#options.clock.now(), ...more },
        ...{ sessionIdentifier: session.id, principalIdentifier: "n/a", versionNumber: session.version++ },
      }),
    );
  }
}
