// What the keys and indexes of a new table must be. Each throws ValidationException.

import { invalidParameter, validationError } from "../refusals.ts";
import type { BillingMode, KeySchemaElement, Projection } from "./table-definition.ts";

export interface WantedIndex {
  readonly IndexName: string;
  readonly KeySchema: readonly KeySchemaElement[];
  readonly Projection: {
    readonly ProjectionType: Projection["ProjectionType"] | undefined;
    readonly NonKeyAttributes: readonly string[] | undefined;
  };
  readonly ProvisionedThroughput?: unknown;
}

/** So many attributes of each kind may be in a global index's key. */
const mostOfAKind = 4;
/** So many local and global indexes a table can have. */
const mostLocals = 5;
const mostGlobals = 20;
/** So many attributes can be projected one by one into all of a table's indexes. */
const mostProjected = 100;

export function checkKeySchema(schema: readonly KeySchemaElement[], defined: readonly string[]): void {
  const names = schema.map(({ AttributeName: name }) => name);
  if (names.length > defined.length) {
    throw validationError("Invalid KeySchema: Some index key attribute have no definition");
  }
  checkDefined(names, defined);
  checkOrder(schema);
}

function checkDefined(names: readonly string[], defined: readonly string[]): void {
  if (names.every((name) => defined.includes(name))) return;
  throw invalidParameter(
    "Some index key attributes are not defined in AttributeDefinitions. " +
      `Keys: [${names.join(", ")}], AttributeDefinitions: [${defined.join(", ")}]`,
  );
}

function checkOrder([hash, range]: readonly KeySchemaElement[]): void {
  if (hash !== undefined && hash.AttributeName === range?.AttributeName) {
    throw validationError("Both the Hash Key and the Range Key element in the KeySchema have the same name");
  }
  if (hash?.KeyType !== "HASH") {
    throw validationError("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
  if (range !== undefined && range.KeyType !== "RANGE") {
    throw validationError("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  }
}

/** A global index's key may have more attributes of each kind than one. */
function checkOrderOfMany(schema: readonly KeySchemaElement[]): void {
  const names = schema.map(({ AttributeName: name }) => name);
  if (new Set(names).size < names.length) {
    throw validationError("Both the Hash Key and the Range Key element in the KeySchema have the same name");
  }
  if (schema[0]?.KeyType !== "HASH") {
    throw validationError("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
  const ranges = schema.filter(({ KeyType: type }) => type === "RANGE");
  const hashes = schema.length - ranges.length;
  const isInOrder = schema.slice(hashes).every((element) => ranges.includes(element));
  if (isInOrder && hashes <= mostOfAKind && ranges.length <= mostOfAKind) return;
  // Words of our own: AWS's are not known.
  throw validationError(
    `Invalid KeySchema: up to ${mostOfAKind} HASH keys come before up to ${mostOfAKind} RANGE keys`,
  );
}

/** Every attribute that is defined must be a key of the table or of an index. */
export function checkDefinitions(
  defined: readonly string[],
  schema: readonly KeySchemaElement[],
  indexes: readonly WantedIndex[] | undefined,
): void {
  const repeated = defined.find((name, index) => defined.indexOf(name) < index);
  if (repeated !== undefined) throw validationError(`Attribute Name is duplicated: ${repeated}`);
  if (indexes === undefined) {
    if (schema.length === defined.length) return;
    throw invalidParameter(
      "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
    );
  }
  const used = new Set(
    [schema, ...indexes.map(({ KeySchema }) => KeySchema)].flat().map(({ AttributeName: name }) => name),
  );
  if (defined.every((name) => used.has(name))) return;
  throw invalidParameter(
    "Some AttributeDefinitions are not used. " +
      `AttributeDefinitions: [${defined.join(", ")}], keys used: [${[...used].join(", ")}]`,
  );
}

export function checkLocals(
  indexes: readonly WantedIndex[],
  schema: readonly KeySchemaElement[],
  defined: readonly string[],
): void {
  if (indexes.length === 0) throw invalidParameter("List of LocalSecondaryIndexes is empty");
  if (schema.length < 2) {
    throw invalidParameter(
      "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
    );
  }
  for (const { IndexName: name, KeySchema, Projection: projection } of indexes) {
    checkDefined(
      KeySchema.map(({ AttributeName }) => AttributeName),
      defined,
    );
    checkOrder(KeySchema);
    if (KeySchema.length < 2) {
      throw invalidParameter(`Index KeySchema does not have a range key for index: ${name}`);
    }
    const [own, tables] = [KeySchema[0]?.AttributeName, schema[0]?.AttributeName];
    if (own !== tables) {
      throw invalidParameter(
        `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${name}. ` +
          `index hash key: ${own}, table hash key: ${tables}`,
      );
    }
    checkProjection(projection);
  }
  if (indexes.length > mostLocals) {
    throw invalidParameter(`Number of LocalSecondaryIndexes exceeds per-table limit of ${mostLocals}`);
  }
}

export function checkGlobals(
  indexes: readonly WantedIndex[],
  billingMode: BillingMode,
  defined: readonly string[],
): void {
  if (indexes.length === 0) throw invalidParameter("List of GlobalSecondaryIndexes is empty");
  for (const index of indexes) checkGlobal(index, billingMode, defined);
  if (indexes.length > mostGlobals) {
    throw invalidParameter(`GlobalSecondaryIndex count exceeds the per-table limit of ${mostGlobals}`);
  }
}

export function checkGlobal(index: WantedIndex, billingMode: BillingMode, defined: readonly string[]): void {
  const { IndexName: name, KeySchema, Projection: projection, ProvisionedThroughput: throughput } = index;
  checkDefined(
    KeySchema.map(({ AttributeName }) => AttributeName),
    defined,
  );
  checkOrderOfMany(KeySchema);
  checkProjection(projection);
  if (billingMode === "PAY_PER_REQUEST" && throughput !== undefined) {
    throw invalidParameter(
      `ProvisionedThroughput should not be specified for index: ${name} when BillingMode is PAY_PER_REQUEST`,
    );
  }
  if (billingMode === "PROVISIONED" && throughput === undefined) {
    throw invalidParameter(`ProvisionedThroughput is not specified for index: ${name}`);
  }
}

export function checkIndexesTogether(indexes: readonly WantedIndex[]): void {
  const names = indexes.map(({ IndexName }) => IndexName);
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated !== undefined) throw invalidParameter(`Duplicate index name: ${repeated}`);
  const projected = indexes.reduce(
    (sum, { Projection: { NonKeyAttributes: names = [] } }) => sum + names.length,
    0,
  );
  if (projected > mostProjected) {
    throw invalidParameter(
      `Number of NonKeyAttributes across all indexes exceeds per-table limit of ${mostProjected}`,
    );
  }
}

function checkProjection({ ProjectionType: type, NonKeyAttributes: names }: WantedIndex["Projection"]): void {
  if (type === undefined) throw invalidParameter("Unknown ProjectionType: null");
  if (names !== undefined && type !== "INCLUDE") {
    throw invalidParameter(`ProjectionType is ${type}, but NonKeyAttributes is specified`);
  }
  if (names === undefined && type === "INCLUDE") {
    throw invalidParameter("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
  }
  const repeated = names?.find((name, index) => names.indexOf(name) < index);
  if (repeated !== undefined) {
    throw invalidParameter(`Duplicate element in NonKeyAttributes: ${repeated}`);
  }
}
