// A table that is there: its definition, and what follows from it for the items.

import type { KeyType } from "../values/attribute-value.ts";
import type { IndexDefinition, KeySchemaElement, TableDefinition } from "./table-definition.ts";

export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}

export interface KeySchema {
  /** One; of a global index up to four, which are equal together. */
  readonly partition: readonly KeyAttribute[];
  /** One or none; of a global index up to four, each of which orders what those before it leave equal. */
  readonly sort: readonly KeyAttribute[];
  /** All, in this order. */
  readonly attributes: readonly KeyAttribute[];
}

export interface TableIndex {
  readonly definition: IndexDefinition;
  readonly key: KeySchema;
  /** The attributes that it has of an item; undefined for all. */
  readonly projected: ReadonlySet<string> | undefined;
  /** What identifies an entry: the index's key and the table's. */
  readonly positionAttributes: readonly string[];
}

export class Table {
  /** Of its items. */
  readonly owner: number;
  readonly definition: TableDefinition;
  readonly key: KeySchema;
  readonly indexes: readonly TableIndex[];
  /** The names of its own key attributes, and of those of its indexes. */
  readonly keyNames: readonly string[];
  readonly indexKeyNames: readonly string[];

  constructor(owner: number, definition: TableDefinition) {
    this.owner = owner;
    this.definition = definition;
    const types = new Map(definition.attributes.map((each) => [each.AttributeName, each.AttributeType]));
    this.key = keyOf(definition.keySchema, types);
    this.indexes = definition.indexes.map((index) => {
      const key = keyOf(index.keySchema, types);
      const names = new Set([...key.attributes, ...this.key.attributes].map(({ name }) => name));
      const { ProjectionType: type, NonKeyAttributes: others = [] } = index.projection;
      return {
        definition: index,
        key,
        projected: type === "ALL" ? undefined : new Set([...names, ...others]),
        positionAttributes: [...names],
      };
    });
    this.keyNames = this.key.attributes.map(({ name }) => name);
    this.indexKeyNames = this.indexes.flatMap(({ key }) => key.attributes.map(({ name }) => name));
  }

  get name(): string {
    return this.definition.name;
  }

  index(name: string): TableIndex | undefined {
    return this.indexes.find(({ definition }) => definition.name === name);
  }
}

function keyOf(schema: readonly KeySchemaElement[], types: ReadonlyMap<string, KeyType>): KeySchema {
  const ofType = (keyType: KeySchemaElement["KeyType"]): readonly KeyAttribute[] =>
    schema
      .filter(({ KeyType }) => KeyType === keyType)
      .map(({ AttributeName: name }) => ({ name, type: types.get(name) ?? "S" }));
  const [partition, sort] = [ofType("HASH"), ofType("RANGE")];
  return { partition, sort, attributes: [...partition, ...sort] };
}
