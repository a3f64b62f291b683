// The sections of a template that hold something under each name: what all of them have in common.

import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import { memberPointer } from "../../../../aws/json-pointer.ts";
import { meantHint, type Problems } from "../problems.ts";

/** What AWS calls a member of a section in its messages. */
export interface SectionKind {
  readonly section: string;
  readonly plural: string;
  readonly name: string;
  readonly most: number;
}

const alphanumeric = /^[A-Za-z0-9]+$/;
const longestName = 255;

/** The members of a section, after those that cannot be have been told of. */
export function namedMembers(
  body: JsonObject,
  kind: SectionKind,
  problems: Problems,
): readonly (readonly [string, Json])[] {
  const path = `/${kind.section}`;
  const section = Object.hasOwn(body, kind.section) ? body[kind.section] : undefined;
  if (section === undefined || section === null) return [];
  if (!isJsonObject(section)) {
    problems.add(path, `Template format error: Any ${kind.section} member must be an object.`);
    return [];
  }
  const entries = Object.entries(section);
  if (entries.length > kind.most) {
    problems.add(
      path,
      `Template format error: Number of ${kind.plural}, ${entries.length}, is greater than maximum allowed, ${kind.most}`,
    );
  }
  for (const [name] of entries) {
    const at = memberPointer(path, name);
    if (!alphanumeric.test(name))
      problems.add(at, `Template format error: ${kind.name} name ${name} is non alphanumeric.`);
    else if (name.length > longestName)
      problems.add(
        at,
        `Template format error: ${kind.name} name ${name} is longer than ${longestName} characters.`,
      );
  }
  return entries;
}

/** Tells of the members that the object may not have. */
export function onlyKnown(
  value: JsonObject,
  known: ReadonlySet<string>,
  path: string,
  problems: Problems,
  text: (name: string) => string,
): void {
  for (const name of Object.keys(value)) {
    if (!known.has(name)) problems.add(memberPointer(path, name), text(name), meantHint(name, known));
  }
}
