// The attributes that a queue's owner may set: their defaults, their limits, and SQS's words for a value beyond them.
// SQS API, SetQueueAttributes.

import { isJsonObject } from "../../../aws/json.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { checkRedriveAllowPolicy } from "../dead-letters/redrive-allow-policy.ts";
import { parseRedrivePolicy, type RedrivePolicy } from "../dead-letters/redrive-policy.ts";

/** By AWS's names; every value is text, as in the API. */
export type QueueAttributes = ReadonlyMap<string, string>;

interface WholeNumberRule {
  readonly least: number;
  readonly most: number;
  readonly byDefault: number;
}

const wholeNumbers: ReadonlyMap<string, WholeNumberRule> = new Map([
  ["DelaySeconds", { least: 0, most: 900, byDefault: 0 }],
  ["MaximumMessageSize", { least: 1024, most: 1_048_576, byDefault: 1_048_576 }],
  ["MessageRetentionPeriod", { least: 60, most: 1_209_600, byDefault: 345_600 }],
  ["ReceiveMessageWaitTimeSeconds", { least: 0, most: 20, byDefault: 0 }],
  ["VisibilityTimeout", { least: 0, most: 43_200, byDefault: 30 }],
]);
const keyReuse: WholeNumberRule = { least: 60, most: 86_400, byDefault: 300 };
/** The values that a text may have, in any case where they are true and false. */
const choices: ReadonlyMap<string, readonly string[]> = new Map([
  ["FifoQueue", ["true", "false"]],
  ["ContentBasedDeduplication", ["true", "false"]],
  ["SqsManagedSseEnabled", ["true", "false"]],
  ["DeduplicationScope", ["queue", "messageGroup"]],
  ["FifoThroughputLimit", ["perQueue", "perMessageGroupId"]],
]);
const fifoDefaults = {
  ContentBasedDeduplication: "false",
  DeduplicationScope: "queue",
  FifoThroughputLimit: "perQueue",
};
/** What an empty text takes away. */
const removable = new Set(["KmsMasterKeyId", "Policy", "RedriveAllowPolicy", "RedrivePolicy"]);
/** What GetQueueAttributes tells beside what can be set. */
const told = [
  "All",
  "QueueArn",
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
  "CreatedTimestamp",
  "LastModifiedTimestamp",
];
const known = new Set([
  ...told,
  ...wholeNumbers.keys(),
  ...choices.keys(),
  ...removable,
  "KmsDataKeyReusePeriodSeconds",
]);

/**
 * The attributes as they are kept: true and false in lower case.
 * @param isFifo whether they are a FIFO queue's, which has some of its own
 * @param present what the queue has already
 * @throws InvalidAttributeName, InvalidAttributeValue, InvalidParameterValue
 */
export function checkedAttributes(
  given: QueueAttributes,
  isFifo: boolean,
  present: QueueAttributes,
): QueueAttributes {
  const checked = new Map(Array.from(given, ([name, value]) => [name, checkedValue(name, value, isFifo)]));
  checkThroughput(new Map([...present, ...checked]));
  return new Map([...checked, ...otherEncryption(checked)]);
}

/** A queue has one kind of encryption: to ask for the one takes the other away. */
function otherEncryption(checked: QueueAttributes): readonly (readonly [string, string])[] {
  const isByKey = Boolean(checked.get("KmsMasterKeyId"));
  const isManaged = checked.get("SqsManagedSseEnabled") === "true";
  if (isByKey && isManaged)
    throw new ServiceError(
      "InvalidAttributeName",
      "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
    );
  if (isByKey) return [["SqsManagedSseEnabled", "false"]];
  return isManaged ? [["KmsMasterKeyId", ""]] : [];
}

function checkedValue(name: string, value: string, isFifo: boolean): string {
  if (!isFifo) checkNotOfFifo(name);
  if (!known.has(name) || told.includes(name)) throw unknownAttribute(name);
  if (removable.has(name) && value === "") return value;
  const range = name === "KmsDataKeyReusePeriodSeconds" ? keyReuse : wholeNumbers.get(name);
  if (range !== undefined) return inRange(name, value, range);
  const choice = choices.get(name);
  if (choice !== undefined) return chosen(name, value, choice);
  // The count may come as text, and is told as the number that it is.
  if (name === "RedrivePolicy") return JSON.stringify(parseRedrivePolicy(value));
  if (name === "RedriveAllowPolicy") checkRedriveAllowPolicy(value);
  else if (name !== "KmsMasterKeyId" && !isJsonObject(jsonOrUndefined(value))) throw invalidValue(name);
  return value;
}

