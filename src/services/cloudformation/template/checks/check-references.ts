// What every part of a template refers to: functions, conditions, resources, attributes, mappings. All that is wrong is told.

import type { Json } from "../../../../aws/json.ts";
import { memberPointer } from "../../../../aws/json-pointer.ts";
import { pseudoParameterNames } from "../parameters/pseudo-parameters.ts";
import { meantHint, type Problems } from "../problems.ts";
import { type Reference, referencesIn, referringPartOf, referringPartOfOutput } from "../references.ts";
import type { Template } from "../template.ts";
import { checkConditions } from "./check-conditions.ts";
import { checkExportNames } from "./check-exports.ts";
import { type Block, checkFunctions } from "./check-functions.ts";
import { checkRuleFunctions } from "./check-rules.ts";
import type { ResourceTypes } from "./resource-types.ts";

export interface Examined {
  readonly template: Template;
  /** Whether the template asked for AWS::LanguageExtensions. */
  readonly languageExtensions: boolean;
  readonly types: ResourceTypes | undefined;
}

/** Part by part; yields where whoever asks may give way to others. */
export function* checkReferences(examined: Examined, problems: Problems): Generator<void, void> {
  const { template } = examined;
  checkTypes(examined, problems);
  checkConditions(examined, problems);
  checkRuleFunctions(examined, problems);
  yield* checkBlock("Resources", resourceParts(template), examined, problems);
  yield* checkBlock("Outputs", outputParts(template), examined, problems);
  checkExportNames(template, problems);
}

/** What of a block may refer, and where it stands. */
interface Part {
  readonly path: string;
  readonly value: Json;
  readonly condition: string | undefined;
  readonly dependsOn: readonly string[];
}

function resourceParts({ resources }: Template): readonly Part[] {
  return [...resources.values()].map((resource) => {
    const { logicalId, condition, dependsOn } = resource;
    return {
      path: memberPointer("/Resources", logicalId),
      value: referringPartOf(resource),
      condition,
      dependsOn,
    };
  });
}

function outputParts({ outputs }: Template): readonly Part[] {
  return [...outputs.values()].map((output) => {
    const { name, condition } = output;
    return {
      path: memberPointer("/Outputs", name),
      value: referringPartOfOutput(output),
      condition,
      dependsOn: [],
    };
  });
}

function checkTypes({ template, types }: Examined, problems: Problems): void {
  if (types === undefined) return;
  const unknown = [...template.resources.values()].filter(({ type }) => !types.isKnown(type));
  const names = [...new Set(unknown.map(({ type }) => type))];
  for (const { logicalId, type } of unknown) {
    const path = `${memberPointer("/Resources", logicalId)}/Type`;
    const problem = `Template format error: Unrecognized resource types: [${names.join(", ")}]`;
    problems.add(path, problem, meantHint(type, types.names()));
  }
}

function* checkBlock(
  block: Block,
  parts: readonly Part[],
  examined: Examined,
  problems: Problems,
): Generator<void, void> {
  const { conditions } = examined.template;
  const unresolved: { readonly path: string; readonly name: string }[] = [];
  for (const { path, value, condition, dependsOn } of parts) {
    if (condition !== undefined && !Object.hasOwn(conditions, condition)) {
      const problem = `Template format error: Unresolved condition dependency ${condition} in the ${block} block of the template`;
      problems.add(`${path}/Condition`, problem, meantHint(condition, Object.keys(conditions)));
    }
    checkFunctions(value, path, block, examined, problems);
    for (const name of dependsOn) {
      if (!examined.template.resources.has(name)) unresolved.push({ path: `${path}/DependsOn`, name });
    }
    for (const reference of referencesIn(value, path)) {
      if (isUnresolved(reference, examined, problems)) unresolved.push(reference);
    }
    yield;
  }
  tellUnresolved(block, unresolved, examined, problems);
}

/** Of an attribute it is told at once: AWS has a text of its own for it. */
function isUnresolved(reference: Reference, examined: Examined, problems: Problems): boolean {
  const { name, attribute, path, inSub } = reference;
  const { resources, parameters } = examined.template;
  if (attribute === undefined)
    return !resources.has(name) && !parameters.has(name) && !pseudoParameterNames.has(name);
  const resource = resources.get(name);
  if (resource !== undefined) checkAttribute(reference, resource.type, examined, problems);
  else if (inSub) return true;
  else {
    const problem = `Template error: instance of Fn::GetAtt references undefined resource ${name}`;
    problems.add(path, problem, meantHint(name, resources.keys()));
  }
  return false;
}

function checkAttribute(
  { name, attribute = "", path }: Reference,
  type: string,
  examined: Examined,
  problems: Problems,
): void {
  const known = attribute === "" ? undefined : examined.types?.attributes(type);
  if (known === undefined || known.some((each) => each === attribute || attribute.startsWith(`${each}.`)))
    return;
  const problem = `Template error: resource ${name} does not support attribute type ${attribute} in Fn::GetAtt`;
  problems.add(path, problem, meantHint(attribute, known));
}

/** AWS names them all in one text; here each is told with its place. */
function tellUnresolved(
  block: Block,
  unresolved: readonly { readonly path: string; readonly name: string }[],
  { template }: Examined,
  problems: Problems,
): void {
  const names = [...new Set(unresolved.map(({ name }) => name))].join(", ");
  const known = [...template.resources.keys(), ...template.parameters.keys(), ...pseudoParameterNames];
  for (const { path, name } of unresolved) {
    const hint = () => {
      // Only a resource can be depended on, or have attributes.
      if (template.parameters.has(name)) return `"${name}" is a parameter`;
      const meant = meantHint(name, known)();
      return `there is no "${name}"${meant === undefined ? "" : `, ${meant}`}`;
    };
    problems.add(
      path,
      `Template format error: Unresolved resource dependencies [${names}] in the ${block} block of the template`,
      hint,
    );
  }
}
