// The resources of a template.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html

import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import { memberPointer } from "../../../../aws/json-pointer.ts";
import { callOf } from "../intrinsics/intrinsic.ts";
import type { Problems } from "../problems.ts";
import { namedMembers, onlyKnown } from "./named-members.ts";

export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly condition: string | undefined;
  readonly dependsOn: readonly string[];
  /** What becomes of it when the stack, or it from the stack, is deleted. */
  readonly deletionPolicy: DeletionPolicy | undefined;
  /** What becomes of it when another one takes its place. */
  readonly updateReplacePolicy: DeletionPolicy | undefined;
  readonly updatePolicy: JsonObject;
  readonly creationPolicy: JsonObject;
  readonly metadata: JsonObject;
}

export type DeletionPolicy = "Delete" | "Retain" | "RetainExceptOnCreate" | "Snapshot";

const policies: Readonly<Record<"DeletionPolicy" | "UpdateReplacePolicy", readonly DeletionPolicy[]>> = {
  DeletionPolicy: ["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"],
  UpdateReplacePolicy: ["Delete", "Retain", "Snapshot"],
};

const attributes = new Set([
  "Type",
  "Properties",
  "Condition",
  "DependsOn",
  "DeletionPolicy",
  "UpdateReplacePolicy",
  "UpdatePolicy",
  "CreationPolicy",
  "Metadata",
  "Description",
  "Version",
]);

const kind = { section: "Resources", plural: "resources", name: "Resource", most: 500 };

export function readResources(body: JsonObject, problems: Problems): ReadonlyMap<string, TemplateResource> {
  const members = namedMembers(body, kind, problems);
  if (members.length === 0) {
    problems.add("/Resources", "Template format error: At least one Resources member must be defined.");
  }
  const read = members.flatMap(([logicalId, value]) => {
    const resource = readResource(logicalId, value, problems);
    return resource === undefined ? [] : [[logicalId, resource] as const];
  });
  return new Map(read);
}

function readResource(logicalId: string, value: Json, problems: Problems): TemplateResource | undefined {
  const path = memberPointer("/Resources", logicalId);
  if (!isJsonObject(value)) {
    problems.add(path, `Template format error: [${path}] resource definition is malformed`);
    return undefined;
  }
  onlyKnown(value, attributes, path, problems, (name) => `Invalid template resource property '${name}'`);
  if (typeof value.Type !== "string" || value.Type === "") {
    problems.add(path, `Template format error: [${path}] Every Resources object must contain a Type member.`);
    return undefined;
  }
  return {
    logicalId,
    type: value.Type,
    properties: readProperties(value, path, problems),
    condition: readCondition(value.Condition, path, problems),
    dependsOn: readDependsOn(value.DependsOn, path, problems),
    deletionPolicy: readPolicy(value, "DeletionPolicy", path, problems),
    updateReplacePolicy: readPolicy(value, "UpdateReplacePolicy", path, problems),
    updatePolicy: readObject(value, "UpdatePolicy", path, problems),
    creationPolicy: readObject(value, "CreationPolicy", path, problems),
    metadata: readObject(value, "Metadata", path, problems),
  };
}

/** A function can stand for every property, but not for all of them. */
function readProperties(resource: JsonObject, path: string, problems: Problems): JsonObject {
  const properties = readObject(resource, "Properties", path, problems);
  const call = callOf(properties);
  if (call === undefined) return properties;
  problems.add(
    memberPointer(`${path}/Properties`, call.name),
    `Encountered unsupported property ${call.name}`,
  );
  return {};
}

function readObject(resource: JsonObject, name: string, path: string, problems: Problems): JsonObject {
  const value = resource[name] ?? {};
  if (isJsonObject(value)) return value;
  problems.add(`${path}/${name}`, `Template format error: [${path}/${name}] ${name} must be an object.`);
  return {};
}

function readCondition(value: Json | undefined, path: string, problems: Problems): string | undefined {
  if (value === undefined || value === null || typeof value === "string") return value ?? undefined;
  problems.add(`${path}/Condition`, "Template format error: Every Condition member must be a string.");
  return undefined;
}

function readDependsOn(value: Json | undefined, path: string, problems: Problems): readonly string[] {
  const names =
    value === undefined || value === null ? [] : Array.isArray(value) ? (value as readonly Json[]) : [value];
  const texts = names.filter((name) => typeof name === "string");
  if (texts.length < names.length) {
    problems.add(
      `${path}/DependsOn`,
      "Template format error: DependsOn must be a string or list of strings.",
    );
  }
  return texts;
}

function readPolicy(
  resource: JsonObject,
  name: "DeletionPolicy" | "UpdateReplacePolicy",
  path: string,
  problems: Problems,
): DeletionPolicy | undefined {
  const value = resource[name] ?? undefined;
  const policy = policies[name].find((each) => each === value);
  if (value === undefined || policy !== undefined) return policy;
  const problem =
    typeof value === "string"
      ? `Unrecognized ${name} ${value} for resource ${path.split("/")[2]}`
      : `Every ${name} member must be a string.`;
  problems.add(`${path}/${name}`, `Template format error: ${problem}`);
  return undefined;
}
