// The fields of events that hold what others have written: a message's body, a record's data. Paths of templates and parameters
// look into them as if they were part of the event, if they are JSON.
// EventBridge user guide, "Amazon EventBridge Pipes input transformation", "Implicit body data parsing".

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import type { SourceKind } from "../pipe-definition.ts";

/** Gives an event with what its field holds in the field's place, and the event itself where that is no JSON. */
export type DecodeEvent = (event: Json) => Json;

export const decodeEvent: Readonly<Record<SourceKind, DecodeEvent>> = {
  sqs: inField("body", (text) => text),
  kinesis: inField("data", (text) => Buffer.from(text, "base64").toString()),
  dynamodb: (event) => event,
};

function inField(name: "body" | "data", read: (text: string) => string): DecodeEvent {
  return (event) => {
    if (!isJsonObject(event)) return event;
    const held = event[name];
    const value = typeof held === "string" ? jsonOrUndefined(read(held)) : undefined;
    return value === undefined ? event : ({ ...event, [name]: value } as JsonObject);
  };
}
