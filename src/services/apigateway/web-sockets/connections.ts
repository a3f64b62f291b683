// The connections that clients hold with WebSocket APIs. They end with the region, as they do with any server.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html#apigateway-account-level-limits-table

import type { JsonObject } from "../../../aws/json.ts";
import type { MessageSocket } from "../../../aws/wire/message-socket.ts";
import type { Clock, Timer } from "../../../time/clock.ts";

export interface ConnectionFacts {
  readonly connectionId: string;
  readonly apiId: string;
  readonly stageName: string;
  readonly domainName: string;
  /** Milliseconds since the epoch. */
  readonly connectedAt: number;
  readonly identity: { readonly sourceIp: string; readonly userAgent?: string | undefined };
  /** What the authorizer handed on, for every message. */
  readonly authorizer: JsonObject | undefined;
}

/** AWS: ten minutes without a message, and two hours in all. */
const mostIdleMs = 10 * 60_000;
const mostAgeMs = 2 * 60 * 60_000;
/** RFC 6455, section 7.4.1. */
const goingAway = { code: 1001, reason: "Going away" } as const;
const normalClosure = { code: 1000, reason: "Connection Closed Normally" } as const;
/** What a client has not taken may not grow for ever. */
const mostBufferedBytes = 1024 * 1024;

export class Connection {
  readonly facts: ConnectionFacts;
  readonly #socket: MessageSocket;
  readonly #clock: Clock;
  #lastActiveAt: number;
  #timer: Timer;

  constructor(facts: ConnectionFacts, socket: MessageSocket, clock: Clock) {
    this.facts = facts;
    this.#socket = socket;
    this.#clock = clock;
    this.#lastActiveAt = facts.connectedAt;
    this.#timer = this.#watch();
  }

  /** Milliseconds since the epoch. */
  get lastActiveAt(): number {
    return this.#lastActiveAt;
  }

  /** The client said something. */
  touch(): void {
    this.#lastActiveAt = this.#clock.now();
  }

  /** False for a client that does not take what is said to it. */
  send(message: string | Uint8Array): boolean {
    if (this.#socket.bufferedBytes > mostBufferedBytes) return false;
    this.touch();
    this.#socket.send(message);
    return true;
  }

  /** Ends it, as the API's owner wishes. */
  end(): void {
    this.#socket.close(normalClosure.code, normalClosure.reason);
  }

  /** It has ended. */
  release(): void {
    this.#timer.cancel();
  }

  #watch(): Timer {
    const due = Math.min(this.#lastActiveAt + mostIdleMs, this.facts.connectedAt + mostAgeMs);
    return this.#clock.setTimer(due - this.#clock.now(), () => {
      const now = this.#clock.now();
      const isOver = now >= this.#lastActiveAt + mostIdleMs || now >= this.facts.connectedAt + mostAgeMs;
      if (isOver) this.#socket.close(goingAway.code, goingAway.reason);
      else this.#timer = this.#watch();
    });
  }
}

export class Connections {
  readonly #open = new Map<string, Connection>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(facts: ConnectionFacts, socket: MessageSocket): Connection {
    const connection = new Connection(facts, socket, this.#clock);
    this.#open.set(facts.connectionId, connection);
    return connection;
  }

  find(connectionId: string): Connection | undefined {
    return this.#open.get(connectionId);
  }

  remove(connection: Connection): void {
    connection.release();
    this.#open.delete(connection.facts.connectionId);
  }

  /** An API, or a stage of it, is no longer there. */
  endAll(isMeant: (facts: ConnectionFacts) => boolean): void {
    for (const connection of this.#open.values()) if (isMeant(connection.facts)) connection.end();
  }

  close(): void {
    for (const connection of this.#open.values()) this.remove(connection);
  }
}
