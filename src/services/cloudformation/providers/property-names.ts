// Whether AWS's schema of a type has the properties that a resource of it says.

import { didYouMean } from "../../../aws/did-you-mean.ts";
import type { JsonObject } from "../../../aws/json.ts";
import { memberPointer } from "../../../aws/json-pointer.ts";
import { TemplateError, type TemplateProblem } from "../../../aws/template/template-error.ts";
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

/** Throws TemplateError. */
function checkNames({ type, properties, logicalId, stack }: ProviderCall): void {
  const problems = unknownProperties({ type, properties, logicalId });
  const [first] = problems;
  if (first !== undefined) throw new TemplateError(stack.input.file, first.path, first.problem, problems);
}

/** What a resource says and its type does not have. A type that no schema is known of may have any, as a custom resource may. */
export function unknownProperties({
  type,
  properties,
  logicalId,
}: {
  readonly type: string;
  readonly properties: JsonObject;
  readonly logicalId: string;
}): readonly TemplateProblem[] {
  const known = isCustom(type) ? undefined : schemaOf(type)?.properties;
  if (known === undefined) return [];
  const names = Object.keys(properties).filter((each) => !known.has(each));
  return names.map((name) => {
    const meant = didYouMean(name, known);
    const hint = meant === undefined ? "" : `; did you mean "${meant}"?`;
    const path = memberPointer(`${memberPointer("/Resources", logicalId)}/Properties`, name);
    return { path, problem: `${extraneousKey} [${name}] is not permitted${hint}` };
  });
}

function isCustom(type: string): boolean {
  return type === "AWS::CloudFormation::CustomResource" || type.startsWith("Custom::");
}
