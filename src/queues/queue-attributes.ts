// The attributes that a queue's owner may set: their defaults, their limits, and SQS's words for a value beyond them.
// SQS API, SetQueueAttributes.

import { isJsonObject, type Json } from "../aws/json.ts";
import { ServiceError } from "../aws/service-error.ts";

/** By AWS's names; every value is text, as in the API. */
export type QueueAttributes = ReadonlyMap<string, string>;

interface WholeNumberRule {
  readonly least: number;
  readonly most: number;
  readonly byDefault: number;
}

const wholeNumbers: Readonly<Record<string, WholeNumberRule>> = {
  DelaySeconds: { least: 0, most: 900, byDefault: 0 },
  MaximumMessageSize: { least: 1024, most: 1_048_576, byDefault: 1_048_576 },
  MessageRetentionPeriod: { least: 60, most: 1_209_600, byDefault: 345_600 },
  ReceiveMessageWaitTimeSeconds: { least: 0, most: 20, byDefault: 0 },
  VisibilityTimeout: { least: 0, most: 43_200, byDefault: 30 },
};
/** Kept and answered, but without an effect here. */
const kept = new Set([
  "Policy",
  "KmsMasterKeyId",
  "KmsDataKeyReusePeriodSeconds",
  "SqsManagedSseEnabled",
  "RedriveAllowPolicy",
  "DeduplicationScope",
  "FifoThroughputLimit",
]);
const booleans = new Set(["FifoQueue", "ContentBasedDeduplication"]);
const fifoOnly = new Set([
  "FifoQueue",
  "ContentBasedDeduplication",
  "DeduplicationScope",
  "FifoThroughputLimit",
]);

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** @param isFifo whether they are a FIFO queue's, which has some of its own */
export function checkAttributes(attributes: QueueAttributes, isFifo: boolean): void {
  for (const [name, value] of attributes) {
    if (!isFifo && fifoOnly.has(name)) throw unknownAttribute(name);
    if (Object.hasOwn(wholeNumbers, name)) checkWholeNumber(name, value);
    else if (booleans.has(name)) checkBoolean(name, value);
    else if (name === "RedrivePolicy") parseRedrivePolicy(value);
    else if (!kept.has(name)) throw unknownAttribute(name);
  }
}

function unknownAttribute(name: string): ServiceError {
  return new ServiceError("InvalidAttributeName", `Unknown Attribute ${name}.`);
}

function checkWholeNumber(name: string, value: string): void {
  const rule = wholeNumbers[name];
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (rule === undefined || !(number >= rule.least && number <= rule.most)) throw invalidValue(name);
}

function checkBoolean(name: string, value: string): void {
  if (value !== "true" && value !== "false") throw invalidValue(name);
}

function invalidValue(name: string): ServiceError {
  return new ServiceError("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
}

export function numberAttribute(attributes: QueueAttributes, name: string): number {
  return Number(attributes.get(name) ?? wholeNumbers[name]?.byDefault);
}

/** What GetQueueAttributes tells of the settings: what was set, over the defaults. */
export function effectiveAttributes(attributes: QueueAttributes): Map<string, string> {
  const effective = new Map(
    Object.entries(wholeNumbers).map(([name, rule]) => [name, String(rule.byDefault)]),
  );
  effective.set("SqsManagedSseEnabled", "true");
  for (const [name, value] of attributes) effective.set(name, value);
  return effective;
}

export function redrivePolicyOf(attributes: QueueAttributes): RedrivePolicy | undefined {
  const text = attributes.get("RedrivePolicy");
  return text === undefined || text === "" ? undefined : parseRedrivePolicy(text);
}

function parseRedrivePolicy(text: string): RedrivePolicy | undefined {
  if (text === "") return undefined;
  const policy = parsedOrUndefined(text);
  const { deadLetterTargetArn, maxReceiveCount } = isJsonObject(policy) ? policy : {};
  const count = Number(maxReceiveCount);
  if (typeof deadLetterTargetArn !== "string" || !Number.isInteger(count) || count < 1 || count > 1000) {
    throw new ServiceError(
      "InvalidParameterValue",
      `Value ${text} for parameter RedrivePolicy is invalid. Reason: It must be a JSON object with ` +
        "deadLetterTargetArn and a maxReceiveCount from 1 to 1000.",
    );
  }
  return { deadLetterTargetArn, maxReceiveCount: count };
}

function parsedOrUndefined(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
