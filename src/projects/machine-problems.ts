// What is wrong with the definitions of a stack's machines, each with its place in the template or in a file of its own. The service tells
// it of one machine at a time, when that is made, and names a place by its path alone.

// What is wrong with the definitions of a stack's machines, each with its place in the template or in a file of its own. The service tells
// it of a machine when that is made, which a template with other mistakes does not come to.

import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { plainMessage, positionOf } from "../asl/validate/render.ts";
import { isJsonObject, type JsonObject, objectOrEmpty } from "../aws/json.ts";
import { memberPointer } from "../aws/json-pointer.ts";
import { jsonObjectOrUndefined } from "../aws/json-text.ts";
import { placeOf } from "../aws/template/places.ts";
import type { TemplateProblem } from "../aws/template/template-error.ts";
import type { TemplateSource } from "../services/cloudformation/template/template-source.ts";
import { checkedDefinition } from "./checked-definition.ts";
import { definitionOf } from "./definition-files.ts";
import { definitionIn, machineTypes, type WrittenDefinition } from "./open-definition.ts";
import type { ProjectStack } from "./project.ts";
import { sourcesIn } from "./project-sources.ts";

/** Those of the machines that are wanted. */
export function machineProblems(
  stack: ProjectStack,
  folder: string,
  isWanted: (resource: JsonObject, pointer: string) => boolean,
): readonly TemplateProblem[] {
  const found = Object.entries(objectOrEmpty(stack.template.body.Resources)).flatMap(([id, resource]) => {
    const pointer = memberPointer("/Resources", id);
    if (!isJsonObject(resource) || !machineTypes.has(resource.Type) || !isWanted(resource, pointer))
      return [];
    return problemsOf(stack, folder, {
      pointer: `${pointer}/Properties`,
      properties: objectOrEmpty(resource.Properties),
    });
  });
  // Several machines may have the same file.
  return [...new Map(found.map((each) => [JSON.stringify(each), each])).values()];
}

function problemsOf(
  { template, written = template, uploads }: ProjectStack,
  folder: string,
  { pointer, properties }: { readonly pointer: string; readonly properties: JsonObject },
): readonly TemplateProblem[] {
  const byFunctions = new Set<string>();
  const definition = definitionIn(properties, { uploads, byFunctions });
  if (definition === undefined) return [];
  const { text, property } = definition;
  // What there is of it under a condition is known once it is deployed.
  if (property !== undefined && decided.test(JSON.stringify(properties[property]))) return [];
  const path = definition.path ?? sourceOf(definition, { folder, hasPlace: hasPlace(written, pointer) });
  const file = path === undefined ? undefined : relative(folder, path);
  const read = path === undefined ? text : readFileSync(path, "utf8");
  const { diagnostics, source } = checkedDefinition(read, {
    ...{ file: file ?? "definition.json", properties, byFunctions },
  });
  return diagnostics.flatMap((diagnostic) => {
    if (diagnostic.severity !== "ERROR") return [];
    const { code, hint } = diagnostic;
    const problem = {
      problem: `${code}: ${plainMessage(diagnostic)}`,
      ...(hint === undefined ? {} : { hint }),
    };
    const inText = diagnostic.path.startsWith("/") ? diagnostic.path : "";
    const isWhole = inText === "/" || inText === "";
    if (file === undefined) {
      const at = `${pointer}${property === undefined ? "" : `/${property}`}${isWhole ? "" : inText}`;
      return [{ ...problem, path: at, place: placeOf(written.body, at) ?? placeOf(written.body, pointer) }];
    }
    const position = positionOf(diagnostic, source) ?? { line: 1, column: 1 };
    const isOfText = inText !== diagnostic.path;
    return [{ ...problem, path: inText, place: { file, ...position }, ...(isOfText ? { isOfText } : {}) }];
  });
}

/** Functions that stand for more than a value. */
const decided = /"Fn::(?:If|Transform)"|"AWS::NoValue"/;

/** Whether the template tells where its parts stand in files that somebody wrote. */
function hasPlace({ body }: TemplateSource, pointer: string): boolean {
  return placeOf(body, pointer) !== undefined;
}

/** The file of the project that a tool put into the template. */
function sourceOf(
  { text }: WrittenDefinition,
  { folder, hasPlace }: { readonly folder: string; readonly hasPlace: boolean },
): string | undefined {
  const held = hasPlace ? undefined : jsonObjectOrUndefined(text);
  return held && sourcesIn(folder).find((path) => isDeepStrictEqual(definitionOf(path), held));
}
