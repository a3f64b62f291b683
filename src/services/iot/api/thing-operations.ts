// Things and their types on the wire. https://docs.aws.amazon.com/iot/latest/apireference/API_CreateThing.html

import { present } from "../../../aws/wire/given.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import { flag, integer, listOf, optional, type Shape, structure, text } from "../../../aws/wire/shape.ts";
import type { Iot } from "../iot.ts";
import { invalidRequest } from "../refusals.ts";
import type { ThingType } from "../registry/thing-types.ts";
import type { Attributes, Thing } from "../registry/things.ts";
import { name, optionalName, paged, pagedQuery, pageOf, tagMap, tags as tagsShape } from "./members.ts";
import { type RestOperations, restOperation } from "./rest.ts";

const attributeName = /^[a-zA-Z0-9_.,@/:#=[\]-]{1,128}$/;
const attributeValue = /^[a-zA-Z0-9_.,@/:#=[\]-]{0,800}$/;
export const attributes: Shape<Attributes> = {
  read(value, at) {
    structure({}).read(value, at);
    const given = Object.entries(value as object);
    for (const [key, each] of given) {
      if (!attributeName.test(key)) throw invalidRequest(`Invalid attribute name: ${key}`);
      if (typeof each !== "string" || !attributeValue.test(each))
        throw invalidRequest(`Invalid value of the attribute ${key}`);
    }
    return Object.fromEntries(given) as Attributes;
  },
};
const attributePayload = optional(structure({ attributes: optional(attributes), merge: optional(flag()) }));
const expectedVersion = optional(integer());
const oneThing = { path: "/things/{thingName}" };
const oneType = { path: "/thing-types/{thingTypeName}" };

export function thingOperations(iot: Iot): RestOperations {
  const { things, billingGroups, brokerHost, tags } = iot;
  return {
    CreateThing: restOperation(
      structure({
        thingName: name,
        thingTypeName: optionalName,
        attributePayload,
        billingGroupName: optionalName,
      }),
      { ...oneThing, method: "POST" },
      async ({ thingName, thingTypeName, attributePayload, billingGroupName }) => {
        if (billingGroupName !== undefined) billingGroups.get(billingGroupName);
        const thing = things.create(thingName, { thingTypeName, attributes: attributePayload?.attributes });
        if (billingGroupName !== undefined) billingGroups.add(billingGroupName, thingName);
        await brokerHost.need();
        return { thingName, thingArn: things.arn(thingName), thingId: thing.thingId };
      },
    ),
    DescribeThing: restOperation(
      structure({ thingName: name }),
      { ...oneThing, method: "GET" },
      ({ thingName }) => ({
        ...shownThing(iot, things.get(thingName)),
        ...present({ billingGroupName: things.get(thingName).billingGroupName }),
        thingId: things.get(thingName).thingId,
        defaultClientId: thingName,
      }),
    ),
    ListThings: restOperation(
      structure({
        ...paged,
        attributeName: optional(text()),
        attributeValue: optional(text()),
        thingTypeName: optionalName,
        usePrefixAttributeValue: optional(flag()),
      }),
      {
        path: "/things",
        method: "GET",
        query: {
          ...pagedQuery,
          ...{
            attributeName: "text",
            attributeValue: "text",
            thingTypeName: "text",
            usePrefixAttributeValue: "flag",
          },
        },
      },
      (request) => {
        const wanted = things.all().filter((thing) => isWanted(thing, request));
        const { items, next } = thingPage(wanted, request);
        return present({ things: items.map((thing) => shownThing(iot, thing)), nextToken: next });
      },
    ),
    UpdateThing: restOperation(
      structure({
        ...{ thingName: name, thingTypeName: optionalName, attributePayload, expectedVersion },
        removeThingType: optional(flag()),
      }),
      { ...oneThing, method: "PATCH" },
      ({ thingName, attributePayload, ...change }) => {
        things.update(thingName, { ...change, ...attributePayload });
        return {};
      },
    ),
    DeleteThing: restOperation(
      structure({ thingName: name, expectedVersion }),
      { ...oneThing, method: "DELETE", query: { expectedVersion: "number" } },
      (request) => {
        things.delete(request.thingName, request.expectedVersion);
        return {};
      },
    ),
    ...typeOperations(iot, tags),
  };
}

function typeOperations({ types }: Iot, tags: Iot["tags"]): RestOperations {
  const thingTypeName = name;
  const searchableAttributes = optional(listOf(text({ pattern: attributeName }), { max: 3 }));
  const properties = optional(
    structure({ thingTypeDescription: optional(text({ max: 2028 })), searchableAttributes }),
  );
  return {
    CreateThingType: restOperation(
      structure({ thingTypeName, thingTypeProperties: properties, tags: tagsShape }),
      { ...oneType, method: "POST" },
      ({ thingTypeName, thingTypeProperties, ...request }) => {
        const { thingTypeDescription: description, searchableAttributes } = thingTypeProperties ?? {};
        const given = tagMap(request.tags);
        const { thingTypeId } = types.create(thingTypeName, { description, searchableAttributes });
        const thingTypeArn = types.arn(thingTypeName);
        tags.set(thingTypeArn, given);
        return { thingTypeName, thingTypeArn, thingTypeId };
      },
    ),
    DescribeThingType: restOperation(
      structure({ thingTypeName }),
      { ...oneType, method: "GET" },
      (request) => {
        const type = types.get(request.thingTypeName);
        return {
          ...shownType(type),
          thingTypeId: type.thingTypeId,
          thingTypeArn: types.arn(type.thingTypeName),
        };
      },
    ),
    ListThingTypes: restOperation(
      structure({ ...paged, thingTypeName: optionalName }),
      { path: "/thing-types", method: "GET", query: { ...pagedQuery, thingTypeName: "text" } },
      ({ thingTypeName, nextToken, maxResults }) => {
        const of = types
          .all()
          .filter((type) => thingTypeName === undefined || type.thingTypeName === thingTypeName);
        const keyOf = (type: ThingType) => type.thingTypeName;
        const { items, next } = pageOf({ of, keyOf, token: nextToken, limit: maxResults });
        const shown = items.map((type) => ({
          ...shownType(type),
          thingTypeArn: types.arn(type.thingTypeName),
        }));
        return present({ thingTypes: shown, nextToken: next });
      },
    ),
    UpdateThingType: restOperation(
      structure({ thingTypeName, thingTypeProperties: properties }),
      { ...oneType, method: "PATCH" },
      ({ thingTypeName, thingTypeProperties }) => {
        const { thingTypeDescription: description, searchableAttributes } = thingTypeProperties ?? {};
        types.update(thingTypeName, { description, searchableAttributes });
        return {};
      },
    ),
    DeprecateThingType: restOperation(
      structure({ thingTypeName, undoDeprecate: optional(flag()) }),
      { path: "/thing-types/{thingTypeName}/deprecate", method: "POST" },
      ({ thingTypeName, undoDeprecate = false }) => {
        types.deprecate(thingTypeName, undoDeprecate);
        return {};
      },
    ),
    DeleteThingType: restOperation(
      structure({ thingTypeName }),
      { ...oneType, method: "DELETE" },
      (request) => {
        types.delete(request.thingTypeName);
        tags.set(types.arn(request.thingTypeName), {});
        return {};
      },
    ),
  };
}

interface ThingFilter {
  readonly attributeName?: string | undefined;
  readonly attributeValue?: string | undefined;
  readonly thingTypeName?: string | undefined;
  readonly usePrefixAttributeValue?: boolean | undefined;
}

function isWanted(thing: Thing, filter: ThingFilter): boolean {
  const { attributeName, attributeValue = "", thingTypeName, usePrefixAttributeValue } = filter;
  if (thingTypeName !== undefined && thing.thingTypeName !== thingTypeName) return false;
  if (attributeName === undefined) return true;
  const value = Object.hasOwn(thing.attributes, attributeName) ? thing.attributes[attributeName] : undefined;
  return usePrefixAttributeValue === true
    ? value?.startsWith(attributeValue) === true
    : value === attributeValue;
}

export function thingPage(
  of: readonly Thing[],
  {
    nextToken,
    maxResults,
  }: { readonly nextToken?: string | undefined; readonly maxResults?: number | undefined },
) {
  return pageOf({ of, keyOf: (thing: Thing) => thing.thingName, token: nextToken, limit: maxResults });
}

function shownThing({ things }: Iot, { thingName, thingTypeName, attributes, version }: Thing): WireObject {
  return present({ thingName, thingTypeName, thingArn: things.arn(thingName), attributes, version });
}

function shownType(type: ThingType): WireObject {
  const { thingTypeName, description, searchableAttributes, createdAt, deprecatedAt } = type;
  return {
    thingTypeName,
    thingTypeProperties: present({ thingTypeDescription: description, searchableAttributes }),
    thingTypeMetadata: present({
      deprecated: deprecatedAt !== undefined,
      deprecationDate: deprecatedAt === undefined ? undefined : new Date(deprecatedAt),
      creationDate: new Date(createdAt),
    }),
  };
}
