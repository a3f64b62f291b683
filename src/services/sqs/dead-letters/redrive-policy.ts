// Where a queue sends what was received too often. SQS developer guide, "Using dead-letter queues in Amazon SQS".

import { parseArn } from "../../../aws/arn.ts";
import { isJsonObject } from "../../../aws/json.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import type { ServiceError } from "../../../aws/service-error.ts";
import { invalidValue } from "../api/refusals.ts";
import { allowsSource } from "./redrive-allow-policy.ts";

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

const mandatory = ["deadLetterTargetArn", "maxReceiveCount"];

/** Throws InvalidParameterValue in SQS's words. */
export function parseRedrivePolicy(text: string): RedrivePolicy {
  const policy = jsonOrUndefined(text);
  if (!isJsonObject(policy)) throw invalidPolicy(text, "Redrive policy is not a valid JSON map.");
  const missing = mandatory.find((name) => policy[name] === undefined || policy[name] === null);
  if (missing !== undefined)
    throw invalidPolicy(text, `Redrive policy does not contain mandatory attribute: ${missing}.`);
  const { deadLetterTargetArn: target, maxReceiveCount } = policy;
  if (Object.keys(policy).length > mandatory.length)
    throw invalidPolicy(text, `Only following attributes are supported: [${mandatory.join(", ")}].`);
  const count = /^\d{1,4}$/.test(String(maxReceiveCount)) ? Number(maxReceiveCount) : Number.NaN;
  if (!(count >= 1 && count <= 1000))
    throw invalidPolicy(
      text,
      `Invalid value for maxReceiveCount: ${maxReceiveCount}, valid values are from 1 to 1000 both inclusive.`,
    );
  if (typeof target !== "string" || parseArn(target)?.service !== "sqs")
    throw invalidPolicy(text, "Invalid value for deadLetterTargetArn.");
  return { deadLetterTargetArn: target, maxReceiveCount: count };
}

interface DeadLetterQueue {
  readonly fifo: boolean;
  readonly attributes: ReadonlyMap<string, string>;
}

/**
 * @param target the queue that the policy names, if there is one
 * @throws InvalidParameterValue unless it is there, of the same type as the source, and lets the source name it
 */
export function checkDeadLetterQueue(
  text: string | undefined,
  source: { readonly arn: string; readonly fifo: boolean },
  target: (name: string) => DeadLetterQueue | undefined,
): void {
  if (text === undefined || text === "") return;
  const { deadLetterTargetArn } = parseRedrivePolicy(text);
  const deadLetters = target(parseArn(deadLetterTargetArn)?.resource ?? "");
  if (deadLetters === undefined) throw invalidPolicy(text, "Dead letter target does not exist.");
  if (deadLetters.fifo !== source.fifo)
    throw invalidPolicy(text, "Dead-letter queue must be same type of queue as the source.");
  if (!allowsSource(deadLetters.attributes.get("RedriveAllowPolicy"), source.arn))
    throw invalidPolicy(text, "Dead letter target does not allow the source queue.");
}

function invalidPolicy(text: string, reason: string): ServiceError {
  return invalidValue("RedrivePolicy", text, reason);
}
