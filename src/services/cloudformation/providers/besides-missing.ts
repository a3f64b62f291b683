// Resources of a kind that is here which read from, or lead to, what is not. They are refused like types that are not here; where that is
// allowed there is a name of each, with the attributes that a type has which means nothing here, and what is missed is told.

import type { JsonObject } from "../../../aws/json.ts";
import { memberPointer } from "../../../aws/json-pointer.ts";
import {
  type FormerCall,
  type ProvidedResource,
  type Provider,
  type ProviderCall,
  ResourceFailure,
} from "./provider.ts";

/** `here` provides what misses nothing, by its properties. */
export function besidesMissing(
  here: Provider,
  inert: Provider,
  missedBy: (properties: JsonObject) => string | undefined,
): Provider {
  const { update, restore } = here;
  const wasHere = ({ former }: FormerCall) => missedBy(former.properties) === undefined;
  const create = async (call: ProviderCall): Promise<ProvidedResource> => {
    const missed = missedBy(call.properties);
    if (missed === undefined) return here.create(call);
    checkAllowed(call, missed);
    return told(await inert.create(call), call, missed);
  };
  return {
    ...here,
    create,
    missedParts(properties) {
      const missed = missedBy(properties);
      return missed === undefined ? [] : [{ path: "", problem: refusal(missed) }];
    },
    ...(restore === undefined
      ? {}
      : { restore: async (call) => (wasHere(call) ? restore(call) : call.former) }),
    update:
      update &&
      (async (call) => {
        const missed = missedBy(call.properties);
        if (missed === undefined) return wasHere(call) ? update(call) : here.create(call);
        checkAllowed(call, missed);
        if (!wasHere(call)) return told(await (inert.update ?? inert.create)(call), call, missed);
        await here.delete(call);
        return create(call);
      }),
    delete: async (call) => (wasHere(call) ? here.delete(call) : inert.delete(call)),
  };
}

/** Throws ResourceFailure. */
function checkAllowed({ allowsMissing = false }: ProviderCall, missed: string): void {
  if (!allowsMissing) throw new ResourceFailure(refusal(missed));
}

function refusal(missed: string): string {
  return `is not supported by the local region: ${missed}. --allow-missing goes on without it`;
}

function told(provided: ProvidedResource, { logicalId }: ProviderCall, missed: string): ProvidedResource {
  const place = memberPointer("/Resources", logicalId);
  const warning = `${place}: there is a name of it, and nothing behind: ${missed}`;
  return { ...provided, warnings: [...(provided.warnings ?? []), warning] };
}
