// Subscription filter policies: matched against the message attributes, or against the body if its scope says so.
// SNS developer guide, "Amazon SNS message filtering".

import { isJsonObject, type Json } from "../aws/json.ts";
import type { MessageAttributes } from "../aws/message-attribute.ts";
import { ServiceError } from "../aws/service-error.ts";

/** EventBridge's pattern compiler serves: the two languages share their operators. */
export type CompileFilter = (policy: Json) => (value: Json) => boolean;
export type Filter = (attributes: MessageAttributes | undefined, message: string) => boolean;

export function compileFilterPolicy(text: string, scope: string | undefined, compile: CompileFilter): Filter {
  const policy = parsedOrUndefined(text);
  if (!isJsonObject(policy)) {
    throw new ServiceError("InvalidParameter", "Invalid parameter: FilterPolicy: failed to parse JSON.");
  }
  if (Object.keys(policy).length === 0) return () => true;
  const matches = compiled(policy, compile);
  if (scope !== "MessageBody") return (attributes) => matches(attributeValues(attributes));
  return (_attributes, message) => {
    const body = parsedOrUndefined(message);
    return body !== undefined && matches(body);
  };
}

function compiled(policy: Json, compile: CompileFilter): (value: Json) => boolean {
  try {
    return compile(policy);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new ServiceError("InvalidParameter", `Invalid parameter: FilterPolicy: ${error.message}`);
  }
}

function attributeValues(attributes: MessageAttributes | undefined): Json {
  return Object.fromEntries(
    Array.from(attributes ?? [], ([name, { dataType, stringValue = "" }]): [string, Json] => {
      if (dataType === "Number") return [name, Number(stringValue)];
      if (dataType === "String.Array") return [name, parsedOrUndefined(stringValue) ?? stringValue];
      return [name, stringValue];
    }),
  );
}

function parsedOrUndefined(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
