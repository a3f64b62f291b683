// The fields of a log event, as a Contributor Insights rule names them: by `$.path.to[0].member` of JSON, by name or position of CLF.

import { isJsonObject, type Json } from "../../../aws/json.ts";
import { jsonObjectOrUndefined } from "../../../aws/json-text.ts";

export interface EventFields {
  /** Undefined for a field that is not there, or holds other fields. */
  text(field: string): string | undefined;
  /** Undefined for what is no number as well. */
  number(field: string): number | undefined;
}

/** Undefined for an event that is no JSON object. */
export function jsonFields(message: string): EventFields | undefined {
  const root = jsonObjectOrUndefined(message);
  return root && fieldsBy((field) => leafAt(root, field));
}

/** Words between spaces, of which one may be in brackets or quotes. */
export function clfFields(message: string, names: ReadonlyMap<number, string>): EventFields {
  const words = Array.from(
    message.matchAll(/\[([^\]]*)\]|"([^"]*)"|(\S+)/g),
    ([, bracketed, quoted, plain]) => bracketed ?? quoted ?? plain ?? "",
  );
  const byName = new Map(words.map((word, at) => [names.get(at + 1) ?? String(at + 1), word]));
  return fieldsBy((field) => byName.get(field));
}

function fieldsBy(find: (field: string) => string | number | boolean | undefined): EventFields {
  const text = (field: string) => {
    const value = find(field);
    return value === undefined ? undefined : String(value);
  };
  return {
    text,
    number(field) {
      const shown = text(field)?.trim();
      const number = shown === undefined || shown === "" ? Number.NaN : Number(shown);
      return Number.isFinite(number) ? number : undefined;
    },
  };
}

function leafAt(root: Json, field: string): string | number | boolean | undefined {
  let value: Json | undefined = root;
  for (const [, name, index, quoted] of field.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\[["'`]([^\]]*)["'`]\]/g)) {
    const member: string = name ?? quoted ?? "";
    if (index !== undefined)
      value = Array.isArray(value) ? (value[Number(index)] as Json | undefined) : undefined;
    else value = isJsonObject(value) && Object.hasOwn(value, member) ? value[member] : undefined;
  }
  return value === null || typeof value === "object" ? undefined : value;
}
