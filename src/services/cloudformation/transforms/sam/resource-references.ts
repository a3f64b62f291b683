// References that only SAM knows: `!Ref Hello.Alias`, `!GetAtt Hello.Version.Version`, `${Hello.Alias}`; and references to
// resources whose logical id the expansion changes.

import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import { setOwn } from "./draft.ts";
import type { Expansion } from "./expansion.ts";

type References = Pick<Expansion, "references" | "renamed">;

/** A copy of a value, with those references replaced by ones that CloudFormation knows. */
export function resolveReferences(value: Json, known: References): Json {
  if (known.references.size === 0 && known.renamed.size === 0) return value;
  if (Array.isArray(value)) return value.map((item) => resolveReferences(item as Json, known));
  if (!isJsonObject(value)) return value;
  return resolvedIntrinsic(value, known) ?? resolvedMembers(value, known);
}

function resolvedMembers(value: JsonObject, known: References): JsonObject {
  const resolved = {};
  for (const [key, member] of Object.entries(value))
    setOwn(resolved, key, key === "DependsOn" ? renamedIds(member, known) : resolveReferences(member, known));
  return resolved;
}

function resolvedIntrinsic(value: JsonObject, known: References): JsonObject | undefined {
  if (Object.keys(value).length !== 1) return undefined;
  if (typeof value.Ref === "string") return { Ref: target(value.Ref, known) ?? value.Ref };
  const getAtt = value["Fn::GetAtt"];
  if (getAtt !== undefined) return resolvedGetAtt(getAtt, known);
  const sub = value["Fn::Sub"];
  if (typeof sub === "string") return { "Fn::Sub": filled(sub, undefined, known) };
  if (Array.isArray(sub) && typeof sub[0] === "string") {
    const values = isJsonObject(sub[1] as Json) ? (sub[1] as JsonObject) : {};
    return { "Fn::Sub": [filled(sub[0], values, known), resolveReferences(values, known)] };
  }
  return undefined;
}

function resolvedGetAtt(getAtt: Json, known: References): JsonObject | undefined {
  const parts: readonly Json[] = Array.isArray(getAtt) ? getAtt : [getAtt];
  if (!parts.every((part) => typeof part === "string")) return undefined;
  const path = parts.join(".").split(".");
  const [id = "", property = "", ...rest] = path;
  const replaced = rest.length > 0 ? known.references.get(id)?.get(property) : undefined;
  if (replaced !== undefined) return { "Fn::GetAtt": [replaced, rest.join(".")] };
  const renamed = known.renamed.get(id);
  return renamed === undefined ? undefined : { "Fn::GetAtt": [renamed, path.slice(1).join(".")] };
}

/** What a `Ref` to this name should name instead. */
function target(name: string, known: References): string | undefined {
  const [id = "", property] = name.split(".");
  if (property === undefined) return known.renamed.get(id);
  return known.references.get(id)?.get(property);
}

function filled(text: string, values: JsonObject | undefined, known: References): string {
  return text.replace(/\$\{([\w.]+)\}/g, (place, name: string) => {
    if (values !== undefined && Object.hasOwn(values, name)) return place;
    const [id = "", property, ...rest] = name.split(".");
    const replaced = property === undefined ? undefined : known.references.get(id)?.get(property);
    if (replaced !== undefined) return `\${${[replaced, ...rest].join(".")}}`;
    const renamed = known.renamed.get(id);
    return renamed === undefined ? place : `\${${[renamed, ...name.split(".").slice(1)].join(".")}}`;
  });
}

function renamedIds(dependencies: Json, known: References): Json {
  if (typeof dependencies === "string") return known.renamed.get(dependencies) ?? dependencies;
  if (!Array.isArray(dependencies)) return dependencies;
  return dependencies.map((one) => renamedIds(one as Json, known));
}
