// Attribute values as they travel and as they are kept: the JSON of the protocol, bytes as base64, numbers as canonical
// text. Data is immutable: whoever changes an item makes a new one.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html

export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: AttributeMap };

/** By name. A name may be anything, `__proto__` too: read with `attributeOf`, extend by spreading. */
export interface AttributeMap {
  readonly [name: string]: AttributeValue;
}

export type Item = AttributeMap;

export const attributeTypes = ["S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M"] as const;

export type AttributeType = (typeof attributeTypes)[number];

/** The types that a key attribute can have. */
export type KeyType = "S" | "N" | "B";

export function typeOf(value: AttributeValue): AttributeType {
  for (const type in value) return type as AttributeType;
  throw new Error("An attribute value without a type");
}

export function attributeOf(map: AttributeMap, name: string): AttributeValue | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

/** What a scalar or a set holds, as text or texts. */
export function contentOf(value: AttributeValue): unknown {
  return (value as Readonly<Record<string, unknown>>)[typeOf(value)];
}
