// Resources of a kind that is here which read from, or lead to, what is not: of these there is a name, with the attributes that a type has
// which means nothing here, and what is missed is told.

import type { JsonObject } from "../../../aws/json.ts";
import { memberPointer } from "../../../aws/json-pointer.ts";
import type { FormerCall, ProvidedResource, Provider, ProviderCall } from "./provider.ts";

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
    return missed === undefined ? here.create(call) : told(await inert.create(call), call, missed);
  };
  return {
    ...here,
    create,
    ...(restore === undefined
      ? {}
      : { restore: async (call) => (wasHere(call) ? restore(call) : call.former) }),
    update:
      update &&
      (async (call) => {
        const missed = missedBy(call.properties);
        if (missed === undefined) return wasHere(call) ? update(call) : here.create(call);
        if (!wasHere(call)) return told(await (inert.update ?? inert.create)(call), call, missed);
        await here.delete(call);
        return create(call);
      }),
    delete: async (call) => (wasHere(call) ? here.delete(call) : inert.delete(call)),
  };
}

function told(provided: ProvidedResource, { logicalId }: ProviderCall, missed: string): ProvidedResource {
  const place = memberPointer("/Resources", logicalId);
  const warning = `${place}: there is a name of it, and nothing behind: ${missed}`;
  return { ...provided, warnings: [...(provided.warnings ?? []), warning] };
}
