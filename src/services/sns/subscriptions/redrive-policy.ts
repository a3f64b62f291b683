// Where a message goes that a subscriber does not take. SNS developer guide, "Amazon SNS dead-letter queues".

import { parseArn } from "../../../aws/arn.ts";
import { isJsonObject } from "../../../aws/json.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import { invalidParameter } from "../api/invalid-parameter.ts";

/** The queue that a subscription's RedrivePolicy names. Throws InvalidParameter if the policy is there and names none. */
export function deadLetterQueueOf(attributes: ReadonlyMap<string, string>, where = ""): string | undefined {
  const text = attributes.get("RedrivePolicy");
  if (text === undefined || text === "") return undefined;
  const policy = jsonOrUndefined(text);
  if (!isJsonObject(policy)) throw invalidParameter(`${where}RedrivePolicy: failed to parse JSON.`);
  const { deadLetterTargetArn } = policy;
  if (deadLetterTargetArn === undefined)
    throw invalidParameter(`${where}RedrivePolicy: Missing deadLetterTargetArn attribute`);
  if (typeof deadLetterTargetArn === "string" && parseArn(deadLetterTargetArn)?.service === "sqs")
    return deadLetterTargetArn;
  throw invalidParameter(`${where}RedrivePolicy: deadLetterTargetArn is an invalid arn`);
}

/** Of a subscription that is made or changed: one that is there keeps the policy that it has. Throws InvalidParameter. */
export function checkRedrivePolicy(attributes: ReadonlyMap<string, string>, where: string): void {
  if (deadLetterQueueOf(attributes, where) === undefined) return;
  const policy = jsonOrUndefined(attributes.get("RedrivePolicy") ?? "") ?? {};
  const unknown = Object.keys(policy).find((name) => name !== "deadLetterTargetArn");
  if (unknown !== undefined)
    throw invalidParameter(`${where}RedrivePolicy: invalid JSON. Attribute ${unknown} is unknown.`);
}
