// The rules of a template: that they are conditions, of parameters only.

import type { Json } from "../../../../aws/json.ts";
import { memberPointer } from "../../../../aws/json-pointer.ts";
import { isCondition } from "../intrinsics/conditions.ts";
import type { Problems } from "../problems.ts";
import type { TemplateRule } from "../sections/rules-section.ts";
import type { Template } from "../template.ts";
import { checkFunctions } from "./check-functions.ts";
import { checkParametersOnly } from "./parameters-only.ts";

export function checkRuleFunctions(
  around: { readonly template: Template; readonly languageExtensions: boolean },
  problems: Problems,
): void {
  const parts = [...around.template.rules.values()].flatMap((rule) => partsOf(rule));
  for (const { path, value } of parts) {
    const problem = `Template format error: [${path}] must be a rule function such as Fn::Contains or Fn::Equals.`;
    if (!isCondition(value)) problems.add(path, problem);
    checkFunctions(value, path, "Rules", around, problems);
  }
  checkParametersOnly("Rules", parts, around.template, problems);
}

function partsOf({ name, condition, assertions }: TemplateRule) {
  const path = memberPointer("/Rules", name);
  const asserts: { readonly path: string; readonly value: Json }[] = assertions.map(({ assert }, index) => {
    return { path: `${path}/Assertions/${index}/Assert`, value: assert };
  });
  return condition === undefined
    ? asserts
    : [{ path: `${path}/RuleCondition`, value: condition }, ...asserts];
}
