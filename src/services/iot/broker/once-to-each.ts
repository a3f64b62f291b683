// A message goes to a client once, however many of its filters match. `aedes` compares counters and takes whatever comes out of
// order for a repetition, so that a message of QoS 1, which takes longer, is lost behind one of QoS 0: that is switched off, and
// the newest counters are kept instead.

import type { AedesPublishPacket, Client } from "aedes";

/** The same message comes again at once or never. */
const mostRemembered = 256;

export class OnceToEach {
  readonly #brokerId: string;
  readonly #sent = new WeakMap<Client, Set<number>>();

  constructor(brokerId: string) {
    this.#brokerId = brokerId;
  }

  /** Of a client that connects, before anything can be for it. */
  admit(client: Client): void {
    const { duplicates } = client as Client & { readonly duplicates: object };
    Object.defineProperty(duplicates, this.#brokerId, { get: () => 0, set: () => {} });
    this.#sent.set(client, new Set());
  }

  /** Whether the message is on its way to the client already; it is from now on. */
  isRepeated(client: Client, { brokerId, brokerCounter }: AedesPublishPacket): boolean {
    const sent = this.#sent.get(client);
    // What was retained has no broker, and is asked for by one filter.
    if (sent === undefined || brokerId !== this.#brokerId) return false;
    if (sent.has(brokerCounter)) return true;
    sent.add(brokerCounter);
    if (sent.size > mostRemembered) {
      const { value: oldest = brokerCounter } = sent.values().next();
      sent.delete(oldest);
    }
    return false;
  }
}
