// The MQTT broker, on a port of its own on this machine: `aedes` speaks the protocol and keeps sessions, and what is AWS's about
// a message happens before it is acknowledged. Nothing that a client sends ends more than its connection.

import { createServer, type Server, type Socket } from "node:net";
import type { Aedes, AuthenticateError, Client, Subscription } from "aedes";
import type { Clock } from "../../../time/clock.ts";
import type { Publication } from "../messages/publication.ts";
import type { RetainedMessage } from "../messages/retained-messages.ts";
import type { IotMetrics } from "../rules/rule-metrics.ts";
import { admitClient, takePublish } from "./admission.ts";
import {
  announcedBytes,
  isAsked,
  type KnownClient,
  type PublishedBy,
  parserOf,
  persistenceOf,
} from "./aedes-parts.ts";
import { Connections, disconnectReason } from "./connections.ts";
import { type DirectMessage, sendConfirmed, sendDirectly } from "./direct-message.ts";
import { gatherWrites } from "./gathered-writes.ts";
import { InTurns } from "./in-turns.ts";
import { OnceToEach } from "./once-to-each.ts";
import { ParsingTurns, parseInTurns } from "./parse-in-turns.ts";
import { boundSessionQueues } from "./session-queues.ts";
import { deliverInTurns, unsubscribeInTurns } from "./subscriptions-in-turns.ts";
import {
  isFilterRefused,
  largestPacketBytes,
  mostSubscriptionsTogether,
  mostUnsubscriptionsTogether,
  subscribeProblem,
} from "./wire-checks.ts";

export interface BrokerOptions {
  readonly clock: Clock;
  readonly metrics: IotMetrics;
  readonly retained: readonly RetainedMessage[];
  /** Does what a message is for, before it is acknowledged and forwarded. */
  readonly take: (publication: Publication) => void | Promise<void>;
  readonly watch: BrokerWatch;
  readonly onFault: (fault: unknown, where: string) => void;
  /** @default 10,000 */
  readonly mostConnections?: number;
  /** For clients that are away. @default the share of the process's memory that queues have */
  readonly mostQueuedBytes?: number;
}

/** Told of clients as they come and go. */
export interface BrokerWatch {
  connected(client: ConnectedClient): void;
  disconnected(client: ConnectedClient, isAsked: boolean): void;
  subscribed(client: ConnectedClient, filters: readonly string[]): void;
  unsubscribed(client: ConnectedClient, filters: readonly string[]): void;
}

export interface ConnectedClient {
  readonly id: string;
  readonly version: number;
}

/** How long a client may take nothing of what is sent to it. All that others are sent waits as long, and is held in memory. */
const patienceMs = 2000;
/** Each takes eleven kilobytes, and a descriptor of the process. */
const usualMostConnections = 10_000;
/** Beyond the most; further ones are closed without a word. */
const mostRefusedAtOnce = 500;

export class Broker {
  readonly connections: Connections;
  readonly #options: BrokerOptions;
  readonly #aedes: Aedes;
  readonly #server: Server;
  readonly #mostConnections: number;
  readonly #sockets = new Set<Socket>();
  readonly #parsing = new ParsingTurns();
  readonly #deliveries = new InTurns("a message to a client of MQTT");
  /** Whether any client has ever subscribed to anything. */
  #isHeard = false;

