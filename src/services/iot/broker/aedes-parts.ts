// What `aedes` has and does not say that it has.

import type { Aedes, Client, PublishPacket } from "aedes";

/** What `aedes` does not say that a client has. */
export type KnownClient = Client & {
  will: unknown;
  readonly subscriptions: Readonly<Record<string, { readonly qos: number }>>;
};

interface QueueOwner {
  readonly clientId: string;
}

export interface QueuedPacket {
  readonly topic: string;
  readonly payload: string | Buffer;
}

/** Where sessions are kept. */
export interface Persistence {
  cleanSubscriptions(client: { readonly id: string }): Promise<unknown>;
  outgoingEnqueue(to: QueueOwner, packet: object): Promise<unknown>;
  /** For all that have subscribed with QoS 1 and have a session that is kept, whether they are there or not. */
  outgoingEnqueueCombi(to: readonly QueueOwner[], packet: QueuedPacket): Promise<unknown>;
  /** Resolves with what was queued. */
  outgoingClearMessageId(client: { readonly id: string }, packet: object): Promise<QueuedPacket | undefined>;
}

export function persistenceOf(aedes: Aedes): Persistence {
  return (aedes as Aedes & { readonly persistence: Persistence }).persistence;
}

interface Parser {
  /** Of which only the beginning has come. */
  readonly packet?: { readonly length?: number };
  parse(bytes: Buffer): void;
  prependListener(
    event: "packet",
    listen: (packet: {
      readonly cmd: string;
      readonly subscriptions: unknown[];
      readonly unsubscriptions: unknown[];
    }) => void,
  ): void;
}

/** How much of what a client has sent is under way, and what asks for more. */
export interface Batches {
  readonly _parsingBatch: number;
  _nextBatch(): void;
}

/** What a client's messages, and those of the broker, go through. */
export interface PublishedBy {
  publish(packet: PublishPacket, client: Client | null | Done, done?: Done): void;
}

type Done = (problem?: Error | null) => void;

export interface Emitter {
  removeListener(topic: string, notify: unknown, done?: () => void): unknown;
}

type Deliver = (packet: PublishPacket, done: () => void) => void;

/** By a subscription of QoS 0, and of 1. */
export interface Deliverer {
  deliver0: Deliver;
  deliverQoS: Deliver;
}

export function parserOf(client: Client): Parser | undefined {
  return (client as Client & { readonly _parser?: Parser })._parser;
}

export function announcedBytes(client: Client): number {
  return parserOf(client)?.packet?.length ?? 0;
}

export function isAsked(client: Client): boolean {
  return (client as Client & { readonly _disconnected?: boolean })._disconnected === true;
}
