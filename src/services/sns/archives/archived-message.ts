// A message as a topic's archive keeps it: with all by which it was published, so that it can be replayed as it was.

import { isJsonObject, type JsonObject, objectOrEmpty } from "../../../aws/json.ts";
import { attributesFromJson, attributesToJson } from "../../../aws/kept-attributes.ts";
import type { Publication } from "../publishing/publication.ts";

/** `texts` are its own by protocol, where its message is structured. */
export interface ArchivedMessage {
  readonly publication: Publication;
  readonly texts: ReadonlyMap<string, string>;
}

export function messageToJson({ publication, texts }: ArchivedMessage): JsonObject {
  const { messageId, sequenceNumber = "", message, publishedAt, messageAttributes } = publication;
  const { subject, messageGroupId, messageDeduplicationId, traceHeader } = publication;
  return {
    ...{ messageId, sequenceNumber, message, publishedAt },
    ...(subject === undefined ? {} : { subject }),
    ...(messageGroupId === undefined ? {} : { messageGroupId }),
    ...(messageDeduplicationId === undefined ? {} : { messageDeduplicationId }),
    ...(traceHeader === undefined ? {} : { traceHeader }),
    ...(messageAttributes === undefined ? {} : { attributes: attributesToJson(messageAttributes) }),
    ...(texts.size === 0 ? {} : { texts: Object.fromEntries(texts) }),
  };
}

export function messageFromJson(topicArn: string, json: JsonObject): ArchivedMessage {
  const text = (name: string) => (typeof json[name] === "string" ? json[name] : undefined);
  const texts = isJsonObject(json.texts) ? Object.entries(objectOrEmpty(json.texts)) : [];
  return {
    publication: {
      ...{ topicArn, messageId: text("messageId") ?? "", message: text("message") ?? "" },
      ...{ sequenceNumber: text("sequenceNumber"), subject: text("subject") },
      ...{ messageGroupId: text("messageGroupId"), traceHeader: text("traceHeader") },
      messageDeduplicationId: text("messageDeduplicationId"),
      messageAttributes: attributesFromJson(json.attributes),
      publishedAt: Number(json.publishedAt),
    },
    texts: new Map(texts.map(([protocol, value]) => [protocol, String(value)])),
  };
}
