// Checks a template's resources against AWS's own resource schema: unknown properties, wrong types, values that are
// not allowed, required properties that are missing, attributes that do not exist.

import { loadAwsServiceSpec } from "@aws-cdk/aws-service-spec";
import type { PropertyType, Resource, SpecDatabase, TypeDefinition } from "@aws-cdk/service-spec-types";
import type { Template } from "./packaged-service.ts";

type Offences = string[];

let loading: Promise<SpecDatabase> | undefined;

export async function checkAgainstSchema(template: Template): Promise<Offences> {
  loading ??= loadAwsServiceSpec();
  const database = await loading;
  const offences: Offences = [];
  for (const [logicalId, { Type, Properties }] of Object.entries(template.Resources)) {
    const [resource] = [...database.lookup("resource", "cloudFormationType", "equals", Type)];
    if (resource === undefined) offences.push(`${logicalId}: no resource type ${Type}`);
    else checkObject({ database, path: logicalId, offences }, resource, Properties ?? {});
  }
  checkReferences(database, template, offences);
  return offences;
}

export interface GivenName {
  readonly logicalId: string;
  readonly name: string;
}

/** What the template itself calls its resources: by what identifies them, and by what they can't be given anew without being replaced. */
export async function givenNames(template: Template): Promise<readonly GivenName[]> {
  loading ??= loadAwsServiceSpec();
  const database = await loading;
  return Object.entries(template.Resources).flatMap(([logicalId, { Type, Properties = {} }]) => {
    const [resource] = [...database.lookup("resource", "cloudFormationType", "equals", Type)];
    const identifiers = resource?.primaryIdentifier ?? [];
    return Object.entries(Properties)
      .filter(([member, value]) => {
        const isNaming = /Name$/.test(member) && resource?.properties[member]?.causesReplacement === "yes";
        return typeof value === "string" && (isNaming || identifiers.includes(member));
      })
      .map(([, value]) => ({ logicalId, name: String(value) }));
  });
}

interface Place {
  readonly database: SpecDatabase;
  readonly path: string;
  readonly offences: Offences;
}

function checkObject(place: Place, shape: Resource | TypeDefinition, value: object): void {
  const { path, offences } = place;
  for (const [name, member] of Object.entries(value)) {
    const property = shape.properties[name];
    if (property === undefined) offences.push(`${path}.${name}: unknown property`);
    else checkValue({ ...place, path: `${path}.${name}` }, property.type, member);
  }
  for (const [name, property] of Object.entries(shape.properties)) {
    if (property.required && !(name in value)) offences.push(`${path}: ${name} is required`);
  }
}

function checkValue(place: Place, type: PropertyType, value: unknown): void {
  if (isIntrinsic(value)) return;
  const { path, offences } = place;
  switch (type.type) {
    case "string":
      if (typeof value !== "string") offences.push(`${path}: expected a string`);
      else if (type.allowedValues !== undefined && !type.allowedValues.includes(value)) {
        offences.push(`${path}: ${value} is not one of ${type.allowedValues.join(", ")}`);
      }
      return;
    case "number":
      if (typeof value !== "number") offences.push(`${path}: expected a number`);
      return;
    case "integer":
      if (!Number.isInteger(value)) offences.push(`${path}: expected an integer`);
      return;
    case "boolean":
      if (typeof value !== "boolean") offences.push(`${path}: expected a boolean`);
      return;
    case "array":
      if (!Array.isArray(value)) offences.push(`${path}: expected an array`);
      else
        for (const [index, element] of value.entries()) {
          checkValue({ ...place, path: `${path}[${index}]` }, type.element, element);
        }
      return;
    case "map":
      for (const [name, element] of Object.entries(value as object)) {
        checkValue({ ...place, path: `${path}.${name}` }, type.element, element);
      }
      return;
    case "ref":
      if (typeof value !== "object" || value === null) offences.push(`${path}: expected an object`);
      else checkObject(place, place.database.get("typeDefinition", type.reference.$ref), value);
      return;
    case "union":
      checkUnion(place, type.types, value);
      return;
    default: // json, tag, date-time, null: nothing more is known of them.
      return;
  }
}

function checkUnion(place: Place, types: readonly PropertyType[], value: unknown): void {
  // Beside a described structure the schema often allows any JSON, which would make the description worthless.
  const described = types.filter(({ type }) => type === "ref" || type === "array" || type === "map");
  const fits = (described.length > 0 ? described : types).some((type) => {
    const offences: Offences = [];
    checkValue({ ...place, offences }, type, value);
    return offences.length === 0;
  });
  if (!fits) place.offences.push(`${place.path}: fits none of its allowed types`);
}

function isIntrinsic(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const [name, ...others] = Object.keys(value);
  return others.length === 0 && name !== undefined && (name === "Ref" || name.startsWith("Fn::"));
}

function checkReferences(database: SpecDatabase, template: Template, offences: Offences): void {
  const check = (logicalId: string, attribute: string | undefined): void => {
    const target = template.Resources[logicalId];
    if (target === undefined) {
      if (!logicalId.startsWith("AWS::")) offences.push(`no resource ${logicalId}`);
      return;
    }
    if (attribute === undefined) return;
    const [resource] = [...database.lookup("resource", "cloudFormationType", "equals", target.Type)];
    if (resource?.attributes[attribute] === undefined) {
      offences.push(`${logicalId}: ${target.Type} has no attribute ${attribute}`);
    }
  };
  walk(template, (key, value) => {
    if (key === "Ref" && typeof value === "string") check(value, undefined);
    if (key === "Fn::GetAtt") {
      const [logicalId, attribute] = value as [string, string];
      check(logicalId, attribute);
    }
    if (key === "Fn::Sub" && typeof value === "string") {
      for (const [, logicalId = "", attribute] of value.matchAll(/\$\{([\w:]+)(?:\.(\w+))?\}/g)) {
        check(logicalId, attribute);
      }
    }
  });
}

/** Visits every member of a tree of JSON. */
export function walk(value: unknown, visit: (key: string, value: unknown) => void): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    visit(key, member);
    walk(member, visit);
  }
}
