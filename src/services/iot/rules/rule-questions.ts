// What functions of a rule's SQL ask of others: shadows, the registry, functions, tables and secrets.
// https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-functions.html

import { isJsonObject, type Json } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { setMember } from "../../../aws/set-member.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import { type ActionEnds, type ActionRole, ask, checkRole } from "../actions/action.ts";
import { invalidRequest } from "../refusals.ts";
import type { ShadowDesk } from "../shadows/shadow-desk.ts";
import { shownShadow } from "../shadows/shadows.ts";
import { toText, type Value } from "../sql/values.ts";

export interface QuestionEnds extends Pick<ActionEnds, "api" | "access" | "router" | "clock"> {
  readonly shadows: () => ShadowDesk;
}

/** Undefined for what is not there. Rejects with what the other service answers, or if the rule's role may not ask it. */
export type AskFor = (ends: QuestionEnds, ruleArn: string, args: readonly Value[]) => Promise<Value>;

/** By the function's name. Whose role asks is the last argument, but for a function, whose own policy says who may. */
export const questions: Readonly<Record<string, AskFor>> = {
  async aws_lambda({ router }, ruleArn, [first, second]) {
    const arn = toText(first) ?? "";
    const text = JSON.stringify(second ?? null);
    const outcome = await router.deliver({
      ...{ arn, caller: { arn: ruleArn }, payload: { text } },
      until: "answered",
    });
    return outcome.status === "DELIVERED" ? (outcome.answer as Json | undefined) : undefined;
  },

  async get_dynamodb(ends, ruleArn, args) {
    const [TableName, ...keys] = args.slice(0, -1);
    const names = keys.filter((_, at) => at % 2 === 0);
    const Key = Object.fromEntries(names.map((name, at) => [toText(name) ?? "", keyOf(keys[2 * at + 1])]));
    const request = { TableName: toText(TableName) ?? "", Key };
    const { Item } = await ask(ends, roleOf(ruleArn, args), ["dynamodb", "GetItem"], request);
    return Item === undefined ? undefined : plainMembers(Item as Attributes);
  },

  async get_registry_data(ends, ruleArn, args) {
    const [operation = "", thingName] = args.slice(0, -1).map(toText);
    if (!registryOperations.has(operation)) return undefined;
    const role = roleOf(ruleArn, args);
    const answer = ask(ends, role, ["iot", operation], { thingName }) as Promise<Json>;
    return answer.catch((problem: unknown) => {
      if (problem instanceof ServiceError && problem.code === "ResourceNotFoundException") return undefined;
      throw problem;
    });
  },

  async get_secret(ends, ruleArn, args) {
    const [SecretId, type, key] = args.slice(0, -1).map(toText);
    const role = roleOf(ruleArn, args);
    const secret = await ask(ends, role, ["secretsmanager", "GetSecretValue"], { SecretId });
    if (type === "SecretBinary" && key === undefined) return bytesAsText(secret.SecretBinary);
    const text = secret.SecretString;
    if (type !== "SecretString" || typeof text !== "string")
      throw invalidRequest(`The secret ${SecretId} has no ${type}${key === undefined ? "" : " with keys"}`);
    const value = jsonIn(text);
    if (key === undefined) return isJsonObject(value) ? value : text;
    if (isJsonObject(value) && Object.hasOwn(value, key)) return value[key];
    throw invalidRequest(`The secret ${SecretId} has no key ${key}`);
  },

  async get_thing_shadow({ access, shadows, clock }, ruleArn, args) {
    const [thingName = "", shadowName] = args.slice(0, -1).map(toText);
    checkRole(access, roleOf(ruleArn, args), ["iotdataplane", "GetThingShadow"], { thingName, shadowName });
    const document = shadows().shadows.find({ thingName, shadowName });
    return document && shownShadow(document, Math.floor(clock.now() / 1000));
  },
};

/** Of the registry, by their names. */
const registryOperations: ReadonlySet<string> = new Set(["DescribeThing", "ListThingGroupsForThing"]);

function roleOf(ruleArn: string, args: readonly Value[]): ActionRole {
  return { ruleArn, roleArn: toText(args.at(-1)) ?? "" };
}

/** A number is the key of a number, anything else that of a text. */
function keyOf(value: Value): WireObject {
  return typeof value === "number" ? { N: String(value) } : { S: toText(value) ?? "" };
}

type Attributes = Readonly<Record<string, WireObject>>;

function plainMembers(attributes: Attributes): Json {
  const plain: Record<string, Json> = {};
  for (const [name, attribute] of Object.entries(attributes)) setMember(plain, name, plainOf(attribute));
  return plain;
}

function plainOf(attribute: WireObject): Json {
  const [[type, value] = ["NULL", null]] = Object.entries(attribute);
  if (type === "N") return Number(value);
  if (type === "NULL") return null;
  if (type === "B") return bytesAsText(value) ?? null;
  if (type === "M") return plainMembers(value as Attributes);
  if (type === "L") return (value as readonly WireObject[]).map(plainOf);
  if (type === "NS") return (value as readonly string[]).map(Number);
  if (type === "BS") return (value as readonly unknown[]).map((each) => bytesAsText(each) ?? null);
  return value as Json;
}

/** In base64, whether or not it is that already. */
function bytesAsText(bytes: unknown): string | undefined {
  if (bytes instanceof Uint8Array) return Buffer.from(bytes).toString("base64");
  return typeof bytes === "string" ? bytes : undefined;
}

function jsonIn(text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return undefined;
  }
}
