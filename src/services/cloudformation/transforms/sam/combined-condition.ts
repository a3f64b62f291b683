// A condition for what several resources need that are there under conditions of their own.

import type { Json } from "../../../../aws/json.ts";
import { type Draft, objectAt } from "./draft.ts";

/** Conditions of resources; undefined among them for one without. */
export type Conditions = ReadonlySet<string | undefined>;

/** The most that one `Fn::Or` takes. */
const orLimit = 10;

/** The name of the condition that holds where any of the given ones does; none if something has no condition. */
export function anyOf(conditions: Conditions, name: string, template: Draft): string | undefined {
  if (conditions.has(undefined)) return undefined;
  const names = [...conditions].sort() as string[];
  if (names.length < 2) return names[0];
  const all = objectAt(template, "Conditions");
  if (all === undefined) return undefined;
  const nested: string[] = [];
  let rest = names;
  while (rest.length + nested.length > orLimit) {
    const part = `${name}${nested.length + 1}`;
    all[part] = either(rest.slice(0, orLimit));
    rest = rest.slice(orLimit);
    nested.push(part);
  }
  all[name] = either([...rest, ...nested]);
  return name;
}

function either(names: readonly string[]): Json {
  return { "Fn::Or": names.map((name) => ({ Condition: name })) };
}
