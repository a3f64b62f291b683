// What a template leaves open in the definition of a state machine: the names that the deployment fills in, and those that nothing
// does, which stay in the definition as they are written.

import { readFileSync } from "node:fs";
import { openNames, unfilledHint } from "../asl/definition-text/substitutions.ts";
import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../aws/json.ts";
import { memberPointer } from "../aws/json-pointer.ts";
import { placeOf } from "../aws/template/places.ts";
import { artifactBucket, contentKey } from "./artifacts.ts";
import type { ProjectStack } from "./project.ts";

export const machineTypes: ReadonlySet<unknown> = new Set([
  "AWS::StepFunctions::StateMachine",
  "AWS::Serverless::StateMachine",
]);

/**
 * The names that DefinitionSubstitutions fills in, with those that functions of the template's own definition stand for; undefined
 * if that is not known before the deployment.
 */
export function filledNames(
  { DefinitionSubstitutions: given = {} }: JsonObject,
  byFunctions: Iterable<string> = [],
): ReadonlySet<string> | undefined {
  if (!isJsonObject(given)) return undefined;
  const names = Object.keys(given);
  if (names.some((name) => isFunction(name))) return undefined;
  return new Set([...names, ...byFunctions]);
}

const isFunction = (name: string) => /^(?:Ref|Fn::[\w:]+)$/.test(name);

/** What functions of the template come to is not known before it is deployed: a name stands for each, which is put into `names`. */
export function leftOpen(value: Json, names: Set<string>): Json {
  if (Array.isArray(value)) return value.map((each) => leftOpen(each, names));
  if (!isJsonObject(value)) return value;
  const [[name = "", given = null] = [], ...others] = Object.entries(value);
  if (others.length > 0 || !isFunction(name)) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, leftOpen(member, names)]));
  }
  if (name === "Fn::Sub") {
    const text = String(Array.isArray(given) ? given[0] : given);
    for (const each of openNames(text)) names.add(each);
    return text;
  }
  if (name === "Fn::Join" && Array.isArray(given) && Array.isArray(given[1]))
    return given[1].map((each) => String(leftOpen(each, names))).join(String(given[0]));
  const open = nameIn(given);
  names.add(open);
  return `\${${open}}`;
}

function nameIn(given: Json): string {
  const names = [given].flat().filter((each) => typeof each === "string");
  return names.join(".").replaceAll(/[^A-Za-z0-9_.:-]/g, "-") || "value";
}

/** A line for each machine of a stack whose definition keeps a `${…}` that nothing fills in. */
export function unfilledWarnings({ template, written, uploads }: ProjectStack): readonly string[] {
  return Object.entries(objectOrEmpty(template.body.Resources)).flatMap(([id, resource]) => {
    if (!isJsonObject(resource) || !machineTypes.has(resource.Type)) return [];
    const properties = objectOrEmpty(resource.Properties);
    const byFunctions = new Set<string>();
    const definition = definitionIn(properties, { uploads, byFunctions });
    const filled = filledNames(properties, byFunctions);
    if (definition === undefined || filled === undefined) return [];
    const open = openNames(definition.text).filter((name) => !filled.has(name));
    if (open.length === 0) return [];
    const place = placeOf((written ?? template).body, memberPointer("/Resources", id));
    const at = place === undefined ? "" : `${place.file}:${place.line}: `;
    const names = open.map((name) => `\${${name}}`).join(", ");
    return [`${at}the definition of ${id} keeps ${names}: ${unfilledHint(open, filled)}`];
  });
}

/** The definition of a machine with these properties, as far as it is known before it is deployed. */
export function definitionIn(
  properties: JsonObject,
  { uploads, byFunctions }: Pick<ProjectStack, "uploads"> & { readonly byFunctions: Set<string> },
): WrittenDefinition | undefined {
  const name = ["Definition", "DefinitionString"].find((each) => properties[each] !== undefined);
  if (name !== undefined) {
    const open = leftOpen(properties[name] ?? null, byFunctions);
    return { text: typeof open === "string" ? open : JSON.stringify(open), property: name };
  }
  const location = JSON.stringify(properties.DefinitionUri ?? properties.DefinitionS3Location ?? null);
  const upload = uploads.find(({ key }) => location.includes(key));
  // One that was saved since is not what is deployed.
  if (upload === undefined || (upload.bucket === artifactBucket && contentKey(upload) !== upload.key))
    return undefined;
  return "content" in upload
    ? { text: Buffer.from(upload.content).toString("utf8") }
    : { text: readFileSync(upload.path, "utf8"), path: upload.path };
}

export interface WrittenDefinition {
  readonly text: string;
  /** Of the property of the template that holds it. */
  readonly property?: string;
  /** Of the file that holds it. */
  readonly path?: string;
}
