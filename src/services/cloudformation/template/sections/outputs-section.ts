// The outputs of a template.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html

import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import { memberPointer } from "../../../../aws/json-pointer.ts";
import { textAt } from "../../../../aws/template/scalar-text.ts";
import type { Problems } from "../problems.ts";
import { namedMembers, onlyKnown } from "./named-members.ts";

export interface TemplateOutput {
  readonly name: string;
  readonly value: Json;
  readonly description: string | undefined;
  readonly condition: string | undefined;
  /** The name of its export, which may hold functions. */
  readonly exportName: Json | undefined;
}

const kind = { section: "Outputs", plural: "outputs", name: "Output", most: 200 };
const members = new Set(["Value", "Description", "Export", "Condition"]);

export function readOutputs(body: JsonObject, problems: Problems): ReadonlyMap<string, TemplateOutput> {
  const read = namedMembers(body, kind, problems).flatMap(([name, value]) => {
    const output = readOutput(name, value, problems);
    return output === undefined ? [] : [[name, output] as const];
  });
  return new Map(read);
}

function readOutput(name: string, value: Json, problems: Problems): TemplateOutput | undefined {
  const path = memberPointer("/Outputs", name);
  if (!isJsonObject(value)) {
    problems.add(path, "Template format error: Any Outputs member must be a JSON object.");
    return undefined;
  }
  onlyKnown(value, members, path, problems, (member) => `Invalid template output property '${member}'`);
  if (value.Value === undefined) {
    problems.add(path, "Template format error: Every Outputs member must contain a Value object");
    return undefined;
  }
  if (Array.isArray(value.Value)) problems.add(`${path}/Value`, notAString(name));
  return {
    name,
    value: value.Value,
    description: textOf(value, "Description", path, problems),
    condition: textOf(value, "Condition", path, problems),
    exportName: exportName(value.Export, path, problems),
  };
}

function notAString(name: string): string {
  return `Template format error: Output ${name} is malformed. The Value field of every Outputs member must evaluate to a String.`;
}

function textOf(output: JsonObject, member: string, path: string, problems: Problems): string | undefined {
  const value = output[member];
  if (value === undefined || value === null) return undefined;
  const text = textAt(output, member);
  if (text === undefined)
    problems.add(`${path}/${member}`, `Template format error: Every ${member} member must be a string.`);
  return text;
}

function exportName(value: Json | undefined, path: string, problems: Problems): Json | undefined {
  if (value === undefined || value === null) return undefined;
  if (isJsonObject(value) && value.Name !== undefined && Object.keys(value).length === 1) return value.Name;
  problems.add(
    `${path}/Export`,
    "Template format error: Output Export must be an object with nothing but a Name.",
  );
  return undefined;
}
