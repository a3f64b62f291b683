// Where a message goes that a subscriber does not take. SNS developer guide, "Amazon SNS dead-letter queues".

import { parseArn } from "../../aws/arn.ts";
import { isJsonObject, type Json } from "../../aws/json.ts";
import { invalidParameter } from "./invalid-parameter.ts";

/** The queue that a subscription's RedrivePolicy names. Throws InvalidParameter if the policy is there and names none. */
export function deadLetterQueueOf(attributes: ReadonlyMap<string, string>, where = ""): string | undefined {
  const text = attributes.get("RedrivePolicy");
  if (text === undefined || text === "") return undefined;
  const policy = parsedOrUndefined(text);
  if (!isJsonObject(policy)) throw invalidParameter(`${where}RedrivePolicy: failed to parse JSON.`);
  const { deadLetterTargetArn } = policy;
  if (typeof deadLetterTargetArn === "string" && parseArn(deadLetterTargetArn)?.service === "sqs")
    return deadLetterTargetArn;
  throw invalidParameter(`${where}RedrivePolicy: deadLetterTargetArn is an invalid arn`);
}

function parsedOrUndefined(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
