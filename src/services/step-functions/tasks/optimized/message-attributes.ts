// The MessageAttributes argument of SQS and SNS tasks: in a workflow a binary value is base64 text.

import { isJsonObject, type JsonObject } from "../../../../aws/json.ts";
import type { MessageAttribute, MessageAttributes } from "../../../../aws/message-attribute.ts";
import { ArgumentProblem, argumentObject, optionalText, requiredText } from "../arguments.ts";

export function messageAttributes(request: JsonObject): MessageAttributes | undefined {
  const { MessageAttributes: given } = request;
  if (given === undefined || given === null) return undefined;
  if (!isJsonObject(given)) throw new ArgumentProblem("The field 'MessageAttributes' must be an object");
  return new Map(Object.entries(given).map(([name, value]) => [name, toAttribute(argumentObject(value))]));
}

function toAttribute(value: JsonObject): MessageAttribute {
  const stringValue = optionalText(value, "StringValue");
  const binaryValue = optionalText(value, "BinaryValue");
  return {
    dataType: requiredText(value, "DataType"),
    ...(stringValue === undefined ? {} : { stringValue }),
    ...(binaryValue === undefined ? {} : { binaryValue: Buffer.from(binaryValue, "base64") }),
  };
}
