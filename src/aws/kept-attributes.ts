// The attributes of a message as they are kept on disk.

import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "./json.ts";
import type { MessageAttributes } from "./message-attribute.ts";

export function attributesToJson(attributes: MessageAttributes): JsonObject {
  return Object.fromEntries(
    Array.from(attributes, ([name, { dataType, stringValue, binaryValue }]) => [
      name,
      {
        dataType,
        ...(stringValue === undefined ? {} : { stringValue }),
        ...(binaryValue === undefined ? {} : { binaryValue: Buffer.from(binaryValue).toString("base64") }),
      },
    ]),
  );
}

export function attributesFromJson(json: Json | undefined): MessageAttributes | undefined {
  if (!isJsonObject(json)) return undefined;
  return new Map(
    Object.entries(json).map(([name, value]) => {
      const { dataType, stringValue, binaryValue } = objectOrEmpty(value);
      const attribute = {
        dataType: String(dataType),
        ...(typeof stringValue === "string" ? { stringValue } : {}),
        ...(typeof binaryValue === "string" ? { binaryValue: Buffer.from(binaryValue, "base64") } : {}),
      };
      return [name, attribute];
    }),
  );
}
