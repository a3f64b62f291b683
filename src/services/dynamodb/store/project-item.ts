// The part of an item that an index has.

import type { Item } from "../values/attribute-value.ts";

export function projectItem(item: Item, names: ReadonlySet<string>): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}
