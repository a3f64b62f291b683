// The requests that a resource is made, changed or taken away with, as far as permissions are asked for by them.

import { equalJson } from "../../../asl/json-equality.ts";
import { parseArn } from "../../../aws/arn.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { schemaOf } from "../schemas/schema.ts";
import { customCalls, deploymentCalls } from "./deployment-calls.ts";
import type { FormerCall, ProviderCall } from "./provider.ts";

export type Deed = "create" | "update" | "delete";

export interface DeploymentCall {
  /** As ARNs call it. */
  readonly service: string;
  readonly operation: string;
  readonly request: JsonObject;
}

type Call = ProviderCall & Partial<FormerCall>;

export function callsOf(deed: Deed, call: Call): readonly DeploymentCall[] {
  const lines = (deploymentCalls[call.type] ?? ofCustom(call) ?? []).map((line) => line.split("|"));
  const all = lines.flatMap((line) => operationsOf(deed, line));
  return lines.flatMap((line) => {
    const [service = "", , , , name = "", formerName = name] = line;
    const naming = deed === "create" ? name : formerName;
    return operationsOf(deed, line)
      .filter((each) => isCalled(each, all, deed, call))
      .flatMap((each) =>
        requestsOf(call, membersFor(each, deed, call, service), naming).map((request) => ({
          ...{ service, request },
          operation: each.operation,
        })),
      );
  });
}

function ofCustom({ type, properties }: Call): readonly string[] | undefined {
  if (type !== "AWS::CloudFormation::CustomResource" && !type.startsWith("Custom::")) return undefined;
  return customCalls[parseArn(String(properties.ServiceToken))?.service ?? ""];
}

interface CalledOperation {
  readonly operation: string;
  /** Empty for one that is always called. */
  readonly forProperties: readonly string[];
}

function operationsOf(deed: Deed, [, create = "", update = "", remove = ""]: readonly string[]) {
  return words({ create, update, delete: remove }[deed]).map((text): CalledOperation => {
    const [operation = "", properties] = text.split("?");
    return { operation, forProperties: properties?.split(",") ?? [] };
  });
}

/** What changes nothing but what others are called for is not called. */
function isCalled(
  { forProperties }: CalledOperation,
  all: readonly CalledOperation[],
  deed: Deed,
  { properties, former }: Call,
): boolean {
  if (deed !== "update")
    return forProperties.length === 0 || forProperties.some((name) => properties[name] !== undefined);
  const before = former?.properties ?? {};
  const names = new Set([...Object.keys(properties), ...Object.keys(before)]);
  const changed = [...names].filter((name) => !equalJson(properties[name] ?? null, before[name] ?? null));
  if (forProperties.length > 0) return changed.some((name) => forProperties.includes(name));
  return changed.some((name) => all.every((each) => !each.forProperties.includes(name)));
}

/** Step Functions and Logs begin their members with a small letter. */
const inSmallLetters = new Set(["states", "logs"]);
/** Roles and tags come with the call that they are given by alone, and not with what is taken away. */
const given = ["Role", "RoleArn", "Target", "Targets", "Tags"];

function membersFor(
  { forProperties }: CalledOperation,
  deed: Deed,
  { type, properties }: Call,
  service: string,
): JsonObject {
  // A custom resource's properties are its maker's.
  if (!Object.hasOwn(deploymentCalls, type)) return {};
  const isSent = (name: string) =>
    !given.includes(name) ||
    (deed !== "delete" && (forProperties.length === 0 || forProperties.includes(name)));
  const spelled = (name: string) =>
    inSmallLetters.has(service) ? name.charAt(0).toLowerCase() + name.slice(1) : name;
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]) =>
      isSent(name) ? [[spelled(name), value] as const] : [],
    ),
  );
}

/** None where what names it is not there. */
function requestsOf(call: Call, members: JsonObject, naming: string): readonly JsonObject[] {
  let requests: readonly JsonObject[] = [members];
  for (const word of words(naming)) {
    const [member = "", ...ways] = word.split(/[=,]/);
    const values = ways.length === 0 ? [nameOf(call)] : textsOf(call, ways);
    requests = requests.flatMap((request) => values.map((value) => ({ ...request, [member]: value })));
  }
  return requests;
}

function nameOf({ type, properties, generatedName }: Call): string {
  const given = properties[schemaOf(type)?.nameProperty ?? ""];
  return typeof given === "string" ? given : generatedName;
}

function textsOf(call: Call, ways: readonly string[]): readonly string[] {
  for (const way of ways) {
    const value = way === "Ref" ? call.former?.ref : valueAt(call.properties, way.split("."));
    const texts = [value].flat().filter((each) => typeof each === "string");
    if (texts.length > 0) return texts;
  }
  return [];
}

function valueAt(value: Json | undefined, [name, ...rest]: readonly string[]): Json | undefined {
  if (name === undefined) return value;
  if (Array.isArray(value)) return valueAt(value[Number(name)], rest);
  return isJsonObject(value) ? valueAt(value[name], rest) : undefined;
}

function words(text: string): readonly string[] {
  return text === "" ? [] : text.split(" ");
}
