// SQS in the Query protocol, which its clients spoke until 2023: lists and maps are flattened under the name of one item,
// and some errors go by other codes. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html

import { toBase64 } from "../../../aws/wire/base64.ts";
import type { QuerySpelling, WireObject } from "../../../aws/wire/operation.ts";
import { queuePath } from "../../../aws/wire/queue-path.ts";

export const sqsQuery: QuerySpelling = {
  version: "2012-11-05",
  namespace: "http://queue.amazonaws.com/doc/2012-11-05/",
  resource: { path: queuePath, member: "QueueUrl" },
  readRequest: (form) => renamed(form),
  writeAnswer: (answer, operation) => flattened(answer, operation),
  errorCode,
  errorMessages: new Map([
    ["QueueDoesNotExist", "The specified queue does not exist for this wsdl version."],
  ]),
};

/** An error's code as it was before SQS spoke JSON. */
export function errorCode(code: string): string {
  if (code === "QueueNameExists") return "QueueAlreadyExists";
  if (code === "AccessDeniedException") return "AccessDenied";
  return prefixed.has(code) ? `AWS.SimpleQueueService.${prefixed.get(code)}` : code;
}

/** The list or map that each flattened name stands for. */
const membersByName: ReadonlyMap<string, string> = new Map([
  ["ActionName", "Actions"],
  ["AWSAccountId", "AWSAccountIds"],
  ["Attribute", "Attributes"],
  ["AttributeName", "AttributeNames"],
  ["MessageAttribute", "MessageAttributes"],
  ["MessageAttributeName", "MessageAttributeNames"],
  ["MessageSystemAttribute", "MessageSystemAttributes"],
  ["MessageSystemAttributeName", "MessageSystemAttributeNames"],
  ["Tag", "Tags"],
  ["TagKey", "TagKeys"],
  ["SendMessageBatchRequestEntry", "Entries"],
  ["DeleteMessageBatchRequestEntry", "Entries"],
  ["ChangeMessageVisibilityBatchRequestEntry", "Entries"],
]);

/** Errors by their code in JSON, and what follows `AWS.SimpleQueueService.` in the Query protocol. */
const prefixed: ReadonlyMap<string, string> = new Map([
  ["QueueDoesNotExist", "NonExistentQueue"],
  ["BatchRequestTooLong", "BatchRequestTooLong"],
  ["BatchEntryIdsNotDistinct", "BatchEntryIdsNotDistinct"],
  ["EmptyBatchRequest", "EmptyBatchRequest"],
  ["InvalidBatchEntryId", "InvalidBatchEntryId"],
  ["MessageNotInflight", "MessageNotInflight"],
  ["PurgeQueueInProgress", "PurgeQueueInProgress"],
  ["QueueDeletedRecently", "QueueDeletedRecently"],
  ["TooManyEntriesInBatchRequest", "TooManyEntriesInBatchRequest"],
  ["UnsupportedOperation", "UnsupportedOperation"],
]);

function renamed(form: WireObject): WireObject {
  return Object.fromEntries(
    Object.entries(form).map(([name, value]) => {
      const member = membersByName.get(name) ?? name;
      return member === "Entries" && Array.isArray(value)
        ? [member, value.map((entry: WireObject) => renamed(entry))]
        : [member, value];
    }),
  );
}

function flattened(answer: WireObject, operation: string): WireObject {
  const members = Object.entries(answer).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members.map(([member, value]) => flattenedMember(member, value, operation)));
}

function flattenedMember(member: string, value: unknown, operation: string): [string, unknown] {
  switch (member) {
    case "QueueUrls":
    case "queueUrls":
      return ["QueueUrl", value];
    case "Attributes":
      return ["Attribute", pairs(value as WireObject, "Name")];
    case "MessageAttributes":
      return ["MessageAttribute", pairs(value as WireObject, "Name")];
    case "Tags":
      return ["Tag", pairs(value as WireObject, "Key")];
    case "Messages":
      return ["Message", (value as readonly WireObject[]).map((message) => flattened(message, operation))];
    case "Results":
    case "Successful":
      return [`${operation}ResultEntry`, value];
    case "Failed":
      return ["BatchResultErrorEntry", value];
    default:
      return [member, value];
  }
}

function pairs(map: WireObject, key: "Name" | "Key"): readonly WireObject[] {
  return Object.entries(map).map(([name, value]) => ({ [key]: name, Value: attributeValue(value) }));
}

/** A text, or a message attribute of which only the given members are written. */
function attributeValue(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { DataType, StringValue, BinaryValue } = value as WireObject;
  return {
    ...(StringValue === undefined ? {} : { StringValue }),
    ...(BinaryValue instanceof Uint8Array ? { BinaryValue: toBase64(BinaryValue) } : {}),
    DataType,
  };
}
