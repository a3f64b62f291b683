// Templates, checked for shape and for what they refer to.

import { objectOrEmpty } from "../../../aws/json.ts";
import { TemplateError, type TemplateProblem } from "../../../aws/template/template-error.ts";
import { checkReferences } from "./checks/check-references.ts";
import { checkNulls, checkSections } from "./checks/check-sections.ts";
import type { ResourceTypes } from "./checks/resource-types.ts";
import { Problems } from "./problems.ts";
import { readMappings } from "./sections/mappings-section.ts";
import { readOutputs } from "./sections/outputs-section.ts";
import { readParameters } from "./sections/parameters-section.ts";
import { readResources } from "./sections/resources-section.ts";
import { readRules } from "./sections/rules-section.ts";
import type { Template } from "./template.ts";
import type { TemplateSource } from "./template-source.ts";

/**
 * Yields where whoever asks may give way to others. Throws TemplateError with all that is wrong with the template; `types` tells what
 * resources there can be.
 */
export function* templateInPieces(source: TemplateSource, types?: ResourceTypes): Generator<void, Template> {
  const { template, problems } = yield* examinedInPieces(source, types);
  if (problems.length > 0) throw TemplateError.of(source.file, source.body, problems);
  return template;
}

export interface ExaminedTemplate {
  /** What of it is not malformed. */
  readonly template: Template;
  readonly problems: readonly TemplateProblem[];
}

/** The same for whoever goes on with a template that has mistakes. */
export function* examinedInPieces(
  source: TemplateSource,
  types?: ResourceTypes,
): Generator<void, ExaminedTemplate> {
  yield;
  const { file, body } = source;
  const problems = new Problems();
  checkSections(body, problems);
  if (source.transforms.length === 0) checkNulls(body, "", problems);
  yield;
  const template: Template = {
    file,
    body,
    description: typeof body.Description === "string" ? body.Description : undefined,
    metadata: objectOrEmpty(body.Metadata),
    parameters: readParameters(body, problems),
    rules: readRules(body, problems),
    mappings: readMappings(body, problems),
    conditions: objectOrEmpty(body.Conditions),
    resources: readResources(body, problems),
    outputs: readOutputs(body, problems),
  };
  yield* checkReferences(
    { template, languageExtensions: source.transforms.includes("AWS::LanguageExtensions"), types },
    problems,
  );
  return { template, problems: problems.all };
}
