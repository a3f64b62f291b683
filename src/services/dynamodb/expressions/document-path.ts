// A place in an item: an attribute, and from there members of maps and elements of lists.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.Attributes.html

import { type AttributeMap, type AttributeValue, attributeOf } from "../values/attribute-value.ts";

/** The first step is the attribute's name; a number is an index. */
export type DocumentPath = readonly [string, ...(string | number)[]];

export function valueAt(item: AttributeMap, path: DocumentPath): AttributeValue | undefined {
  let value = attributeOf(item, path[0]);
  for (let step = 1; step < path.length && value !== undefined; step += 1) {
    value = memberOf(value, path[step] as string | number);
  }
  return value;
}

export function memberOf(value: AttributeValue, step: string | number): AttributeValue | undefined {
  if (typeof step === "number") return "L" in value ? value.L[step] : undefined;
  return "M" in value ? attributeOf(value.M, step) : undefined;
}

/** As AWS's refusals show it: `[list, [2], name]`. */
export function showPath(path: DocumentPath): string {
  return `[${path.map((step) => (typeof step === "number" ? `[${step}]` : step)).join(", ")}]`;
}
