// A CloudFormation template as `serverless package` writes it, read from its file and checked for shape.

import { readFileSync } from "node:fs";
import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { TemplateError } from "../../../aws/template/template-error.ts";

export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly condition: string | undefined;
  readonly dependsOn: readonly string[];
}

export interface Template {
  /** The file that it was read from, named in every message. */
  readonly file: string;
  readonly parameters: ReadonlyMap<string, JsonObject>;
  readonly mappings: JsonObject;
  readonly conditions: JsonObject;
  readonly resources: ReadonlyMap<string, TemplateResource>;
  readonly outputs: JsonObject;
}

/** Reads and checks a template file. Throws TemplateError, which names the file and the place in it. */
export function readTemplate(file: string): Template {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new TemplateError(file, "", `cannot be read: ${(cause as Error).message}`);
  }
  try {
    return parseTemplate(file, JSON.parse(text) as Json);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new TemplateError(file, "", `is not JSON: ${cause.message}`);
    throw cause;
  }
}

export function parseTemplate(file: string, body: Json): Template {
  const template = section(file, body, "");
  if (template.Transform !== undefined) {
    throw new TemplateError(
      file,
      "/Transform",
      "macros and transforms are not supported; package the template first",
    );
  }
  const resources = optionalSection(file, template, "Resources");
  if (Object.keys(resources).length === 0) {
    throw new TemplateError(file, "/Resources", "expected at least one resource");
  }
  return {
    file,
    parameters: new Map(
      Object.entries(optionalSection(file, template, "Parameters")).map(([name, parameter]) => [
        name,
        section(file, parameter, `/Parameters/${name}`),
      ]),
    ),
    mappings: optionalSection(file, template, "Mappings"),
    conditions: optionalSection(file, template, "Conditions"),
    resources: new Map(Object.entries(resources).map(([id, body]) => [id, parseResource(file, id, body)])),
    outputs: optionalSection(file, template, "Outputs"),
  };
}

function parseResource(file: string, logicalId: string, body: Json): TemplateResource {
  const path = `/Resources/${logicalId}`;
  const resource = section(file, body, path);
  if (typeof resource.Type !== "string") {
    throw new TemplateError(file, `${path}/Type`, "expected the name of a resource type");
  }
  const dependsOn = resource.DependsOn ?? [];
  return {
    logicalId,
    type: resource.Type,
    properties: optionalSection(file, resource, "Properties", path),
    condition: typeof resource.Condition === "string" ? resource.Condition : undefined,
    dependsOn: (Array.isArray(dependsOn) ? dependsOn : [dependsOn]) as readonly string[],
  };
}

function section(file: string, value: Json | undefined, path: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw new TemplateError(file, path, `expected an object, got ${JSON.stringify(value)?.slice(0, 80)}`);
}

function optionalSection(file: string, parent: JsonObject, name: string, path = ""): JsonObject {
  return parent[name] === undefined ? {} : section(file, parent[name], `${path}/${name}`);
}
