// Objects are made member by member, and any text may be a name.

import type { Json } from "./json.ts";

/** An assignment to `__proto__` would change the prototype; data must not. */
export function setMember(object: Record<string, Json>, name: string, value: Json): void {
  if (name === "__proto__") {
    Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
  } else object[name] = value;
}
