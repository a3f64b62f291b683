// Types that mean nothing on one machine: permissions, keys, networks, image repositories. There are such resources in a stack,
// with a name and all that others read of them, and nothing else.

import { randomBytes, randomUUID } from "node:crypto";
import type { RegionIdentity } from "../../../aws/arn.ts";
import type { Json, JsonObject } from "../../../aws/json.ts";
import { schemaOf } from "../schemas/schema.ts";
import { networkAttribute, networkRef } from "./network-parts.ts";
import type { ProvidedResource, Provider, ProviderCall } from "./provider.ts";

const inertServices = new Set(["IAM", "KMS", "ECR", "EC2", "CodeDeploy", "ApplicationAutoScaling"]);
const inertTypes = new Set([
  "AWS::CDK::Metadata",
  "AWS::Lambda::CodeSigningConfig",
  "AWS::Lambda::LayerVersionPermission",
  "AWS::Logs::ResourcePolicy",
  "AWS::SecretsManager::ResourcePolicy",
]);
/** Of these services only what the schema's table holds: a machine of EC2 would be missed. */
const onlyKnown = new Set(["EC2"]);

export function isInert(type: string): boolean {
  if (inertTypes.has(type)) return true;
  const service = type.split("::")[1] ?? "";
  return inertServices.has(service) && (!onlyKnown.has(service) || schemaOf(type) !== undefined);
}

export function inertProvider(identity: RegionIdentity): Provider {
  return {
    isInert: true,
    create: async (call) => described(call, newRef(call, identity), identity),
    update: async (call) => described(call, call.former.ref, identity, call.former.attributes),
    delete: async () => {},
  };
}

function described(
  call: ProviderCall,
  ref: string,
  identity: RegionIdentity,
  former: JsonObject = {},
): ProvidedResource {
  const names = schemaOf(call.type)?.attributes ?? [];
  const attributes = names.map(
    (name) => [name, former[name] ?? attributeOf(name, call, ref, identity)] as const,
  );
  return { ref, attributes: Object.fromEntries(attributes) };
}

function newRef({ type, properties, generatedName }: ProviderCall, identity: RegionIdentity): string {
  const [, service = "", kind = ""] = type.split("::");
  if (type === "AWS::KMS::Key" || type === "AWS::KMS::ReplicaKey") return randomUUID();
  if (service === "EC2") return networkRef(kind);
  const named = properties[schemaOf(type)?.nameProperty ?? ""];
  const name = typeof named === "string" ? named : generatedName;
  if (type === "AWS::IAM::ManagedPolicy") return arnOf(type, properties, name, identity);
  return name;
}

function attributeOf(name: string, call: ProviderCall, ref: string, identity: RegionIdentity): Json {
  const { type, properties } = call;
  const given = properties[name];
  if (given !== undefined) return given;
  const [, service = "", kind = ""] = type.split("::");
  if (service === "EC2") return networkAttribute(kind, name, identity.region) ?? ref;
  if (/Arn$/.test(name)) return arnOf(type, properties, ref, identity);
  if (type === "AWS::IAM::Role" && name === "RoleId")
    return `AROA${randomBytes(10).toString("hex").slice(0, 17).toUpperCase()}`;
  if (name === "RepositoryUri")
    return `${identity.accountId}.dkr.ecr.${identity.region}.amazonaws.com/${ref}`;
  return name.endsWith("s") ? [] : ref;
}

function arnOf(type: string, properties: JsonObject, ref: string, identity: RegionIdentity): string {
  const { partition, region, accountId } = identity;
  if (ref.startsWith("arn:")) return ref;
  const path = typeof properties.Path === "string" ? properties.Path : "/";
  const values: Readonly<Record<string, string>> = {
    Partition: partition,
    Region: region,
    Account: accountId,
  };
  const template = schemaOf(type)?.arn || "arn:${Partition}:iam::${Account}:policy/${NameWithPath}";
  return template.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    if (Object.hasOwn(values, name)) return values[name] ?? "";
    return name.endsWith("WithPath") ? `${path.slice(1)}${ref}` : ref;
  });
}
