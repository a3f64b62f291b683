// JSON Pointers, `/orders/0/items`. https://www.rfc-editor.org/rfc/rfc6901

import { isJsonObject, type Json } from "./json.ts";

const arrayIndex = /^(0|[1-9]\d*)$/;

/** What the pointer leads to; undefined if that is nothing. */
export function followPointer(document: Json, pointer: string): Json | undefined {
  let found: Json | undefined = document;
  for (const token of pointer.split("/").slice(1)) {
    const name = token.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(found)) found = arrayIndex.test(name) ? (found[Number(name)] as Json) : undefined;
    else if (found !== undefined && isJsonObject(found) && Object.hasOwn(found, name)) found = found[name];
    else return undefined;
  }
  return found;
}

/** The pointer to a member of what `pointer` leads to. */
export function memberPointer(pointer: string, name: string | number): string {
  const text = String(name);
  // Nearly every name is as it stands.
  const isPlain = !text.includes("/") && !text.includes("~");
  return `${pointer}/${isPlain ? text : text.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
