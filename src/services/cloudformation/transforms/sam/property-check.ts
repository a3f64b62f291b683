// Whether a resource of SAM's own, or an event source, has the properties that it may and must have, of the types they take.

import { isJsonObject, type Json } from "../../../../aws/json.ts";
import { type Draft, isDraft, own } from "./draft.ts";
import type { EventSource } from "./events/event-source.ts";
import { isIntrinsic } from "./intrinsics.ts";
import { eventProperties, type PropertyTypes, resourceProperties } from "./property-types.ts";
import { InvalidResource } from "./sam-error.ts";
import type { SamResource } from "./sam-resource.ts";

type Fail = (problem: string, ...path: readonly string[]) => never;

/** Throws InvalidResource. */
export function checkResource(resource: SamResource): void {
  const types = resourceProperties[resource.type];
  const fail: Fail = (problem, ...path) => resource.fail(problem, ...path);
  if (types !== undefined) check(types, resource.type, resource.properties, fail);
}

/** The properties of an event, as it stands in `Events`. Throws InvalidResource if they are no object. */
export function eventPropertiesOf(owner: SamResource, name: string, event: Json | undefined): Draft {
  const given = own(event, "Properties");
  if (given === undefined) return {};
  if (isDraft(given)) return given;
  const place = ["Properties", "Events", name, "Properties"];
  throw InvalidResource.because(
    `${owner.id}${name}`,
    "Properties of a resource must be an object.",
    place,
    owner.id,
  );
}

/** Throws InvalidResource. Events that SAM does not know have been refused before. */
export function checkEvent(event: EventSource): void {
  const types = eventProperties[event.type];
  // AWS's translator knows an event by its owner's id and its own, joined, until its properties have been read.
  const fail: Fail = (problem, ...path) => {
    const place = ["Properties", "Events", event.name, "Properties", ...path];
    throw InvalidResource.because(event.id, problem, place, event.owner.id);
  };
  if (types !== undefined) check(types, event.type, event.properties, fail);
}

function check(
  types: PropertyTypes,
  kind: string,
  properties: Readonly<Record<string, Json>>,
  fail: Fail,
): void {
  for (const name of Object.keys(properties)) {
    if (!Object.hasOwn(types, name)) fail(`property ${name} not defined for resource of type ${kind}`, name);
  }
  for (const [name, written] of Object.entries(types)) {
    const required = written.endsWith("!");
    const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (value === undefined || value === null) {
      if (required) fail(`Missing required property '${name}'.`);
      continue;
    }
    const type = required ? written.slice(0, -1) : written;
    const isLate = type.startsWith("~");
    if (isOfType(value, isLate ? type.slice(1) : type)) continue;
    if (isLate) fail(`Property '${name}' should be a ${type === "~text" ? "string" : "map"}.`, name);
    fail(`Type of property '${name}' is invalid.`, name);
  }
}

/** `text|list`: what an intrinsic function stands for is known only later. */
function isOfType(value: Json, type: string): boolean {
  return type === "any" || isIntrinsic(value) || type.split("|").some((one) => tests[one]?.(value) === true);
}

const tests: Readonly<Record<string, (value: Json) => boolean>> = {
  text: (value) => typeof value === "string",
  number: (value) => typeof value === "number" || (typeof value === "string" && /^\d+$/.test(value)),
  boolean: (value) => typeof value === "boolean",
  list: Array.isArray,
  texts: (value) => Array.isArray(value) && value.every((one) => typeof one === "string"),
  entries: (value) =>
    Array.isArray(value) && value.every((one) => typeof one === "string" || isJsonObject(one as Json)),
  map: isJsonObject,
};
