// AWS::Serverless::LayerVersion: a new layer version, under a new logical id, whenever the layer changes.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-layerversion.html

import type { Json, JsonObject } from "../../../../aws/json.ts";
import { type Draft, pick, present } from "./draft.ts";
import type { Expansion } from "./expansion.ts";
import { lambdaLocation, s3Location } from "./function/code.ts";
import { isIntrinsic } from "./intrinsics.ts";
import { hashOf } from "./logical-ids.ts";
import type { SamResource } from "./sam-resource.ts";

const resolved = ["LayerName", "Description", "LicenseInfo", "RetentionPolicy"];

export function expandLayerVersion(resource: SamResource, expansion: Expansion): void {
  const properties = resource.properties;
  for (const name of resolved) {
    const value = resource.property(name);
    if (value === undefined) continue;
    const known = expansion.parameters.resolve(value);
    if (typeof known !== "string" && !isIntrinsic(known))
      resource.fail(`Could not resolve parameter for '${name}' or parameter is not a String.`, name);
    properties[name] = known;
  }
  const id = `${resource.id}${hashOf({ [resource.id]: hashed(resource, properties) })}`;
  checkArchitectures(resource);
  expansion.renamed.set(resource.id, id);
  const definition = {
    ...resource.sharedAttributes(),
    ...present({ DependsOn: resource.attribute("DependsOn") }),
    DeletionPolicy: deletionPolicy(resource),
    Type: "AWS::Lambda::LayerVersion",
    Properties: present({
      LayerName: resource.property("LayerName") ?? resource.id,
      Content: lambdaLocation(s3Location(resource, "ContentUri")),
      ...pick(properties, ["Description", "CompatibleArchitectures", "CompatibleRuntimes", "LicenseInfo"]),
    }),
  };
  delete expansion.resources[resource.id];
  expansion.add(resource, id, definition);
}

function checkArchitectures(resource: SamResource): void {
  const given = resource.property("CompatibleArchitectures");
  for (const one of Array.isArray(given) ? (given as readonly Json[]) : []) {
    if (!isIntrinsic(one) && one !== "x86_64" && one !== "arm64")
      resource.fail(
        "CompatibleArchitectures needs to be a list of 'x86_64' or 'arm64'",
        "CompatibleArchitectures",
      );
  }
}

/** Attributes that say what becomes of the resource, not what it is, don't count. */
function hashed(resource: SamResource, properties: Draft): JsonObject {
  return present({
    Type: resource.type,
    Condition: resource.attribute("Condition"),
    DependsOn: resource.attribute("DependsOn"),
    Properties: properties,
  });
}

/** A layer outlives its stack unless the template says otherwise. */
function deletionPolicy(resource: SamResource): Json {
  const policy = resource.property("RetentionPolicy");
  if (policy === undefined) return resource.attribute("DeletionPolicy") ?? "Retain";
  if (isIntrinsic(policy))
    return resource.fail(
      "'RetentionPolicy' does not accept intrinsic functions, please use one of the following options: ['Retain', 'Delete']",
      "RetentionPolicy",
    );
  const name = typeof policy === "string" ? policy.toLowerCase() : "";
  if (name === "retain") return "Retain";
  if (name === "delete") return "Delete";
  return resource.fail(
    "'RetentionPolicy' must be one of the following options: ['Retain', 'Delete'].",
    "RetentionPolicy",
  );
}
