// Types that mean nothing on one machine: permissions, keys, networks, image repositories, what watches and guards, and what does nothing
// but when it is asked. There are such resources in a stack, with a name and all that others read of them, and nothing else.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { Json, JsonObject } from "../../../aws/json.ts";
import { memberPointer } from "../../../aws/json-pointer.ts";
import { schemaOf } from "../schemas/schema.ts";
import { endpointAttribute, lastPart } from "./endpoints.ts";
import { newRef } from "./inert-refs.ts";
import { lossOf } from "./inert-types.ts";
import { networkAttribute } from "./network-parts.ts";
import type { ForeseenCall, ProvidedResource, Provider } from "./provider.ts";
import { arnByType } from "./stand-in.ts";

export function inertProvider(identity: RegionIdentity): Provider {
  return {
    isInert: true,
    foresee: (call) => described(call, newRef(call, identity), identity),
    create: async (call) => described(call, newRef(call, identity), identity),
    update: async (call) => described(call, call.former.ref, identity, call.former.attributes),
    delete: async () => {},
  };
}

function described(
  call: ForeseenCall,
  ref: string,
  identity: RegionIdentity,
  former: JsonObject = {},
): ProvidedResource {
  const { attributes: names = [], lists } = schemaOf(call.type) ?? {};
  const attributes = names.map(
    (name) =>
      [name, former[name] ?? (lists?.has(name) ? [] : attributeOf(name, call, ref, identity))] as const,
  );
  const loss = lossOf(call.type, call.properties);
  return {
    ref,
    attributes: Object.fromEntries(attributes),
    warnings: loss === undefined ? [] : [`${memberPointer("/Resources", call.logicalId)}: ${loss}`],
  };
}

function attributeOf(name: string, call: ForeseenCall, ref: string, identity: RegionIdentity): Json {
  const { type, properties } = call;
  const given = properties[name];
  if (given !== undefined) return given;
  const [, service = "", kind = ""] = type.split("::");
  if (service === "EC2") return networkAttribute(kind, name, identity.region) ?? ref;
  if (service === "Cognito" && name === "ProviderName") return providerName(ref, identity);
  if (service === "Cognito" && name === "ProviderURL") return `https://${providerName(ref, identity)}`;
  if (/Arn$/.test(name)) return arnByType(type, ref, identity);
  return endpointAttribute(call, { name, ref }) ?? (/(?:Name|Id)$/.test(name) ? lastPart(ref) : ref);
}

function providerName(pool: string, { region }: RegionIdentity): string {
  return `cognito-idp.${region}.amazonaws.com/${pool}`;
}
