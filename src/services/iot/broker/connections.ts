// What is told of the connections of clients: of those that are there, and for half an hour of those that have gone.
// https://docs.aws.amazon.com/iot/latest/apireference/API_iotdata_GetConnection.html

import type { Socket } from "node:net";
import type { Client } from "aedes";
import type { Clock } from "../../../time/clock.ts";

export interface ClientConnection {
  readonly clientId: string;
  readonly cleanSession: boolean;
  /** As the client has asked for it, in seconds. */
  readonly keepAliveDuration: number;
  readonly sourceIp: string | undefined;
  readonly sourcePort: number | undefined;
  readonly targetIp: string | undefined;
  readonly targetPort: number | undefined;
  /** Milliseconds since the epoch, as the others. */
  readonly connectedSince: number;
  readonly disconnectedSince?: number;
  readonly disconnectReason?: string;
}

const keptMs = 30 * 60_000;
/** Clients that come and go all the time fill no memory: of more the oldest are forgotten. */
const mostGone = 10_000;

/** As AWS calls it, by whether the client has said that it goes. */
export function disconnectReason(isAsked: boolean): string {
  return isAsked ? "CLIENT_INITIATED_DISCONNECT" : "CONNECTION_LOST";
}

export class Connections {
  readonly #clock: Clock;
  readonly #keepAlives = new WeakMap<Client, number>();
  readonly #there = new Map<string, { readonly client: Client; readonly connection: ClientConnection }>();
  /** In the order of their going. */
  readonly #gone = new Map<string, ClientConnection & { readonly disconnectedSince: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  asked(client: Client, keepAliveSeconds: number): void {
    this.#keepAlives.set(client, keepAliveSeconds);
  }

  connected(client: Client): void {
    const socket = client.conn as unknown as Socket;
    const connection = {
      ...{ clientId: client.id, cleanSession: client.clean, connectedSince: this.#clock.now() },
      keepAliveDuration: this.#keepAlives.get(client) ?? 0,
      ...{ sourceIp: socket.remoteAddress, sourcePort: socket.remotePort },
      ...{ targetIp: socket.localAddress, targetPort: socket.localPort },
    };
    this.#gone.delete(client.id);
    this.#there.set(client.id, { client, connection });
  }

  /** One that another of the same name has taken over from has left nothing to tell. */
  disconnected(client: Client, reason: string): void {
    const present = this.#there.get(client.id);
    if (present?.client !== client) return;
    this.#there.delete(client.id);
    this.#forget();
    this.#gone.set(client.id, {
      ...present.connection,
      ...{ disconnectedSince: this.#clock.now(), disconnectReason: reason },
    });
  }

  find(clientId: string): ClientConnection | undefined {
    this.#forget();
    return this.#there.get(clientId)?.connection ?? this.#gone.get(clientId);
  }

  #forget(): void {
    for (const [clientId, { disconnectedSince }] of this.#gone) {
      if (this.#clock.now() - disconnectedSince < keptMs && this.#gone.size < mostGone) return;
      this.#gone.delete(clientId);
    }
  }
}
