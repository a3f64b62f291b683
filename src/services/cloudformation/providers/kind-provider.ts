// A type that a service of the region has.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { JsonObject } from "../../../aws/json.ts";
import { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, OfferedKind } from "../../../aws/template/resource-kind.ts";
import { isNotFound } from "./failure-reason.ts";
import {
  type FormerCall,
  type ProvidedResource,
  type Provider,
  type ProviderCall,
  ResourceFailure,
} from "./provider.ts";

export function kindProvider(kind: OfferedKind, identity: RegionIdentity): Provider {
  const { update, delete: remove } = kind;
  const create = (call: ProviderCall) =>
    provided(call, (properties) => kind.create(properties, deploymentOf(call, identity)));
  return {
    isInert: kind.isInert,
    missedParts: kind.missedParts,
    create,
    ...(kind.isKept ? {} : { restore: create }),
    update:
      update &&
      ((call) => provided(call, (properties) => update(properties, formerDeploymentOf(call, identity)))),
    async delete(call) {
      if (remove === undefined)
        throw new ResourceFailure(`The local region cannot delete a resource of type ${call.type}`);
      try {
        await remove(call.former.ref, formerDeploymentOf(call, identity));
      } catch (problem) {
        if (!isNotFound(problem)) throw problem;
      }
    },
  };
}

function deploymentOf(call: ProviderCall, identity: RegionIdentity) {
  const { logicalId, generatedName, mayExist, signal, shift } = call;
  const { isOfProject = false, allowsMissing = false } = call;
  return { identity, logicalId, generatedName, mayExist, signal, isOfProject, allowsMissing, shift };
}

function formerDeploymentOf(call: FormerCall, identity: RegionIdentity) {
  const { ref, properties } = call.former;
  return { ...deploymentOf(call, identity), ref, former: propertiesOf(call, properties) };
}

async function provided(
  call: ProviderCall,
  provide: (properties: Properties) => Promise<CreatedResource>,
): Promise<ProvidedResource> {
  const properties = propertiesOf(call, call.properties);
  const created = await provide(properties);
  return { ...created, warnings: properties.warnings(call.type) };
}

function propertiesOf({ stack, logicalId }: ProviderCall, values: JsonObject): Properties {
  return new Properties(values, { file: stack.input.file, path: `/Resources/${logicalId}/Properties` });
}
