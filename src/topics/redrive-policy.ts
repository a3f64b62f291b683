// Where a message goes that a subscriber does not take. SNS developer guide, "Amazon SNS dead-letter queues".

import { isJsonObject, type Json } from "../aws/json.ts";
import { ServiceError } from "../aws/service-error.ts";

/** The queue that a subscription's RedrivePolicy names. Throws InvalidParameter if the policy is there and names none. */
export function deadLetterQueueOf(attributes: ReadonlyMap<string, string>): string | undefined {
  const text = attributes.get("RedrivePolicy");
  if (text === undefined || text === "") return undefined;
  const queueArn = deadLetterTarget(text);
  if (queueArn !== undefined) return queueArn;
  throw new ServiceError("InvalidParameter", "Invalid parameter: RedrivePolicy: failed to parse JSON.");
}

function deadLetterTarget(text: string): string | undefined {
  try {
    const policy: Json = JSON.parse(text);
    const { deadLetterTargetArn } = isJsonObject(policy) ? policy : {};
    return typeof deadLetterTargetArn === "string" ? deadLetterTargetArn : undefined;
  } catch {
    return undefined;
  }
}
