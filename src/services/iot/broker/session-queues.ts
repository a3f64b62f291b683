// What is queued for clients that are away and whose sessions are kept is bounded: what there is no room for is not stored, and counted
// as AWS counts it. https://docs.aws.amazon.com/iot/latest/developerguide/metrics_dimensions.html (Queued.Throttle)

import type { Aedes } from "aedes";
import { HeldBytes } from "../../../storage/held-bytes.ts";
import { persistenceOf, type QueuedPacket } from "./aedes-parts.ts";

/** Of all memory that the process may have for such things. */
const share = 1 / 12;
/** Of one packet in one queue, besides its topic and payload. */
const recordBytes = 512;

export interface SessionQueuesSeams {
  readonly isThere: (clientId: string) => boolean;
  readonly onThrottled: () => void;
  /** @default the share of the process's memory that queues have */
  readonly mostHeldBytes: number | undefined;
}

/** The payload is held once for all queues, and counted in each: they may be emptied one by one. */
function heldBytes({ topic, payload }: QueuedPacket): number {
  return recordBytes + topic.length + payload.length;
}

export function boundSessionQueues(aedes: Aedes, seams: SessionQueuesSeams): void {
  const { isThere, onThrottled, mostHeldBytes } = seams;
  const held = new HeldBytes("Messages for clients that are away", { share, most: mostHeldBytes });
  const persistence = persistenceOf(aedes);
  const enqueue = persistence.outgoingEnqueueCombi.bind(persistence);
  const clear = persistence.outgoingClearMessageId.bind(persistence);
  persistence.outgoingEnqueueCombi = (owners, packet) => {
    const bytes = heldBytes(packet);
    // Clients that are there take theirs from the queue at once.
    const taken = held.hasRoom(bytes * owners.length)
      ? owners
      : owners.filter(({ clientId }) => isThere(clientId));
    for (let at = taken.length; at < owners.length; at++) onThrottled();
    held.change(bytes * taken.length);
    return enqueue(taken, packet);
  };
  persistence.outgoingClearMessageId = async (client, packet) => {
    const cleared = await clear(client, packet);
    if (cleared !== undefined) held.change(-heldBytes(cleared));
    return cleared;
  };
}
