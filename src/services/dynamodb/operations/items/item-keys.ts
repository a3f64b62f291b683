// The keys of requests and of items: there, of the right types, not empty and not too long.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-partition-sort-keys

import { ServiceError } from "../../../../aws/service-error.ts";
import type { KeyAttribute, KeySchema, Table } from "../../definitions/table.ts";
import { invalidParameter, itemTooLarge, validationError } from "../../refusals.ts";
import { type ItemKey, itemKeyOf } from "../../store/item-key.ts";
import { type AttributeMap, type AttributeValue, attributeOf, typeOf } from "../../values/attribute-value.ts";
import { maxItemBytes } from "../../values/size.ts";

const maxHashBytes = 2048;
const maxRangeBytes = 1024;

/** An empty value in a key, or in the key of an index: within a transaction it refuses the whole request, too. */
export class EmptyKey extends ServiceError {
  constructor(detail: string) {
    super("ValidationException", `One or more parameter values are not valid. ${detail}`, {
      namespace: "com.amazon.coral.validate",
    });
  }
}

/** The key that a request gives. Throws ValidationException. */
export function requestedKey({ key }: Table, map: AttributeMap): ItemKey {
  if (Object.keys(map).length !== key.attributes.length) throw notTheSchema();
  checkKey(key, map);
  return itemKeyOf(map, key);
}

/** Of a key within a larger map, such as an ExclusiveStartKey. */
export function checkKey(key: KeySchema, map: AttributeMap): void {
  for (const attribute of key.attributes) {
    const value = attributeOf(map, attribute.name);
    if (value === undefined || typeOf(value) !== attribute.type) throw notTheSchema();
    checkContent(attribute, value, key.partition.includes(attribute));
  }
}

function notTheSchema() {
  return validationError("The provided key element does not match the schema");
}

/** The key of an item that is put. Throws ValidationException. */
export function keyOfItem({ key }: Table, item: AttributeMap): ItemKey {
  for (const attribute of key.attributes) {
    const { name, type } = attribute;
    const value = attributeOf(item, name);
    if (value === undefined) throw invalidParameter(`Missing the key ${name} in the item`);
    if (typeOf(value) !== type) {
      throw invalidParameter(`Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`);
    }
    checkContent(attribute, value, key.partition.includes(attribute));
  }
  return itemKeyOf(item, key);
}

/** What an item is to become must fit its table: its size, and the types of the indexes' keys. Throws ValidationException. */
export function checkItem(table: Table, item: AttributeMap, bytes: number, isUpdate: boolean): void {
  for (const { definition, key } of table.indexes) {
    for (const attribute of key.attributes) {
      const value = attributeOf(item, attribute.name);
      if (value === undefined) continue;
      if (typeOf(value) !== attribute.type) {
        throw invalidParameter(
          `Type mismatch for Index Key ${attribute.name} Expected: ${attribute.type} ` +
            `Actual: ${typeOf(value)} IndexName: ${definition.name}`,
        );
      }
      if (isEmpty(value)) {
        throw new EmptyKey(
          isUpdate
            ? `The update expression attempted to update a secondary index key to a value that is not supported. ${noEmpty(attribute)}`
            : `A value specified for a secondary index key is not supported. ${noEmpty(attribute)} ` +
                `IndexName: ${definition.name}, IndexKey: ${attribute.name}`,
        );
      }
      checkSize(attribute, value, key.partition.includes(attribute));
    }
  }
  if (bytes > maxItemBytes) throw itemTooLarge(isUpdate);
}

function checkContent(attribute: KeyAttribute, value: AttributeValue, isHash: boolean): void {
  if (isEmpty(value)) throw new EmptyKey(`${noEmpty(attribute)} Key: ${attribute.name}`);
  checkSize(attribute, value, isHash);
}

function checkSize({ type }: KeyAttribute, value: AttributeValue, isHash: boolean): void {
  const limit = isHash ? maxHashBytes : maxRangeBytes;
  // A number is never too long.
  if (type === "N" || keyLength(value) <= limit) return;
  throw invalidParameter(
    isHash
      ? // The missing blank is AWS's.
        "Size of hashkey has exceeded the maximum size limit of2048 bytes"
      : "Aggregated size of all range keys has exceeded the size limit of 1024 bytes",
  );
}

function keyLength(value: AttributeValue): number {
  if ("S" in value) return Buffer.byteLength(value.S);
  return "B" in value ? Buffer.byteLength(value.B, "base64") : 0;
}

function isEmpty(value: AttributeValue): boolean {
  return ("S" in value && value.S === "") || ("B" in value && value.B === "");
}

function noEmpty({ type }: KeyAttribute): string {
  const kind = type === "S" ? "string" : "binary";
  return `The AttributeValue for a key attribute cannot contain an empty ${kind} value.`;
}
