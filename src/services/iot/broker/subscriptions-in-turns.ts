// What aedes does of a subscription for any number of clients at once is done in turns.

import type { Aedes, Client } from "aedes";
import type { Deliverer, Emitter } from "./aedes-parts.ts";
import { InTurns } from "./in-turns.ts";

/** The client's subscriptions call what stands here when they are made. */
export function deliverInTurns(client: Client, deliveries: InTurns): void {
  const deliverer = client as Client & Deliverer;
  const { deliver0, deliverQoS } = deliverer;
  deliverer.deliver0 = (packet, done) => deliveries.run(() => deliver0(packet, done));
  deliverer.deliverQoS = (packet, done) => deliveries.run(() => deliverQoS(packet, done));
}

/** A client that goes takes its subscriptions along, and is told of once all of them are gone. */
export function unsubscribeInTurns(aedes: Aedes): void {
  const { mq } = aedes as Aedes & { readonly mq: Emitter };
  const remove = mq.removeListener.bind(mq);
  const turns = new InTurns("the end of a subscription of MQTT");
  mq.removeListener = (topic, notify, done) => remove(topic, notify, () => turns.run(() => done?.()));
}
