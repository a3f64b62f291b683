// The attributes of a message that is published: what they are called, and what their types hold.
// SNS developer guide, "Amazon SNS message attributes".

import type { MessageAttribute, MessageAttributes } from "../../../aws/message-attribute.ts";
import { ServiceError } from "../../../aws/service-error.ts";

/** Throws ParameterValueInvalid in SNS's words. */
export function checkSentAttributes(attributes: MessageAttributes | undefined): void {
  for (const [name, attribute] of attributes ?? []) {
    checkName(name);
    checkValue(name, attribute);
  }
}

function checkName(name: string): void {
  if (name === "") throw invalid("The request must contain non-empty message attribute names.");
  if (Buffer.byteLength(name) > 256)
    throw invalid("Length of message attribute name must be less than 256 bytes.");
  const odd = /[^\w.-]/u.exec(name)?.[0].codePointAt(0);
  if (odd !== undefined)
    throw invalid(
      `Invalid non-alphanumeric character '#x${odd.toString(16).toUpperCase()}' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.`,
    );
  if (name.startsWith("."))
    throw invalid("Invalid message attribute name starting with character '.' was found.");
  if (name.endsWith("."))
    throw invalid("Invalid message attribute name ending with character '.' was found.");
  if (name.includes("..")) throw invalid("Message attribute name can not have successive '.' character.");
}

const number = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?\s*$/;

function checkValue(name: string, { dataType, stringValue, binaryValue }: MessageAttribute): void {
  if (dataType === "")
    throw invalid(`The message attribute '${name}' must contain non-empty message attribute type.`);
  const kind = /^(Binary|Number|String)(?:\..+)?$/.exec(dataType)?.[1];
  if (kind === undefined)
    throw invalid(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  const isBinary = kind === "Binary";
  if ((isBinary ? stringValue : binaryValue)?.length)
    throw invalid(
      `The message attribute '${name}' with type '${dataType}' must use field '${isBinary ? "Binary" : "String"}'.`,
    );
  if (isBinary ? !binaryValue?.length : !stringValue)
    throw invalid(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${dataType}'.`,
    );
  if (kind === "Number" && !number.test(stringValue ?? ""))
    throw invalid(`Could not cast message attribute '${name}' value to number.`);
}

function invalid(message: string): ServiceError {
  return new ServiceError("ParameterValueInvalid", message);
}
