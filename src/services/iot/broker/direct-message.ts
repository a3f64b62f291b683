// A message to one client, whatever it has subscribed to.
// https://docs.aws.amazon.com/iot/latest/apireference/API_iotdata_SendDirectMessage.html

import type { Aedes, Client, PublishPacket } from "aedes";
import type { Clock } from "../../../time/clock.ts";
import { persistenceOf } from "./aedes-parts.ts";

export interface DirectMessage {
  readonly topic: string;
  readonly payload: Buffer;
}

/** What of `aedes` its own ways of sending are made of. */
type Broker = Aedes & { counter: number };
type Receiver = Client & {
  _nextId: number;
  readonly _parser: Emitter;
  deliverQoS(packet: object, done: () => void): void;
};
interface Emitter {
  on(event: "packet", listen: (packet: Acknowledgement) => void): void;
  off(event: "packet", listen: (packet: Acknowledgement) => void): void;
}
interface Acknowledgement {
  readonly cmd: string;
  readonly messageId?: number;
}

const largestMessageId = 65_535;

/** At QoS 0. Resolves once it is written. */
export function sendDirectly(client: Client, message: DirectMessage): Promise<void> {
  return new Promise((resolve) => client.publish(packetOf(message, 0), () => resolve()));
}

/** At QoS 1. Resolves with whether the client has acknowledged it in time. */
export async function sendConfirmed(
  aedes: Aedes,
  client: Client,
  message: DirectMessage,
  { clock, timeoutMs }: { readonly clock: Clock; readonly timeoutMs: number },
): Promise<boolean> {
  const broker = aedes as Broker;
  const receiver = client as Receiver;
  const messageId = receiver._nextId;
  receiver._nextId = messageId >= largestMessageId ? 1 : messageId + 1;
  const packet = { ...packetOf(message, 1), brokerId: broker.id, brokerCounter: ++broker.counter, messageId };
  const acknowledged = acknowledgement(receiver, messageId, { clock, timeoutMs });
  // Of a session that is kept, `aedes` looks each message up before it sends it.
  if (!receiver.clean) await persistenceOf(aedes).outgoingEnqueue({ clientId: receiver.id }, packet);
  receiver.deliverQoS(packet, () => {});
  return acknowledged;
}

function packetOf({ topic, payload }: DirectMessage, qos: 0 | 1): PublishPacket {
  return { cmd: "publish", topic, payload, qos, retain: false, dup: false };
}

function acknowledgement(
  { _parser, conn }: Receiver,
  messageId: number,
  { clock, timeoutMs }: { readonly clock: Clock; readonly timeoutMs: number },
): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isAcknowledged: boolean) => {
      timer.cancel();
      _parser.off("packet", listen);
      conn.off("close", gone);
      resolve(isAcknowledged);
    };
    const listen = (packet: Acknowledgement) => {
      if (packet.cmd === "puback" && packet.messageId === messageId) end(true);
    };
    const gone = () => end(false);
    const timer = clock.setTimer(timeoutMs, gone);
    _parser.on("packet", listen);
    conn.on("close", gone);
  });
}
