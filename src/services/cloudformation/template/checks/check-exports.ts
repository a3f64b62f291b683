// The names of exports are known before there are resources, and each is of one output.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html

import { isJsonObject, type Json } from "../../../../aws/json.ts";
import { memberPointer } from "../../../../aws/json-pointer.ts";
import type { Problems } from "../problems.ts";
import { referencesIn } from "../references.ts";
import type { Resolver } from "../resolver.ts";
import type { Template, TemplateOutput } from "../template.ts";

export function checkExportNames({ outputs, resources }: Template, problems: Problems): void {
  for (const { name, exportName } of outputs.values()) {
    if (exportName === undefined) continue;
    const path = exportPath(name);
    const ofResources = [...referencesIn(exportName, path)].some((reference) =>
      resources.has(reference.name),
    );
    if (ofResources || isKnownLate(exportName))
      problems.add(
        path,
        `Template format error: Output ${name} is malformed.  The Name field of Export must not depend on any resources, imported values, or Fn::GetAZs.`,
      );
  }
}

/** Of the outputs whose conditions hold. Throws TemplateError for a name that cannot be evaluated. */
export function checkExportsDiffer(
  outputs: readonly TemplateOutput[],
  resolver: Resolver,
  problems: Problems,
): void {
  const named = outputs.flatMap(({ name, exportName }) =>
    exportName === undefined ? [] : [{ path: exportPath(name), text: nameOf(exportName, name, resolver) }],
  );
  const isAgain = named.map(({ text }, index) => named.findIndex((each) => each.text === text) < index);
  const again = named.filter((_, index) => isAgain[index]);
  const names = [...new Set(again.map(({ text }) => text))].join(", ");
  for (const { path } of again)
    problems.add(
      path,
      `Template format error: The Outputs section contains duplicate Export names: [${names}]. Specify a unique name for each export.`,
    );
}

function nameOf(exportName: Json, output: string, resolver: Resolver): string {
  return String(resolver.resolve(exportName, exportPath(output)));
}

function exportPath(output: string): string {
  return `${memberPointer("/Outputs", output)}/Export/Name`;
}

function isKnownLate(value: Json): boolean {
  if (Array.isArray(value)) return value.some((each) => isKnownLate(each as Json));
  if (!isJsonObject(value)) return false;
  return Object.entries(value).some(
    ([name, member]) => name === "Fn::ImportValue" || name === "Fn::GetAZs" || isKnownLate(member),
  );
}
