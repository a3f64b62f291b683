// The mappings of a template: maps of maps of constants.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/mappings-section-structure.html

import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import { memberPointer } from "../../../../aws/json-pointer.ts";
import type { Problems } from "../problems.ts";
import { namedMembers } from "./named-members.ts";

const kind = { section: "Mappings", plural: "mappings", name: "Mapping", most: 200 };

export function readMappings(body: JsonObject, problems: Problems): JsonObject {
  const members = namedMembers(body, kind, problems);
  for (const [name, mapping] of members) {
    eachOf(mapping, memberPointer("/Mappings", name), name, problems, (key, attributes, path) => {
      checkKey(key, path, problems);
      eachOf(attributes, path, key, problems, (attribute, value, at) =>
        checkAttribute(attribute, value, at, problems),
      );
    });
  }
  return Object.fromEntries(members);
}

function eachOf(
  map: Json,
  path: string,
  name: string,
  problems: Problems,
  check: (name: string, value: Json, path: string) => void,
): void {
  if (!isJsonObject(map)) {
    problems.add(path, `Template format error: Every Mappings member ${name} must be a map`);
    return;
  }
  for (const [key, value] of Object.entries(map)) check(key, value, memberPointer(path, key));
}

function checkKey(key: string, path: string, problems: Problems): void {
  if (/^[A-Za-z0-9.-]+$/.test(key)) return;
  problems.add(
    path,
    `Template format error: Mappings element name '${key}' must be non-empty and can contain only alphanumeric characters, '-' or '.'`,
  );
}

function checkAttribute(name: string, value: Json, path: string, problems: Problems): void {
  if (!/^[A-Za-z0-9.-]+$/.test(name)) {
    problems.add(
      path,
      `Template format error: Mappings attribute name '${name}' must contain only alphanumeric characters.`,
    );
  }
  const items: readonly Json[] = Array.isArray(value) ? value : [value];
  if (items.some((item) => typeof item === "object" && item !== null)) {
    problems.add(path, "Template format error: Every Mappings attribute must be a String or a List.");
  }
}
