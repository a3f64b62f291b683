// What of the queues is kept on disk: the queues and the messages sent and removed. Who received a message is not: after a
// restart every message that was not deleted can be received at once, as at-least-once delivery allows.

import type { Json, JsonObject } from "../../../aws/json.ts";
import { attributesFromJson, attributesToJson } from "../../../aws/kept-attributes.ts";
import type { MoveTask } from "../dead-letters/move-task.ts";
import type { StoredMessage } from "../messages/stored-message.ts";
import type { Queue } from "./queue.ts";

export type QueueEntry =
  | {
      readonly type: "queue";
      readonly name: string;
      readonly createdAt: number;
      readonly attributes: JsonObject;
      readonly tags: JsonObject;
    }
  | { readonly type: "sent"; readonly queue: string; readonly message: JsonObject }
  | { readonly type: "removed"; readonly queue: string; readonly messageIds: readonly string[] }
  | { readonly type: "purged" | "deleted"; readonly queue: string }
  | { readonly type: "move"; readonly task: MoveTask };

export function queueEntry(queue: Queue): QueueEntry {
  return {
    type: "queue",
    name: queue.name,
    createdAt: queue.createdAt,
    attributes: Object.fromEntries(queue.attributes),
    tags: Object.fromEntries(queue.tags),
  };
}

export function sentEntry(queue: string, message: StoredMessage): QueueEntry {
  const { attributes, systemAttributes, firstReceivedAt, receivedAt: _, ...plain } = message;
  const given = Object.entries(plain).filter(([, value]) => value !== undefined) as [string, Json][];
  return {
    type: "sent",
    queue,
    message: {
      ...Object.fromEntries(given),
      ...(attributes === undefined ? {} : { attributes: attributesToJson(attributes) }),
      ...(systemAttributes === undefined ? {} : { systemAttributes: attributesToJson(systemAttributes) }),
      ...(firstReceivedAt === undefined ? {} : { firstReceivedAt }),
    },
  };
}

export function storedMessage(json: JsonObject): StoredMessage {
  return {
    messageId: String(json.messageId),
    body: String(json.body),
    attributes: attributesFromJson(json.attributes),
    systemAttributes: attributesFromJson(json.systemAttributes),
    sentAt: Number(json.sentAt),
    groupId: textOrUndefined(json.groupId),
    deduplicationId: textOrUndefined(json.deduplicationId),
    sequenceNumber: textOrUndefined(json.sequenceNumber),
    sourceArn: textOrUndefined(json.sourceArn),
    visibleAt: Number(json.visibleAt),
    // A dead letter brings them along.
    receiveCount: Number(json.receiveCount ?? 0),
    firstReceivedAt: typeof json.firstReceivedAt === "number" ? json.firstReceivedAt : undefined,
  };
}

function textOrUndefined(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
