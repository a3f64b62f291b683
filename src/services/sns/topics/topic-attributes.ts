// Which names and attributes a topic may have, and what GetTopicAttributes tells of them.
// https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html

import { parseArn } from "../../../aws/arn.ts";
import { isJsonObject } from "../../../aws/json.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import { invalidParameter } from "../api/invalid-parameter.ts";
import { checkArchivePolicy, isNoPolicy } from "../archives/archive-policy.ts";
import { checkDeliveryPolicy } from "../http/delivery-policy.ts";

type Attributes = ReadonlyMap<string, string>;

/** The values that an attribute may have; undefined for any. */
const settable: ReadonlyMap<string, readonly string[] | undefined> = new Map([
  ["ArchivePolicy", undefined],
  ["ContentBasedDeduplication", ["true", "false"]],
  ["DataProtectionPolicy", undefined],
  ["DeliveryPolicy", undefined],
  ["DisplayName", undefined],
  ["FifoThroughputScope", ["Topic", "MessageGroup"]],
  ["KmsMasterKeyId", undefined],
  ["Policy", undefined],
  ["SignatureVersion", ["1", "2"]],
  ["TracingConfig", ["PassThrough", "Active"]],
]);
const feedback =
  /^(?:HTTP|Firehose|Lambda|Application|SQS)(?:SuccessFeedbackRoleArn|SuccessFeedbackSampleRate|FailureFeedbackRoleArn)$/;
const inJson = new Set(["DataProtectionPolicy", "DeliveryPolicy", "Policy"]);
const ofFifoOnly = new Set(["ArchivePolicy", "ContentBasedDeduplication", "FifoThroughputScope"]);

/**
 * The attributes as they are kept: true and false in lower case, `FifoTopic` only where it is true.
 * @throws InvalidParameter for a name that a topic of this type can't have, or an attribute
 */
export function checkedNewTopic(name: string, given: Attributes): Map<string, string> {
  const fifoTopic = given.get("FifoTopic");
  if (fifoTopic !== undefined && !/^(?:true|false)$/i.test(fifoTopic))
    throw invalidParameter(
      `Attributes Reason: FifoTopic: Invalid value [${fifoTopic}]. Must be true or false.`,
    );
  const isFifo = fifoTopic?.toLowerCase() === "true";
  if (
    !/^[A-Za-z0-9_-]{1,256}$|^(?=.{6,256}$)[A-Za-z0-9_-]+\.fifo$/.test(name) ||
    name.endsWith(".fifo") !== isFifo
  )
    throw invalidParameter("Topic Name");
  const attributes = new Map<string, string>();
  for (const [attribute, value] of given) {
    if (attribute === "FifoTopic") continue;
    if (!isSettable(attribute, isFifo))
      throw invalidParameter(`Attributes Reason: Unknown attribute: ${attribute}`);
    attributes.set(attribute, checkedValue(attribute, value, "Attributes Reason: "));
  }
  if (isFifo) attributes.set("FifoTopic", "true");
  return attributes;
}

/** The value as it is kept. Throws InvalidParameter. */
export function checkedTopicAttribute(name: string, value: string, isFifo: boolean): string {
  if (!isSettable(name, isFifo)) throw invalidParameter("AttributeName");
  return checkedValue(name, value, "");
}

function isSettable(name: string, isFifo: boolean): boolean {
  return (settable.has(name) && (isFifo || !ofFifoOnly.has(name))) || feedback.test(name);
}

function checkedValue(name: string, value: string, where: string): string {
  const choice = settable.get(name);
  const spelled = choice?.includes("true") ? value.toLowerCase() : value;
  if (choice !== undefined && !choice.includes(spelled))
    throw invalidParameter(`${where}${name}: Invalid value [${value}]. Must be ${choice.join(" or ")}.`);
  if (name.endsWith("SampleRate") && !/^(?:\d{1,2}|100)$/.test(value))
    throw invalidParameter(`${where}${name}: Invalid value [${value}]. Must be between 0 and 100.`);
  if (name === "DisplayName" && value.length > 100)
    throw invalidParameter(`${where}DisplayName: Must be at most 100 characters long.`);
  if (inJson.has(name) && value !== "" && !isJsonObject(jsonOrUndefined(value)))
    throw invalidParameter(`${where}${name}: failed to parse JSON.`);
  if (name === "DeliveryPolicy") checkDeliveryPolicy(value, where);
  if (name === "ArchivePolicy") checkArchivePolicy(value, where);
  return spelled;
}

/** What is told of the attributes that were set: an empty text takes a document away, an empty object an archive. */
export function setAttributes(attributes: Attributes): Attributes {
  return new Map(
    [...attributes].filter(
      ([name, value]) =>
        (value !== "" || !inJson.has(name)) && (name !== "ArchivePolicy" || !isNoPolicy(value)),
    ),
  );
}

/** Throws InvalidParameter if a topic that is there says otherwise. */
export function checkSameTopic(present: Attributes, wanted: Attributes): void {
  for (const [name, value] of wanted)
    if ((present.get(name) ?? "") !== value)
      throw invalidParameter("Attributes Reason: Topic already exists with different attributes");
}

/** What every topic has that did not say otherwise. */
export function defaultAttributes(topicArn: string): readonly (readonly [string, string])[] {
  const isFifo = topicArn.endsWith(".fifo");
  return [
    ["DisplayName", ""],
    ["Policy", defaultPolicy(topicArn)],
    ...(isFifo
      ? ([
          ["FifoTopic", "true"],
          ["ContentBasedDeduplication", "false"],
        ] as const)
      : []),
  ];
}

export function defaultPolicy(topicArn: string): string {
  return JSON.stringify(ownersPolicy(topicArn, parseArn(topicArn)?.accountId ?? ""));
}

export const ownersActions = [
  "GetTopicAttributes",
  "SetTopicAttributes",
  "AddPermission",
  "RemovePermission",
  "DeleteTopic",
  "Subscribe",
  "ListSubscriptionsByTopic",
  "Publish",
];

function ownersPolicy(topicArn: string, owner: string) {
  return {
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: ownersActions.map((action) => `SNS:${action}`),
        Resource: topicArn,
        Condition: { StringEquals: { "AWS:SourceOwner": owner } },
      },
    ],
  };
}
