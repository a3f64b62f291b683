// What is told of a template as a whole: its sections, and the nulls that nobody may write.

import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import { memberPointer } from "../../../../aws/json-pointer.ts";
import { meantHint, type Problems } from "../problems.ts";

const sections = [
  "AWSTemplateFormatVersion",
  "Description",
  "Metadata",
  "Parameters",
  "Rules",
  "Mappings",
  "Conditions",
  "Resources",
  "Outputs",
  "Hooks",
];

/** In bytes. */
const longestDescription = 1024;

export function checkSections(body: JsonObject, problems: Problems): void {
  checkNames(body, problems);
  const version = body.AWSTemplateFormatVersion;
  if (version !== undefined && version !== null && version !== "2010-09-09") {
    problems.add(
      "/AWSTemplateFormatVersion",
      "Template format error: unsupported value for AWSTemplateFormatVersion.",
    );
  }
  checkDescription(body.Description, problems);
}

function checkNames(body: JsonObject, problems: Problems): void {
  const unknown = Object.keys(body).filter((name) => !sections.includes(name));
  for (const name of unknown) {
    if (name === "Transform") problems.add("/Transform", noTransform(body.Transform ?? null));
    else {
      const problem = `Invalid template property or properties [${unknown.join(", ")}]`;
      problems.add(memberPointer("", name), problem, meantHint(name, sections));
    }
  }
}

function checkDescription(description: Json | undefined, problems: Problems): void {
  if (description === undefined || description === null) return;
  if (typeof description !== "string") {
    problems.add("/Description", "Template format error: Description must be a string.");
  } else if (Buffer.byteLength(description) > longestDescription) {
    problems.add(
      "/Description",
      `Template format error: Description must be no longer than ${longestDescription} bytes`,
    );
  }
}

/** Nobody may write a null; what a transform makes can have some. */
export function checkNulls(value: Json, path: string, problems: Problems): void {
  if (value === null)
    problems.add(path, `Template format error: [${path}] 'null' values are not allowed in templates`);
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) checkNulls(member, memberPointer(path, key), problems);
}

/** For a transform that was not done. */
export function noTransform(transform: Json): string {
  const first: Json = Array.isArray(transform) ? (transform[0] ?? null) : transform;
  const name = isJsonObject(first) ? (first.Name ?? first) : first;
  const shown = typeof name === "string" ? name : JSON.stringify(name);
  if (shown.startsWith("AWS::")) return `transform ${shown} is not supported by the local region`;
  return `No transform named ${shown} found.`;
}
