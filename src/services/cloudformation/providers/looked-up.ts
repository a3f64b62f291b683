// Dynamic references in a resource's properties are looked up when the resource is made, so that no secret is kept with the stack.

import type { JsonObject } from "../../../aws/json.ts";
import type { AccessGuard } from "../../permissions.ts";
import { type DynamicLookups, resolveDynamicReferences } from "../template/dynamic-references.ts";
import { heldLookups } from "./held-to-deployer.ts";
import { type FormerCall, type Provider, type ProviderCall, ResourceFailure } from "./provider.ts";

export function withLookups(provider: Provider, lookups: DynamicLookups, access?: AccessGuard): Provider {
  const { update, restore } = provider;
  const resolved = (call: ProviderCall, properties: JsonObject) => {
    const { deployer } = call;
    const isHeld = access !== undefined && deployer !== undefined;
    return resolveIn(call, properties, isHeld ? heldLookups(lookups, access, deployer) : lookups);
  };
  const lookedUp = async (call: FormerCall): Promise<FormerCall> => ({
    ...call,
    properties: await resolved(call, call.properties),
    former: { ...call.former, properties: await resolved(call, call.former.properties) },
  });
  return {
    ...provider,
    create: async (call) => provider.create({ ...call, properties: await resolved(call, call.properties) }),
    update: update && (async (call) => update(await lookedUp(call))),
    // What it was made of may be gone by now, and does not matter any more.
    delete: (call) => provider.delete(call),
    ...(restore === undefined ? {} : { restore: async (call) => restore(await lookedUp(call)) }),
  };
}

async function resolveIn(
  { logicalId }: ProviderCall,
  properties: JsonObject,
  lookups: DynamicLookups,
): Promise<JsonObject> {
  const place = `/Resources/${logicalId}/Properties`;
  const fail = (_: string, problem: string): never => {
    throw new ResourceFailure(problem);
  };
  return (await resolveDynamicReferences(properties, place, lookups, fail)) as JsonObject;
}
