// What Step Functions objects to in the request of a service integration: members that it does not know, and values of another
// type than the member's. A definition is refused for what stands in it as it is; what is computed is looked at when the Task is
// about to start.

import { isJsonObject, type Json, type JsonObject } from "../../aws/json.ts";
import type { RequestShape, Shape, Structure } from "./request-shape.ts";

export interface RequestReader {
  /** Whether the value of this key is yet to be computed. */
  isComputed(key: string, value: Json): boolean;
}

/** A request as it is sent: nothing in it is to be computed. */
export const finishedRequest: RequestReader = { isComputed: () => false };

/** AWS's words, in the order of the request. Null is taken for a member that was left out. */
export function requestProblems(
  request: JsonObject,
  shape: RequestShape,
  reader: RequestReader,
): readonly string[] {
  const problems: string[] = [];
  const check = (structure: Structure, value: JsonObject): void => {
    for (const key of Object.keys(value)) {
      const given = value[key] as Json;
      if (given === null || reader.isComputed(key, given)) continue;
      const member = structure.members.get(key);
      if (member === undefined) problems.push(`The field "${key}" is not supported by Step Functions`);
      else checkValue(key, given, member);
    }
  };
  const checkValue = (key: string, value: Json, member: Shape): void => {
    if (typeof member === "number") {
      const structure = shape.structures[member];
      if (typeof value === "string" && shape.takesBareTexts && structure?.members.has("S")) return;
      if (!isJsonObject(value)) problems.push(mustBe(key, "an OBJECT"));
      else if (structure !== undefined) check(structure, value);
    } else if (typeof member === "object") checkGroup(key, value, member);
    else {
      const problem = member === "j" && shape.takesAnyBytes ? undefined : problemOf(key, value, member);
      if (problem !== undefined) problems.push(problem);
    }
  };
  const checkGroup = (key: string, value: Json, [kind, member]: readonly ["l" | "m", Shape]): void => {
    if (kind === "l" ? !Array.isArray(value) : !isJsonObject(value)) {
      problems.push(mustBe(key, kind === "l" ? "an ARRAY" : "an OBJECT"));
      return;
    }
    for (const [name, each] of Object.entries(value as JsonObject)) {
      if (each === null || reader.isComputed(name, each)) continue;
      checkValue(kind === "l" ? key : name, each, member);
    }
  };
  check(shape.root, request);
  return problems;
}

/** Texts that may be written as the JSON that they hold. */
const jsonTexts = new Set([
  "Body",
  "Definition",
  "Detail",
  "Input",
  "Message",
  "MessageBody",
  "Output",
  "SecretString",
]);

function problemOf(key: string, value: Json, shape: Exclude<Shape, number | readonly unknown[]>) {
  const isGroup = typeof value === "object";
  switch (shape) {
    case "s":
      return typeof value === "string" || (isGroup && jsonTexts.has(key))
        ? undefined
        : mustBe(key, "a STRING");
    case "j":
      return typeof value === "string" || isGroup ? undefined : mustBe(key, "a STRING");
    case "i":
      return Number.isInteger(value) ? undefined : mustBe(key, "an INTEGER");
    case "n":
      return typeof value === "number" ? undefined : mustBe(key, "a NUMBER");
    case "b":
      return typeof value === "boolean" ? undefined : mustBe(key, "a BOOLEAN");
    case "t":
      return typeof value === "string" || typeof value === "number" ? undefined : mustBe(key, "a STRING");
    case "f":
      return isJsonObject(value) ? undefined : `The value of the field '${key}' has an invalid format`;
    case "*":
      return undefined;
  }
}

function mustBe(key: string, type: string): string {
  return `The value for the field '${key}' must be ${type}`;
}
