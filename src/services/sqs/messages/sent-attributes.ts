// The attributes of a message that is sent: how many, what they are called, and what their types hold.
// SQS developer guide, "Amazon SQS message metadata".

import type { MessageAttribute, MessageAttributes } from "../../../aws/message-attribute.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { invalid } from "../api/refusals.ts";

const most = 10;
const longest = 256;

/** Throws InvalidParameterValue in SQS's words. */
export function checkSentAttributes(attributes: MessageAttributes | undefined): void {
  if (attributes === undefined) return;
  if (attributes.size > most)
    throw invalid(`Number of message attributes [${attributes.size}] exceeds the allowed maximum [${most}].`);
  for (const [name, attribute] of attributes) {
    checkName(name);
    checkType(name, attribute.dataType);
    checkValue(name, attribute);
  }
}

/** Of those that say how SQS is to handle a message there is one. Throws InvalidParameterValue in SQS's words. */
export function checkSentSystemAttributes(attributes: MessageAttributes | undefined): void {
  const unknown = [...(attributes?.keys() ?? [])].find((name) => name !== "AWSTraceHeader");
  if (unknown !== undefined) throw invalid(`Message system attribute name '${unknown}' is invalid.`);
}

function checkName(name: string): void {
  if (name === "") throw invalid("The request must contain non-empty message (user) attribute names.");
  if (Buffer.byteLength(name) > longest)
    throw invalid("Message (user) attribute name must be shorter than 256 Bytes");
  if (!/^[\w.-]+$/.test(name))
    throw invalid(
      "Message (user) attributes name can only contain upper and lower score characters, digits, periods, hyphens and underscores. ",
    );
  if (/^(?:aws|amazon)\.|^\.|\.$|\.\./i.test(name))
    throw invalid(
      "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use. Additionally, they can't start or end with '.'.",
    );
}

function checkType(name: string, dataType: string): void {
  if (dataType === "")
    throw invalid(`The message attribute '${name}' must contain non-empty message attribute type.`);
  if (Buffer.byteLength(dataType) > longest)
    throw invalid("Message (user) attribute type must be shorter than 256 Bytes");
  if (!/^(?:Binary|Number|String)(?:\..+)?$/.test(dataType))
    throw invalid(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
}

/** SQS quotas: 38 digits, of a magnitude from 1e-128 to 1e126. */
const number = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?\s*$/;
function isNumber(text: string): boolean {
  const magnitude = Math.abs(Number(text));
  return number.test(text) && magnitude <= 1e126 && (magnitude === 0 || magnitude >= 1e-128);
}

const forbiddenCharacter = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function checkValue(name: string, { dataType, stringValue, binaryValue }: MessageAttribute): void {
  const [kind = ""] = dataType.split(".", 1);
  const isBinary = kind === "Binary";
  const field = isBinary ? "Binary" : "String";
  if ((isBinary ? stringValue : binaryValue)?.length)
    throw invalid(`The message attribute '${name}' with type '${kind}' must use field '${field}'.`);
  if (isBinary ? !binaryValue?.length : !stringValue)
    throw invalid(`Message (user) attribute '${name}' must contain a non-empty value of type '${kind}'.`);
  if (kind === "Number" && !isNumber(stringValue ?? ""))
    throw invalid(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  if (!isBinary && forbiddenCharacter.test(stringValue ?? ""))
    throw new ServiceError(
      "InvalidMessageContents",
      "Message (user) attribute value has invalid characters.",
    );
}
