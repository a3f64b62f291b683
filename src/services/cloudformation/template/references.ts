// What a part of a template refers to: the names in Ref, Fn::GetAtt and Fn::Sub.

import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../../../aws/json.ts";
import { memberPointer } from "../../../aws/json-pointer.ts";
import { callOf } from "./intrinsics/intrinsic.ts";
import { attributeOf } from "./intrinsics/references.ts";
import { partsOfSub } from "./intrinsics/sub-text.ts";
import type { TemplateOutput, TemplateResource } from "./template.ts";

export interface Reference {
  /** A resource's logical id, or the name of a parameter. */
  readonly name: string;
  /** What is asked of the resource; undefined for its `Ref`. */
  readonly attribute: string | undefined;
  readonly path: string;
  /** Whether a text refers to it, as `${Name}`. */
  readonly inSub: boolean;
}

/** What of a resource may refer to something, as it stands in it. */
export function referringPartOf(resource: TemplateResource): JsonObject {
  const { properties, metadata, updatePolicy, creationPolicy } = resource;
  return {
    Properties: properties,
    Metadata: metadata,
    UpdatePolicy: updatePolicy,
    CreationPolicy: creationPolicy,
  };
}

/** What of an output may refer to something, as it stands in it. */
export function referringPartOfOutput({ value, exportName }: TemplateOutput): JsonObject {
  return exportName === undefined ? { Value: value } : { Value: value, Export: { Name: exportName } };
}

/** Of an Fn::If both branches refer, unless `holds` says which one is taken. */
export function* referencesIn(
  value: Json,
  path: string,
  holds: (condition: string) => boolean | undefined = () => undefined,
): Generator<Reference> {
  const call = callOf(value);
  if (call === undefined) {
    if (!Array.isArray(value) && !isJsonObject(value)) return;
    for (const [key, member] of Object.entries(value))
      yield* referencesIn(member, memberPointer(path, key), holds);
    return;
  }
  const at = memberPointer(path, call.name);
  yield* ownReferences(call.name, call.argument, at);
  if (call.name === "Fn::If" && Array.isArray(call.argument))
    yield* branchReferences(call.argument, at, holds);
  else yield* referencesIn(call.argument, at, holds);
}

function* ownReferences(name: string, argument: Json, path: string): Generator<Reference> {
  if (name === "Ref" && typeof argument === "string")
    yield { name: argument, attribute: undefined, path, inSub: false };
  if (name === "Fn::GetAtt") {
    const named = attributeOf(argument);
    const logicalId = Array.isArray(argument) ? argument[0] : undefined;
    if (named !== undefined) yield { name: named.logicalId, attribute: named.attribute, path, inSub: false };
    else if (typeof logicalId === "string") yield { name: logicalId, attribute: "", path, inSub: false };
  }
  if (name === "Fn::Sub") yield* referencesOfSub(argument, path);
}

function* referencesOfSub(argument: Json, path: string): Generator<Reference> {
  const [text, variables] = Array.isArray(argument) && argument.length === 2 ? argument : [argument];
  if (typeof text !== "string") return;
  const own = objectOrEmpty(variables);
  for (const part of partsOfSub(text)) {
    if (!("name" in part) || Object.hasOwn(own, part.name)) continue;
    const dot = part.name.indexOf(".");
    if (dot === -1) yield { name: part.name, attribute: undefined, path, inSub: true };
    else yield { name: part.name.slice(0, dot), attribute: part.name.slice(dot + 1), path, inSub: true };
  }
}

function* branchReferences(
  argument: readonly Json[],
  path: string,
  holds: (condition: string) => boolean | undefined,
): Generator<Reference> {
  const [name, then = null, otherwise = null] = argument;
  const taken = typeof name === "string" ? holds(name) : undefined;
  if (taken !== false) yield* referencesIn(then, memberPointer(path, 1), holds);
  if (taken !== true) yield* referencesIn(otherwise, memberPointer(path, 2), holds);
}