/** Throws InvalidAttributeValue for a limit of each group where duplicates are those of all the queue. */
function checkThroughput(attributes: QueueAttributes): void {
  if (attributes.get("FifoThroughputLimit") !== "perMessageGroupId") return;
  if (attributes.get("DeduplicationScope") === "messageGroup") return;
  throw new ServiceError(
    "InvalidAttributeValue",
    "Invalid value for the parameter FifoThroughputLimit. Reason: To set FifoThroughputLimit to perMessageGroupId, the DeduplicationScope must be messageGroup.",
  );
}

/** Throws InvalidAttributeValue for a FIFO queue that is to be none. */
export function checkTypeIsKept(attributes: QueueAttributes): void {
  if (attributes.get("FifoQueue") !== "false") return;
  throw new ServiceError(
    "InvalidAttributeValue",
    "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
  );
}

function checkNotOfFifo(name: string): void {
  if (name === "FifoQueue" || name === "ContentBasedDeduplication") throw unknownAttribute(name);
  if (name !== "DeduplicationScope" && name !== "FifoThroughputLimit") return;
  throw new ServiceError(
    "InvalidAttributeName",
    `You can specify the ${name} only when FifoQueue is set to true.`,
  );
}

function unknownAttribute(name: string): ServiceError {
  return new ServiceError("InvalidAttributeName", `Unknown Attribute ${name}.`);
}

/** Throws InvalidAttributeName for a name that GetQueueAttributes doesn't know. */
export function checkAskedNames(names: readonly string[]): void {
  for (const name of names) if (!known.has(name)) throw unknownAttribute(name);
}

/** The member that asks for them has the type of the queues' attributes, whose names it takes as well, and finds nothing. */
const ofMessages = new Set([
  "SenderId",
  "SentTimestamp",
  "ApproximateReceiveCount",
  "ApproximateFirstReceiveTimestamp",
  "SequenceNumber",
  "MessageDeduplicationId",
  "MessageGroupId",
  "AWSTraceHeader",
  "DeadLetterQueueSourceArn",
]);

/** Throws InvalidAttributeName for a name that ReceiveMessage doesn't know. */
export function checkAskedSystemAttributes(names: readonly string[]): void {
  checkAskedNames(names.filter((name) => !ofMessages.has(name)));
}

function inRange(name: string, value: string, { least, most }: WholeNumberRule): string {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return value;
  throw invalidValue(name);
}

function chosen(name: string, value: string, choice: readonly string[]): string {
  const spelled = choice.includes("true") ? value.toLowerCase() : value;
  if (choice.includes(spelled)) return spelled;
  throw invalidValue(name);
}

function invalidValue(name: string): ServiceError {
  return new ServiceError("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
}

export function numberAttribute(attributes: QueueAttributes, name: string): number {
  return Number(attributes.get(name) ?? wholeNumbers.get(name)?.byDefault);
}

/** What an attribute is as long as nobody says otherwise; empty for what a queue then does not have. */
export function defaultAttribute(name: string): string {
  const { byDefault } = (name === "KmsDataKeyReusePeriodSeconds" ? keyReuse : wholeNumbers.get(name)) ?? {};
  if (byDefault !== undefined) return String(byDefault);
  if (name === "SqsManagedSseEnabled") return "true";
  return Object.entries(fifoDefaults).find(([each]) => each === name)?.[1] ?? "";
}

/** What GetQueueAttributes tells of the settings: what was set, over the defaults. */
export function effectiveAttributes(attributes: QueueAttributes): Map<string, string> {
  const effective = new Map(
    Array.from(wholeNumbers, ([name, { byDefault }]): [string, string] => [name, String(byDefault)]),
  );
  effective.set("SqsManagedSseEnabled", "true");
  if (attributes.get("FifoQueue") === "true")
    for (const [name, value] of Object.entries(fifoDefaults)) effective.set(name, value);
  for (const [name, value] of attributes)
    if (value !== "" || !removable.has(name)) effective.set(name, value);
  // Without a key of one's own there is nothing to reuse.
  if (!effective.has("KmsMasterKeyId")) effective.delete("KmsDataKeyReusePeriodSeconds");
  return effective;
}

export function redrivePolicyOf(attributes: QueueAttributes): RedrivePolicy | undefined {
  const text = attributes.get("RedrivePolicy");
  return text === undefined || text === "" ? undefined : parseRedrivePolicy(text);
}
