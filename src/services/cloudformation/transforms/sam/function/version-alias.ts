// AutoPublishAlias: a version whenever the code changes, and an alias that points to it.

import { isJsonObject, type Json, type JsonObject } from "../../../../../aws/json.ts";
import { isDraft, own, present } from "../draft.ts";
import type { Expansion } from "../expansion.ts";
import { getAtt, join, referredId } from "../intrinsics.ts";
import { aliasInId, hashOf } from "../logical-ids.ts";
import type { SamResource } from "../sam-resource.ts";
import type { PublishedAlias } from "./invokable.ts";

/** With `AutoPublishCodeSha256` the description changes with the code, or Lambda would publish no version. */
export function describedCode(resource: SamResource, expansion: Expansion): Json | undefined {
  const hash = codeHash(resource, expansion);
  if (hash === undefined) return undefined;
  const description = resource.property("Description");
  if (description === undefined) return hash;
  return typeof description === "string" ? `${description} ${hash}` : join(" ", [description, hash]);
}

export function expandVersionAndAlias(
  resource: SamResource,
  expansion: Expansion,
  properties: JsonObject,
): PublishedAlias | undefined {
  const name = aliasName(resource, expansion);
  if (name === undefined) return undefined;
  const deletion = resource.property("VersionDeletionPolicy") ?? "Retain";
  if (deletion !== "Delete" && deletion !== "Retain")
    resource.fail(
      "Property 'VersionDeletionPolicy' should be a one of the strings: 'Delete' or 'Retain'.",
      "VersionDeletionPolicy",
    );
  const version = `${resource.id}Version${versionHash(resource, expansion, properties)}`;
  const alias = `${resource.id}Alias${aliasInId(name)}`;
  expansion.add(resource, version, {
    DeletionPolicy: deletion,
    ...resource.sharedAttributes(),
    Type: "AWS::Lambda::Version",
    Properties: present({
      FunctionName: { Ref: resource.id },
      Description: resource.property("VersionDescription"),
      FunctionScalingConfig: resource.property("FunctionScalingConfig"),
    }),
  });
  expansion.add(resource, alias, {
    ...resource.sharedAttributes(),
    Type: "AWS::Lambda::Alias",
    Properties: present({
      Name: name,
      FunctionName: { Ref: resource.id },
      FunctionVersion: getAtt(version, "Version"),
      ProvisionedConcurrencyConfig: resource.property("ProvisionedConcurrencyConfig"),
    }),
  });
  expansion.refer(resource.id, "Alias", alias);
  expansion.refer(resource.id, "Version", version);
  return { id: alias, name };
}

function aliasName(resource: SamResource, expansion: Expansion): string | undefined {
  const value = resource.property("AutoPublishAlias");
  if (value === undefined || value === "") return undefined;
  const name = expansion.parameters.resolve(value);
  if (typeof name !== "string")
    return resource.fail(
      "'AutoPublishAlias' must be a string or a Ref to a template parameter",
      "AutoPublishAlias",
    );
  if (name === "") return resource.fail("Alias name is required to create an alias", "AutoPublishAlias");
  if (!/^(?![0-9]+$)[A-Za-z0-9_-]+$/.test(name))
    return resource.fail(
      `AutoPublishAlias name ('${name}') must contain only alphanumeric characters, hyphens, or underscores matching (?!^[0-9]+$)([a-zA-Z0-9-_]+) pattern.`,
      "AutoPublishAlias",
    );
  return name;
}

function codeHash(resource: SamResource, expansion: Expansion): string | undefined {
  const value = resource.property("AutoPublishCodeSha256");
  if (value === undefined || value === "" || resource.property("AutoPublishAlias") === undefined)
    return undefined;
  return (
    expansion.parameters.textOf(value) ??
    resource.fail("AutoPublishCodeSha256 must be a string", "AutoPublishCodeSha256")
  );
}

/** Changes with what should make a new version: the code, and what else Lambda keeps with a version that often changes. */
function versionHash(resource: SamResource, expansion: Expansion, properties: JsonObject): string {
  const given = codeHash(resource, expansion);
  if (given !== undefined) return given.slice(0, 10);
  const resolve = (value: Json) => expansion.parameters.resolve(value);
  const all = resource.property("AutoPublishAliasAllProperties");
  if (all === true) return hashOf(resolve({ ...properties, ...publishedLayers(resource, expansion) }));
  const { Environment: environment, MemorySize: memory, SnapStart: snapStart } = properties;
  return hashOf({
    ...(resolve(properties.Code as Json) as JsonObject),
    ...(isJsonObject(environment as Json) ? (environment as JsonObject) : {}),
    ...present({
      MemorySize: memory,
      SnapStart: own(snapStart, "ApplyOn") === "None" ? undefined : snapStart,
    }),
  });
}

/** Layers of the template that say `PublishLambdaVersion`: a change of theirs changes the function's version. */
function publishedLayers(resource: SamResource, expansion: Expansion): JsonObject {
  const layers = resource.property("Layers");
  const published: Record<string, Json> = {};
  for (const layer of Array.isArray(layers) ? layers : []) {
    const id = referredId(layer as Json);
    const definition = expansion.resource(id);
    if (id === undefined || definition?.Type !== "AWS::Serverless::LayerVersion") continue;
    const properties = definition.Properties;
    if (isDraft(properties) && own(properties, "PublishLambdaVersion") === true) published[id] = properties;
  }
  return published;
}
