// Whether a template's rules hold of the parameters that a stack is to have.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html

import type { Json } from "../../../aws/json.ts";
import { memberPointer } from "../../../aws/json-pointer.ts";
import { TemplateError } from "../../../aws/template/template-error.ts";
import type { ParameterValue } from "./parameters/parameter-values.ts";
import { Problems } from "./problems.ts";
import { Resolver } from "./resolver.ts";
import type { TemplateRule } from "./sections/rules-section.ts";
import type { Template } from "./template.ts";

/** Throws TemplateError with every assertion that does not hold. */
export function checkRules(
  template: Template,
  parameters: ReadonlyMap<string, ParameterValue>,
  pseudoParameters: ReadonlyMap<string, Json>,
): void {
  const ofType = (type: string) =>
    [...parameters.values()].filter(({ declaration }) => declaration.type.name === type);
  const resolver = new Resolver(template, {
    ref: (name) => pseudoParameters.get(name) ?? parameters.get(name)?.ref,
    attribute: () => undefined,
    refAll: (type) => ofType(type).map(({ ref }) => ref),
  });
  const problems = new Problems();
  for (const rule of template.rules.values()) checkRule(rule, resolver, problems);
  if (problems.all.length > 0) throw TemplateError.of(template.file, template.body, problems.all);
}

function checkRule(
  { name, condition, assertions }: TemplateRule,
  resolver: Resolver,
  problems: Problems,
): void {
  const path = memberPointer("/Rules", name);
  if (condition !== undefined && !resolver.isTrue(condition, `${path}/RuleCondition`)) return;
  assertions.forEach(({ assert, description }, index) => {
    const at = `${path}/Assertions/${index}/Assert`;
    if (resolver.isTrue(assert, at)) return;
    problems.add(at, `Template error: Rule ${name} failed: ${description ?? "an assertion does not hold"}`);
  });
}
