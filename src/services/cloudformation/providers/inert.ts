// Types that mean nothing on one machine: permissions, keys, networks, image repositories, what watches and guards. There are such resources in a stack,
// with a name and all that others read of them, and nothing else.

import { randomUUID } from "node:crypto";
import type { RegionIdentity } from "../../../aws/arn.ts";
import type { Json, JsonObject } from "../../../aws/json.ts";
import { schemaOf } from "../schemas/schema.ts";
import { networkAttribute, networkRef } from "./network-parts.ts";
import type { ProvidedResource, Provider, ProviderCall } from "./provider.ts";
import { arnByType } from "./stand-in.ts";

const inertServices = new Set([
  ...["IAM", "KMS", "ECR", "EC2", "CodeDeploy", "ApplicationAutoScaling", "RAM", "Signer"],
  // What watches, bills, groups or guards a service, or gives it a name in the world.
  ...["AccessAnalyzer", "ApplicationInsights", "ApplicationSignals", "Backup", "Budgets", "CE", "Chatbot"],
  ...["CertificateManager", "CloudTrail", "CodeStarNotifications", "Oam", "RUM", "ResourceGroups", "Route53"],
  ...["ServiceCatalogAppRegistry", "WAFv2", "XRay"],
]);
const inertTypes = new Set([
  "AWS::CDK::Metadata",
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
    create: async (call) => described(call, newRef(call), identity),
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

function newRef({ type, properties, generatedName }: ProviderCall): string {
  const [, service = "", kind = ""] = type.split("::");
  if (type === "AWS::KMS::Key" || type === "AWS::KMS::ReplicaKey") return randomUUID();
  if (service === "EC2") return networkRef(kind);
  const named = properties[schemaOf(type)?.nameProperty ?? ""];
  return typeof named === "string" ? named : generatedName;
}

function attributeOf(name: string, call: ProviderCall, ref: string, identity: RegionIdentity): Json {
  const { type, properties } = call;
  const given = properties[name];
  if (given !== undefined) return given;
  const [, service = "", kind = ""] = type.split("::");
  if (service === "EC2") return networkAttribute(kind, name, identity.region) ?? ref;
  if (/Arn$/.test(name)) return arnByType(type, ref, identity);
  return name.endsWith("s") ? [] : ref;
}
