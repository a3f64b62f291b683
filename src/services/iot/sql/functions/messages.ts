// Functions of the message and of what it says: where it came from, its members, its bytes.
// https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-functions.html

import { randomUUID } from "node:crypto";
import { isJsonObject, type Json } from "../../../../aws/json.ts";
import { isTooDeep } from "../../../../aws/json-depth.ts";
import { setMember } from "../../../../aws/set-member.ts";
import type { Expression } from "../syntax.ts";
import { memberOf, toInt, toText, type Value } from "../values.ts";
import { spend } from "../work.ts";
import { type Functions, of, type SqlFunction } from "./function-table.ts";

const asked = (name: string, least: number, most: number) =>
  of(least, most, (args, { answers }) => answers.get(name, args));

export const messageFunctions: Functions = {
  accountid: of(0, 0, (_, { answers }) => answers.surroundings.accountId),
  aws_lambda: asked("aws_lambda", 2, 2),
  clientid: of(0, 0, (_, { message }) => message.clientId),
  decode: of(2, 2, ([value, scheme]) => (scheme === "base64" ? decoded(toText(value)) : undefined)),
  encode: { ...of(2, 2, ([value, scheme]) => encoded(value, scheme)), prepare: payloadEncoder },
  get: of(2, 2, ([value, key]) => memberOf(value, key)),
  get_dynamodb: asked("get_dynamodb", 4, 6),
  get_or_default: of(2, 2, ([value, otherwise]) => value ?? otherwise),
  get_registry_data: asked("get_registry_data", 3, 3),
  get_secret: asked("get_secret", 3, 4),
  get_thing_shadow: asked("get_thing_shadow", 2, 3),
  isnull: of(1, 1, ([value]) => value === null),
  isundefined: of(1, 1, ([value]) => value === undefined),
  newuuid: of(0, 0, () => randomUUID()),
  principal: of(0, 0, (_, { message }) => message.principal),
  sourceip: of(0, 0, () => "127.0.0.1"),
  sql_version: of(0, 0, (_, { answers }) => answers.surroundings.sqlVersion),
  timestamp: of(0, 0, (_, { answers }) => answers.surroundings.now()),
  topic: of(0, 1, (args, { message }) =>
    args.length === 0 ? message.topic : levelOf(message.topic, args[0]),
  ),
  /** Of a message that a client of MQTT has sent. */
  traceid: of(0, 0, (_, { message }) => (message.clientId === "n/a" ? undefined : message.traceId)),
  transform: of(3, 3, ([mode, value, array]) => transform(mode, value, array)),
};

/** Levels count from one. */
function levelOf(topic: string, place: Value): Value {
  const level = toInt(place);
  if (level === undefined || level < 1) return undefined;
  let start = 0;
  for (let before = 1; before < level; before++) {
    start = topic.indexOf("/", start) + 1;
    if (start === 0) return undefined;
  }
  const end = topic.indexOf("/", start);
  return end === -1 ? topic.slice(start) : topic.slice(start, end);
}

/** JSON that was encoded is read, so that what it says can be asked for. */
function decoded(text: string | undefined): Value {
  if (text === undefined) return undefined;
  if (!base64.test(text)) return null;
  const plain = Buffer.from(text, "base64").toString();
  try {
    const value = JSON.parse(plain) as Value;
    return isTooDeep(plain) ? plain : value;
  } catch {
    return plain;
  }
}

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

function encoded(value: Value, scheme: Value): Value {
  const text = toText(value);
  return text === undefined || scheme !== "base64" ? undefined : Buffer.from(text).toString("base64");
}

/** `*` stands for the payload as it came, whatever it is. */
function payloadEncoder([value]: readonly Expression[]): SqlFunction["run"] | undefined {
  if (value?.type !== "all") return undefined;
  return ([all, scheme], { message }) => {
    if (all !== message.value()) return encoded(all, scheme);
    return scheme === "base64" ? message.payload.toString("base64") : undefined;
  };
}

/** Gives each object of the array the members of the other. */
function transform(mode: Value, value: Value, array: Value): Value {
  if (mode !== "enrichArray" || !isJsonObject(value) || !Array.isArray(array)) return undefined;
  spend(array.length * Object.keys(value).length);
  return (array as readonly Json[]).map((each) => {
    if (!isJsonObject(each)) return each;
    const enriched: Record<string, Json> = {};
    for (const [name, member] of Object.entries(each)) setMember(enriched, name, member);
    for (const [name, member] of Object.entries(value)) setMember(enriched, name, member);
    return enriched;
  });
}
