// Whether AWS's schema of a type has the properties that a resource of it says.

import { didYouMean } from "../../../aws/did-you-mean.ts";
import { TemplateError } from "../../../aws/template/template-error.ts";
import { schemaOf } from "../schemas/schema.ts";
import type { Provider, ProviderCall } from "./provider.ts";

/** How AWS's words for a property that there is not begin. */
export const extraneousKey = "extraneous key";

/** Does nothing with a resource that says more than its type has. */
export function namingCheckedProperties(provider: Provider): Provider {
  const { create, update } = provider;
  return {
    ...provider,
    async create(call) {
      checkNames(call);
      return create(call);
    },
    update:
      update &&
      (async (call) => {
        checkNames(call);
        return update(call);
      }),
  };
}

/** Throws TemplateError. A type that no schema is known of may have any. */
function checkNames({ type, properties, logicalId, stack }: ProviderCall): void {
  const known = schemaOf(type)?.properties;
  if (known === undefined) return;
  const name = Object.keys(properties).find((each) => !known.has(each));
  if (name === undefined) return;
  const meant = didYouMean(name, known);
  const hint = meant === undefined ? "" : `; did you mean "${meant}"?`;
  const path = `/Resources/${logicalId}/Properties/${name}`;
  throw new TemplateError(stack.input.file, path, `${extraneousKey} [${name}] is not permitted${hint}`);
}
