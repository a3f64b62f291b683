// What is wrong with the definitions of a stack's machines, each with its place in the template or in a file of its own. The service tells
// it of a machine when that is made, which a template with other mistakes does not come to.

import { relative } from "node:path";
import { readDefinitionText } from "../asl/definition-text/definition-text.ts";
import { positionOf } from "../asl/validate/render.ts";
import { isJsonObject, type JsonObject, objectOrEmpty } from "../aws/json.ts";
import { memberPointer } from "../aws/json-pointer.ts";
import { placeOf } from "../aws/template/places.ts";
import type { TemplateProblem } from "../aws/template/template-error.ts";
import { definitionIn, machineTypes } from "./open-definition.ts";
import type { ProjectStack } from "./project.ts";

/** `besides` are those that were told already. */
export function machineProblems(
  stack: ProjectStack,
  folder: string,
  besides: readonly TemplateProblem[],
): readonly TemplateProblem[] {
  return Object.entries(objectOrEmpty(stack.template.body.Resources)).flatMap(([id, resource]) => {
    if (!isJsonObject(resource) || !machineTypes.has(resource.Type)) return [];
    const pointer = memberPointer("/Resources", id);
    if (besides.some(({ path }) => path === pointer || path.startsWith(`${pointer}/`))) return [];
    return problemsOf(stack, folder, {
      pointer: `${pointer}/Properties`,
      properties: objectOrEmpty(resource.Properties),
    });
  });
}

function problemsOf(
  { template, written = template, uploads }: ProjectStack,
  folder: string,
  { pointer, properties }: { readonly pointer: string; readonly properties: JsonObject },
): readonly TemplateProblem[] {
  const definition = definitionIn(properties, { uploads, byFunctions: new Set() });
  if (definition === undefined) return [];
  const { text, property, path } = definition;
  const workflow = properties.StateMachineType ?? properties.Type;
  const file = path === undefined ? "definition" : relative(folder, path);
  const { diagnostics, source } = readDefinitionText(text, {
    ...{ file, type: workflow === "EXPRESS" ? "EXPRESS" : "STANDARD" },
  });
  return diagnostics.flatMap((diagnostic) => {
    const { severity, code, message, hint } = diagnostic;
    if (severity !== "ERROR") return [];
    const problem = { problem: `${code}: ${message}`, ...(hint === undefined ? {} : { hint }) };
    if (property !== undefined) {
      const at = `${pointer}/${property}${diagnostic.path.startsWith("/") ? diagnostic.path : ""}`;
      return [{ ...problem, path: at, place: placeOf(written.body, at) ?? placeOf(written.body, pointer) }];
    }
    const position = positionOf(diagnostic, source);
    return [{ ...problem, path: diagnostic.path, place: position && { file, ...position } }];
  });
}
