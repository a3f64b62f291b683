// Whether a resource has a property of its own or by the template's `Globals`: there its mistakes are to be told.

import type { Json, JsonObject } from "../../../../aws/json.ts";
import { own } from "./draft.ts";
import type { TemplatePath } from "./sam-error.ts";

const family = "AWS::Serverless::";

/** What `Globals` has for resources of its type. */
export function commonProperties(template: JsonObject, logicalId: string): Json | undefined {
  const type = own(own(template.Resources, logicalId), "Type");
  return typeof type === "string" && type.startsWith(family)
    ? own(template.Globals, type.slice(family.length))
    : undefined;
}

/** The same path, or that of the part of `Globals` which says more of what the path leads to than the resource itself does. */
export function placeInGlobals(template: JsonObject, path: TemplatePath): TemplatePath {
  const [section, id, properties, ...rest] = path;
  if (section !== "Resources" || properties !== "Properties" || rest.length === 0) return path;
  const common = commonProperties(template, String(id));
  const itself = own(own(template.Resources, String(id)), "Properties");
  if (depth(common, rest) <= depth(itself, rest)) return path;
  const type = String(own(own(template.Resources, String(id)), "Type"));
  return ["Globals", type.slice(family.length), ...rest];
}

/** How many of the keys lead to something. */
function depth(value: Json | undefined, [key, ...rest]: TemplatePath): number {
  const member = key === undefined ? undefined : own(value, String(key));
  return member === undefined ? 0 : 1 + depth(member, rest);
}
