// ExclusiveStartKey: where a page goes on.

import { ServiceError } from "../../../../aws/service-error.ts";
import type { KeySchema, Table } from "../../definitions/table.ts";
import { validationError } from "../../refusals.ts";
import { itemKeyOf } from "../../store/item-key.ts";
import type { Position } from "../../store/ranges.ts";
import type { AttributeMap } from "../../values/attribute-value.ts";
import type { WrittenMap } from "../../values/read-value.ts";
import { validMap } from "../../values/validate-value.ts";
import { checkKey } from "../items/item-keys.ts";
import type { ReadTarget } from "./read-target.ts";

const invalid = "The provided starting key is invalid";

/** Words that AWS gives without saying where they come from. */
const withoutPlace = /contains duplicates|number set|numeric value|significant digits|number with magnitude/;

/** Throws ValidationException. */
export function startKeyOf(written: WrittenMap | undefined): AttributeMap | undefined {
  if (written === undefined) return undefined;
  return refusing(() => validMap(written));
}

/** Throws ValidationException. */
export function startPosition({ table, index }: ReadTarget, start: AttributeMap): Position {
  const names = new Set([...table.key.attributes, ...(index?.key.attributes ?? [])].map(({ name }) => name));
  if (Object.keys(start).length !== names.size) {
    throw validationError(
      index === undefined ? `${invalid}: The provided key element does not match the schema` : invalid,
    );
  }
  if (index !== undefined) checkIndexKey(index.key, start);
  checkTableKey(table, start);
  return {
    entry: index === undefined ? undefined : itemKeyOf(start, index.key),
    item: itemKeyOf(start, table.key),
  };
}

function checkIndexKey(key: KeySchema, start: AttributeMap): void {
  if (key.attributes.some(({ name }) => !Object.hasOwn(start, name))) throw validationError(invalid);
  refusing(() => checkKey(key, start));
}

function checkTableKey({ key }: Table, start: AttributeMap): void {
  refusing(() => checkKey(key, start));
}

function refusing<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ServiceError) || withoutPlace.test(error.message)) throw error;
    throw validationError(`${invalid}: ${error.message}`);
  }
}
