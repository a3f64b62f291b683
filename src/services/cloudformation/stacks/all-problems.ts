// All that is wrong with a template, as far as it can be told before anything is made. Whoever works on a template wants to mend all of
// it at once; CloudFormation tells what it comes upon first.

import type { RegionIdentity } from "../../../aws/arn.ts";
import { memberPointer } from "../../../aws/json-pointer.ts";
import { placeOf } from "../../../aws/template/places.ts";
import { TemplateError, type TemplateProblem } from "../../../aws/template/template-error.ts";
import { inSlices } from "../../../time/time-slice.ts";
import { unknownProperties } from "../providers/property-names.ts";
import type { ResourceTypes } from "../template/checks/resource-types.ts";
import { checkCircles } from "../template/creation-order.ts";
import { parameterValues } from "../template/parameters/parameter-values.ts";
import { pseudoParameters } from "../template/parameters/pseudo-parameters.ts";
import { examinedInPieces } from "../template/parse-template.ts";
import { Resolver } from "../template/resolver.ts";
import type { TemplateSource } from "../template/template-source.ts";
import type { ExpandTemplate } from "../transforms/template-transforms.ts";
import { expandedTemplate } from "./expanded-template.ts";
import { unsupportedIn, unsupportedProblem } from "./unsupported-types.ts";

/** What reading a template takes of the house. */
export interface ReadingParts {
  readonly identity: RegionIdentity;
  readonly isSupported: (type: string) => boolean;
  readonly types: ResourceTypes;
  /** The value of a parameter of SSM. */
  readonly stored: (name: string) => Promise<string | undefined>;
  /** Does the template's transforms. Throws TemplateError. */
  readonly expand: ExpandTemplate;
}

export interface ProblemsRequest {
  readonly template: TemplateSource;
  readonly stackName: string;
  /** Of parameters. */
  readonly values: ReadonlyMap<string, string>;
  readonly allowMissing: boolean;
}

export async function allProblems(
  { template: source, stackName, values, allowMissing }: ProblemsRequest,
  parts: ReadingParts,
): Promise<readonly TemplateProblem[]> {
  const found: TemplateProblem[] = [];
  const step = async <Made>(take: () => Made | Promise<Made>): Promise<Made | undefined> => {
    try {
      return await take();
    } catch (problem) {
      if (!(problem instanceof TemplateError)) throw problem;
      found.push(...problem.problems);
      return undefined;
    }
  };
  const { identity, isSupported, stored, types } = parts;
  const read = await step(() => expandedTemplate(source, { stackName, parameters: values }, parts));
  if (read === undefined) return found;
  const { file, body } = read;
  const { template, problems } = await inSlices(examinedInPieces(read, types));
  found.push(...problems);
  await step(() => checkCircles(template));
  const parameters = await step(() => parameterValues(template, { values, stored }));
  const pseudo = pseudoParameters(identity, { stackName, stackId: "" });
  const refs = [...(parameters ?? [])].map(([name, { ref }]) => [name, ref] as const);
  const resolver = parameters && Resolver.ofValues(file, body, new Map([...pseudo, ...refs]));
  /** Of what is there under a condition alone, which cannot be told without the parameters, nothing is told. */
  const isWanted = (id: string, condition: string | undefined) => {
    if (condition === undefined) return true;
    const path = `${memberPointer("/Resources", id)}/Condition`;
    return resolver !== undefined && step(() => resolver.holds(condition, path));
  };
  for (const each of allowMissing ? [] : unsupportedIn(body, isSupported)) {
    if (await isWanted(each.id, each.condition)) found.push(unsupportedProblem(each, body));
  }
  for (const resource of template.resources.values()) {
    const { logicalId, condition } = resource;
    if (await isWanted(logicalId, condition)) found.push(...unknownProperties(resource));
  }
  return found.map((problem) => ({ ...problem, place: problem.place ?? placeOf(body, problem.path) }));
}

/** Each of them once. */
export function distinct(problems: readonly TemplateProblem[]): readonly TemplateProblem[] {
  const told = new Map(problems.map((each) => [`${each.path} ${each.problem}`, each]));
  return [...told.values()];
}
