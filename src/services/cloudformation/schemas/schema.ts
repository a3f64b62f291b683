// What AWS's schema says of a type: which properties of it can be changed in place, and what is told of it.

import { askedResourceSchemas } from "./asked-resource-schemas.ts";
import { computingResourceSchemas } from "./computing-resource-schemas.ts";
import { learningResourceSchemas } from "./learning-resource-schemas.ts";
import { offerResourceSchemas } from "./offer-resource-schemas.ts";
import { rareAToLResourceSchemas } from "./rare-a-to-l-resource-schemas.ts";
import { rareMToZResourceSchemas } from "./rare-m-to-z-resource-schemas.ts";
import { resourceSchemas } from "./resource-schemas.ts";
import { storeResourceSchemas } from "./store-resource-schemas.ts";

type Table = Readonly<Record<string, string>>;

/** Of services that are not here. */
const elsewhere: readonly Table[] = [
  ...[askedResourceSchemas, storeResourceSchemas, computingResourceSchemas],
  ...[learningResourceSchemas, offerResourceSchemas],
  ...[rareAToLResourceSchemas, rareMToZResourceSchemas],
];
const tables: readonly Table[] = [resourceSchemas, ...elsewhere];

export interface ResourceSchema {
  /** The properties whose change makes another resource. */
  readonly replacing: ReadonlySet<string>;
  /** Those whose change may make another one. */
  readonly conditional: ReadonlySet<string>;
  /** All of them. */
  readonly properties: ReadonlySet<string>;
  /** The property by which a template can name it; empty if there is none. */
  readonly nameProperty: string;
  readonly attributes: readonly string[];
  /** Those of them that are lists. */
  readonly lists: ReadonlySet<string>;
  /** Such as `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`; empty if it has none. */
  readonly arn: string;
  /** The properties and attributes that identify it, of which `Ref` mostly is made. */
  readonly identifier: readonly string[];
}

const read = new Map<string, ResourceSchema>();

/** The types that something is known of. */
export function typeNames(): readonly string[] {
  return tables.flatMap(Object.keys);
}

/** Whether it is of a service that is not here. */
export function isElsewhere(type: string): boolean {
  return elsewhere.some((table) => Object.hasOwn(table, type));
}

function rowOf(type: string): string | undefined {
  return tables.find((table) => Object.hasOwn(table, type))?.[type];
}

/** Undefined for a type that is not in the table: nothing is known of it. */
export function schemaOf(type: string): ResourceSchema | undefined {
  const known = read.get(type);
  if (known !== undefined) return known;
  const row = rowOf(type);
  if (row === undefined) return undefined;
  const [replacing = "", conditional = "", nameProperty = "", attributes = "", arn = "", ...rest] =
    row.split("|");
  const [others = "", identifier = ""] = rest;
  const listed = namesIn(attributes);
  const schema = {
    replacing: new Set(namesIn(replacing)),
    conditional: new Set(namesIn(conditional)),
    properties: new Set([replacing, conditional, others].flatMap(namesIn)),
    nameProperty,
    attributes: listed.map((name) => name.replace("[]", "")),
    lists: new Set(listed.filter((name) => name.endsWith("[]")).map((name) => name.slice(0, -2))),
    arn,
    identifier: namesIn(identifier),
  };
  read.set(type, schema);
  return schema;
}

/** How a change of a property is made: `Never` in place, `Always` by another resource. */
export type Recreation = "Never" | "Conditionally" | "Always";

/** A type's property that nothing is known of is changed in place; that of a custom resource always is. */
export function recreationBy(type: string, property: string): Recreation {
  if (type === "AWS::CloudFormation::CustomResource") return "Never";
  const schema = schemaOf(type);
  if (schema?.replacing.has(property)) return "Always";
  return schema?.conditional.has(property) ? "Conditionally" : "Never";
}

function namesIn(text: string): readonly string[] {
  return text === "" ? [] : text.split(" ");
}
