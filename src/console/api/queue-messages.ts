// The messages of a queue without receiving them, which would hide and count them.

import type { Region } from "../../region/region.ts";

const mostShown = 500;
/** Of all bodies together: five hundred of the largest would be no answer that a page could be given. */
const mostCharacters = 4 * 1024 * 1024;

/** The oldest first, and the first in any case. Throws QueueDoesNotExist. */
export function queueMessages({ services, clock }: Pick<Region, "services" | "clock">, queueName: string) {
  const now = clock.now();
  return oldest(services.sqs.messages(queueName)).map(
    ({ messageId, body, sentAt, receiveCount, visibleAt, groupId, sourceArn, attributes = [] }) => ({
      ...{ messageId, body, sentAt, receiveCount, groupId, sourceArn },
      isVisible: visibleAt <= now,
      attributes: Object.fromEntries(
        Array.from(attributes, ([name, { stringValue, binaryValue }]) => [
          name,
          stringValue ?? Buffer.from(binaryValue ?? []).toString("base64"),
        ]),
      ),
    }),
  );
}

function oldest<Message extends { readonly body: string }>(messages: readonly Message[]): readonly Message[] {
  const shown: Message[] = [];
  let characters = 0;
  for (const message of messages.slice(0, mostShown)) {
    characters += message.body.length;
    if (shown.length > 0 && characters > mostCharacters) break;
    shown.push(message);
  }
  return shown;
}
