// The conditions of a template: that they are conditions, of parameters and each other only, and that none depends on itself.

import { isJsonObject, type Json } from "../../../../aws/json.ts";
import { memberPointer } from "../../../../aws/json-pointer.ts";
import { circularConditions, isCondition, namedCondition, notACondition } from "../intrinsics/conditions.ts";
import { meantHint, type Problems } from "../problems.ts";
import { namedMembers } from "../sections/named-members.ts";
import type { Template } from "../template.ts";
import { checkFunctions } from "./check-functions.ts";
import { checkParametersOnly } from "./parameters-only.ts";

const kind = { section: "Conditions", plural: "conditions", name: "Condition", most: 500 };

export function checkConditions(
  around: { readonly template: Template; readonly languageExtensions: boolean },
  problems: Problems,
): void {
  const { template } = around;
  const conditions = namedMembers(template.body, kind, problems);
  for (const [name, value] of conditions) {
    const path = memberPointer("/Conditions", name);
    if (!isCondition(value)) problems.add(path, notACondition);
    checkFunctions(value, path, "Conditions", around, problems);
    for (const { path: at, name: other } of conditionsIn(value, path)) {
      if (Object.hasOwn(template.conditions, other)) continue;
      const problem = `Template format error: Unresolved condition dependency ${other} in the Conditions block of the template`;
      problems.add(at, problem, meantHint(other, Object.keys(template.conditions)));
    }
  }
  const parts = conditions.map(([name, value]) => ({ path: memberPointer("/Conditions", name), value }));
  checkParametersOnly("Conditions", parts, template, problems);
  checkCircles(template, problems);
}

function checkCircles({ conditions }: Template, problems: Problems): void {
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]): void => {
    if (trail.includes(name)) {
      problems.add(memberPointer("/Conditions", name), circularConditions(trail.slice(trail.indexOf(name))));
      return;
    }
    if (done.has(name) || !Object.hasOwn(conditions, name)) return;
    for (const { name: other } of conditionsIn(conditions[name] ?? null, "")) visit(other, [...trail, name]);
    done.add(name);
  };
  for (const name of Object.keys(conditions)) visit(name, []);
}

function* conditionsIn(
  value: Json,
  path: string,
): Generator<{ readonly name: string; readonly path: string }> {
  const name = namedCondition(value);
  if (name !== undefined) yield { name, path: `${path}/Condition` };
  if (!Array.isArray(value) && !isJsonObject(value)) return;
  for (const [key, member] of Object.entries(value)) yield* conditionsIn(member, memberPointer(path, key));
}
