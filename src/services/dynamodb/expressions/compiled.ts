// What the expressions of a request become once they have been read and checked.

import type { AttributeType, AttributeValue, Item } from "../values/attribute-value.ts";
import type { DocumentPath } from "./document-path.ts";

/** A ConditionExpression or FilterExpression, or what came before them (Expected, QueryFilter, ScanFilter). */
export interface Condition {
  /** An item that isn't there is an item without attributes. */
  readonly matches: (item: Item) => boolean;
  /** The same; yields where whoever asks may give way to others. */
  readonly inPieces: (item: Item) => Generator<void, boolean>;
  /** Whether it may take long to say of an item of so many bytes. */
  readonly isLongFor: (bytes: number) => boolean;
  /** All places that it looks at. */
  readonly paths: readonly DocumentPath[];
}

/** A ProjectionExpression or AttributesToGet. */
export interface Projection {
  readonly project: (item: Item) => Item;
  readonly paths: readonly DocumentPath[];
}

/** An UpdateExpression or AttributeUpdates. */
export interface Update {
  /** The item as it will be. Throws ValidationException if a value or a place isn't of the right type. */
  readonly apply: (item: Item) => Item;
  /** As `apply`, of an item that wasn't there: it has its key alone, and nothing of it is removed. */
  readonly create: (key: Item) => Item;
  /** The places that it writes, for UPDATED_OLD and UPDATED_NEW (`projectPaths`). */
  readonly paths: readonly DocumentPath[];
  /** The type of what it writes to a place, where that is known without an item. */
  readonly writtenTypes: readonly WrittenType[];
}

export interface WrittenType {
  readonly path: DocumentPath;
  readonly type: AttributeType;
}

export type KeyOperator = "=" | "<" | "<=" | ">" | ">=" | "BETWEEN" | "begins_with";

/** One attribute of a KeyConditionExpression or of KeyConditions. BETWEEN has two values, all others one. */
export interface KeyCondition {
  readonly attribute: string;
  readonly operator: KeyOperator;
  readonly values: readonly [AttributeValue, ...AttributeValue[]];
}

/** Of one request. What the request doesn't say is undefined. */
export interface CompiledExpressions {
  readonly condition: Condition | undefined;
  readonly filter: Condition | undefined;
  readonly keyConditions: readonly KeyCondition[] | undefined;
  readonly projection: Projection | undefined;
  readonly update: Update | undefined;
}
