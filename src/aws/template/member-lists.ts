// The members of a request as a template has them, by a list of their types: texts may be numbers there, and numbers texts.

import type { Json } from "../json.ts";
import type { Properties } from "./properties.ts";

export type Member =
  | "text"
  | "texts"
  | "number"
  | "flag"
  | "map"
  | "time"
  | "json"
  | MemberList
  | { readonly each: MemberList };
export interface MemberList {
  readonly [name: string]: Member;
}

/** The members that are there, of the types that the list says. Throws TemplateError. */
export function readMembers(properties: Properties, list: MemberList): Readonly<Record<string, Json>> {
  const found: Record<string, Json> = {};
  for (const [name, member] of Object.entries(list)) {
    const value = properties.json(name) === undefined ? undefined : memberOf(properties, name, member);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

function memberOf(properties: Properties, name: string, member: Member): Json | undefined {
  switch (member) {
    case "text":
      return properties.optionalText(name);
    case "texts":
      return properties.texts(name);
    case "number":
      return properties.optionalNumber(name);
    case "flag":
      return properties.optionalBoolean(name);
    case "map":
      return properties.textMap(name);
    case "json":
      return properties.json(name);
    case "time":
      return timeOf(properties, name);
    default:
      return isEach(member)
        ? properties.sections(name).map((section) => readMembers(section, member.each))
        : readMembers(properties.section(name), member);
  }
}

function isEach(member: MemberList | { readonly each: MemberList }): member is { readonly each: MemberList } {
  return "each" in member;
}

/** Seconds since the epoch, from those or from an ISO 8601 text. */
function timeOf(properties: Properties, name: string): number | undefined {
  const text = properties.optionalText(name);
  if (text === undefined) return undefined;
  const seconds = Number(text.trim() === "" ? Number.NaN : text);
  const time = Number.isNaN(seconds) ? Date.parse(text) / 1000 : seconds;
  return Number.isNaN(time) ? properties.fail(name, `must be a time, not "${text}"`) : time;
}
