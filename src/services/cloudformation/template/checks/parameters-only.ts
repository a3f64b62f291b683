// What is decided before there are resources can refer to parameters only: conditions and rules.

import type { Json } from "../../../../aws/json.ts";
import { pseudoParameterNames } from "../parameters/pseudo-parameters.ts";
import { meantHint, type Problems } from "../problems.ts";
import { referencesIn } from "../references.ts";
import type { Template } from "../template.ts";

/** Of an attribute it is told with the function that asks for it. */
export function checkParametersOnly(
  block: "Conditions" | "Rules",
  parts: readonly { readonly path: string; readonly value: Json }[],
  { parameters, resources }: Template,
  problems: Problems,
): void {
  const unresolved = parts
    .flatMap(({ path, value }) => [...referencesIn(value, path)])
    .filter(
      ({ name, attribute }) =>
        attribute === undefined && !parameters.has(name) && !pseudoParameterNames.has(name),
    );
  const names = [...new Set(unresolved.map(({ name }) => name))].join(", ");
  for (const { path, name } of unresolved) {
    const problem = `Template format error: Unresolved dependencies [${names}]. Cannot reference resources in the ${block} block of the template`;
    problems.add(path, problem, resources.has(name) ? undefined : meantHint(name, parameters.keys()));
  }
}