  private constructor(options: BrokerOptions, aedes: Aedes) {
    this.connections = new Connections(options.clock);
    this.#options = options;
    this.#mostConnections = options.mostConnections ?? usualMostConnections;
    this.#aedes = aedes;
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  /** Listens on 127.0.0.1; port 0 takes any free one. Rejects with the system's error, such as EADDRINUSE. */
  static async listen(port: number, options: BrokerOptions): Promise<Broker> {
    // Only who asks for IoT pays for loading it.
    const { Aedes } = await import("aedes");
    const aedes = new Aedes({ maxClientsIdLength: 128, queueLimit: 1000, drainTimeout: patienceMs });
    const broker = new Broker(options, aedes);
    broker.#hook();
    unsubscribeInTurns(aedes);
    broker.#publishToWhoever();
    await aedes.listen();
    boundSessionQueues(aedes, {
      isThere: (clientId) => broker.#client(clientId) !== undefined,
      onThrottled: () => options.metrics.counted("Queued.Throttle", "MQTT"),
      mostHeldBytes: options.mostQueuedBytes,
    });
    try {
      await broker.#bind(port);
    } catch (problem) {
      await broker.#end();
      throw problem;
    }
    for (const { topic, payload, qos } of options.retained)
      broker.#send({ topic, payload: Buffer.from(payload, "base64"), qos, retain: true });
    return broker;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** To whoever has subscribed to its topic. */
  forward({ topic, payload, qos, retain }: Publication): void {
    this.#send({ topic, payload, qos, retain });
  }

  /** Whether there was such a client. What it has asked for ends with a clean session; its will may be kept back. */
  disconnect(
    clientId: string,
    {
      cleanSession,
      preventWillMessage,
    }: { readonly cleanSession: boolean; readonly preventWillMessage: boolean },
  ): boolean {
    const client = this.#client(clientId);
    if (client === undefined) return false;
    if (cleanSession) this.#forgetSession(client);
    if (preventWillMessage) client.will = null;
    client.close();
    return true;
  }

  /** Undefined if there is no such client. */
  subscriptions(
    clientId: string,
  ): readonly { readonly topicFilter: string; readonly qos: number }[] | undefined {
    const client = this.#client(clientId);
    return (
      client && Object.entries(client.subscriptions).map(([topicFilter, { qos }]) => ({ topicFilter, qos }))
    );
  }

  /** Undefined if there is no such client. Resolves with whether it has acknowledged the message, if that is asked for. */
  send(
    clientId: string,
    message: DirectMessage,
    timeoutMs: number | undefined,
  ): Promise<boolean> | undefined {
    const client = this.#client(clientId);
    if (client === undefined) return undefined;
    const { clock } = this.#options;
    if (timeoutMs === undefined) return sendDirectly(client, message).then(() => true);
    return sendConfirmed(this.#aedes, client, message, { clock, timeoutMs });
  }

  #forgetSession(client: Client): void {
    persistenceOf(this.#aedes)
      .cleanSubscriptions(client)
      .catch((fault: unknown) => this.#options.onFault(fault, "the end of a session of MQTT"));
  }

  #client(clientId: string): KnownClient | undefined {
    const { clients } = this.#aedes as Aedes & { readonly clients: Readonly<Record<string, KnownClient>> };
    return Object.hasOwn(clients, clientId) ? clients[clientId] : undefined;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    await this.#end();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #end(): Promise<void> {
    return new Promise((resolve) => this.#aedes.close(resolve));
  }

  #bind(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", () => {
        this.#server.off("error", reject);
        this.#server.on("error", (fault) => this.#options.onFault(fault, "the MQTT broker"));
        resolve();
      });
    });
  }

  #accept(socket: Socket): void {
    if (this.#sockets.size >= this.#mostConnections + mostRefusedAtOnce) {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    gatherWrites(socket);
    const client = this.#aedes.handle(socket);
    deliverInTurns(client, this.#deliveries);
    parserOf(client)?.prependListener("packet", ({ cmd, subscriptions, unsubscriptions }) => {
      const isTooMuch =
        (cmd === "subscribe" && subscriptions.length > mostSubscriptionsTogether) ||
        (cmd === "unsubscribe" && unsubscriptions.length > mostUnsubscriptionsTogether);
      if (!isTooMuch) return;
      (cmd === "subscribe" ? subscriptions : unsubscriptions).length = 0;
      socket.destroy();
    });
    parseInTurns(client, {
      ...{ socket, turns: this.#parsing },
      // The parser would collect whatever length a packet says that it has.
      checked: () => {
        if (announcedBytes(client) > largestPacketBytes) socket.destroy();
      },
    });
  }

  /** As long as nobody has subscribed to anything, nobody is looked for, here and among sessions that are kept. */
  #publishToWhoever(): void {
    const aedes = this.#aedes as PublishedBy;
    const publish = aedes.publish.bind(aedes);
    aedes.publish = (packet, client, done) => {
      if (this.#isHeard || typeof client !== "object" || client === null || packet.retain)
        publish(packet, client, done);
      else done?.(null);
    };
  }

  #hook(): void {
    const { metrics, take, watch } = this.#options;
    const aedes = this.#aedes;
    const once = new OnceToEach(aedes.id);
    aedes.preConnect = (client, packet, answer) => {
      once.admit(client);
      this.connections.asked(client, packet.keepalive ?? 0);
      admitClient(packet, answer);
    };
    aedes.authenticate = (_client, _name, _password, answer) => {
      if (this.#sockets.size > this.#mostConnections)
        answer(tooManyConnections(this.#mostConnections), false);
      else answer(null, true);
    };
    aedes.authorizePublish = (client, packet, answer) => takePublish(take, client, packet, answer);
    aedes.authorizeSubscribe = (_client, subscription, answer) => this.#subscribe(subscription, answer);
    aedes.authorizeForward = (client, packet) => {
      if (once.isRepeated(client, packet)) return null;
      metrics.counted("PublishOut.Success", "MQTT");
      return packet;
    };
    aedes.on("clientReady", (client) => {
      metrics.counted("Connect.Success", "MQTT");
      this.connections.connected(client);
      watch.connected(client);
    });
    aedes.on("clientDisconnect", (client) => {
      this.connections.disconnected(client, disconnectReason(isAsked(client)));
      watch.disconnected(client, isAsked(client));
    });
    aedes.on("subscribe", (subscriptions, client) => {
      const granted = subscriptions.filter(({ qos }) => qos < refusedQos).map(({ topic }) => topic);
      if (granted.length > 0 && client !== null) watch.subscribed(client, granted);
    });
    aedes.on("unsubscribe", (filters, client) => {
      metrics.counted("Unsubscribe.Success", "MQTT");
      // A client that goes takes its subscriptions along, which is told of by its going.
      if (client !== null && !client.closed) watch.unsubscribed(client, filters);
    });
    aedes.on("ping", () => metrics.counted("Ping.Success", "MQTT"));
    // What goes wrong with a connection closes it, and is the client's to see.
    aedes.on("clientError", () => metrics.counted("PublishIn.ClientError", "MQTT"));
    aedes.on("connectionError", () => metrics.counted("Connect.ClientError", "MQTT"));
    aedes.on(
      "error" as "closed",
      ((fault: unknown) => this.#options.onFault(fault, "the MQTT broker")) as () => void,
    );
  }

  #subscribe(
    subscription: Subscription,
    answer: (error: Error | null, subscription?: Subscription | null) => void,
  ) {
    const problem = subscribeProblem(subscription);
    if (problem !== undefined) {
      answer(new Error(problem));
      return;
    }
    this.#isHeard = true;
    this.#options.metrics.counted("Subscribe.Success", "MQTT");
    answer(null, isFilterRefused(subscription.topic) ? null : subscription);
  }

  #send(packet: Pick<Publication, "topic" | "payload" | "qos" | "retain">): void {
    this.#aedes.publish({ cmd: "publish", dup: false, ...packet }, (problem) => {
      if (problem) this.#options.onFault(problem, `a message to ${packet.topic}`);
    });
  }
}

/** CONNACK with the code 3. MQTT 3.1.1, section 3.2.2.3. */
function tooManyConnections(most: number): AuthenticateError {
  const refusal = new Error(`There are ${most} connections already: no more are held at once`);
  return Object.assign(refusal, { returnCode: serverUnavailable });
}

const serverUnavailable = 3;
/** What stands for the QoS of a filter that was not granted. */
const refusedQos = 128;
