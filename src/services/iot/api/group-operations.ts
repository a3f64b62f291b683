// Groups of things on the wire. https://docs.aws.amazon.com/iot/latest/apireference/API_CreateThingGroup.html

import { present } from "../../../aws/wire/given.ts";
import { flag, integer, listOf, optional, structure, text, type ValueOf } from "../../../aws/wire/shape.ts";
import type { Iot } from "../iot.ts";
import type { GroupProperties, ThingGroup } from "../registry/thing-groups.ts";
import {
  name,
  named,
  optionalName,
  paged,
  pagedQuery,
  pageOf,
  tagMap,
  tags as tagsShape,
} from "./members.ts";
import { type RestOperations, restOperation } from "./rest.ts";
import { attributes, thingPage } from "./thing-operations.ts";

const thingGroupName = name;
const properties = optional(
  structure({
    thingGroupDescription: optional(text({ max: 2028 })),
    attributePayload: optional(structure({ attributes: optional(attributes), merge: optional(flag()) })),
  }),
);
const expectedVersion = optional(integer());
const oneGroup = { path: "/thing-groups/{thingGroupName}" };
const membership = structure({
  ...{ thingGroupName: optionalName, thingGroupArn: optional(text()) },
  ...{ thingName: optionalName, thingArn: optional(text()), overrideDynamicGroups: optional(flag()) },
});

export function groupOperations({ groups, things, tags }: Iot): RestOperations {
  const shown = ({ thingGroupName }: ThingGroup) => ({
    groupName: thingGroupName,
    groupArn: groups.arn(thingGroupName),
  });
  return {
    // What stands before a group's path would be taken for the name of one.
    AddThingToThingGroup: restOperation(
      membership,
      { path: "/thing-groups/addThingToThingGroup", method: "PUT" },
      (request) => {
        groups.add(...namesIn(request));
        return {};
      },
    ),
    RemoveThingFromThingGroup: restOperation(
      membership,
      { path: "/thing-groups/removeThingFromThingGroup", method: "PUT" },
      (request) => {
        groups.remove(...namesIn(request));
        return {};
      },
    ),
    UpdateThingGroupsForThing: restOperation(
      structure({
        ...{ thingName: optionalName, overrideDynamicGroups: optional(flag()) },
        thingGroupsToAdd: optional(listOf(thingGroupName)),
        thingGroupsToRemove: optional(listOf(thingGroupName)),
      }),
      { path: "/thing-groups/updateThingGroupsForThing", method: "PUT" },
      ({ thingName, thingGroupsToAdd = [], thingGroupsToRemove = [] }) => {
        const thing = named("A thing", thingName, undefined);
        things.get(thing);
        for (const group of [...thingGroupsToAdd, ...thingGroupsToRemove]) groups.get(group);
        for (const group of thingGroupsToRemove) groups.remove(group, thing);
        for (const group of thingGroupsToAdd) groups.add(group, thing);
        return {};
      },
    ),
    CreateThingGroup: restOperation(
      structure({
        thingGroupName,
        parentGroupName: optionalName,
        thingGroupProperties: properties,
        tags: tagsShape,
      }),
      { ...oneGroup, method: "POST" },
      (request) => {
        const { thingGroupName, parentGroupName, thingGroupProperties } = request;
        const given = tagMap(request.tags);
        const group = groups.create(thingGroupName, parentGroupName, propertiesIn(thingGroupProperties));
        const thingGroupArn = groups.arn(thingGroupName);
        tags.set(thingGroupArn, given);
        return { thingGroupName, thingGroupArn, thingGroupId: group.thingGroupId };
      },
    ),
    DescribeThingGroup: restOperation(
      structure({ thingGroupName }),
      { ...oneGroup, method: "GET" },
      (request) => {
        const group = groups.get(request.thingGroupName);
        const { thingGroupName, thingGroupId, version } = group;
        const ancestors = groups.ancestors(group);
        return {
          ...{ thingGroupName, thingGroupId, thingGroupArn: groups.arn(thingGroupName), version },
          thingGroupProperties: present({
            thingGroupDescription: group.description,
            attributePayload: group.attributes === undefined ? undefined : { attributes: group.attributes },
          }),
          thingGroupMetadata: present({
            ...{ parentGroupName: group.parentGroupName, creationDate: new Date(group.createdAt) },
            rootToParentThingGroups: ancestors.length > 0 ? ancestors.map(shown) : undefined,
          }),
        };
      },
    ),
    ListThingGroups: restOperation(
      structure({
        ...{ ...paged, parentGroup: optionalName, namePrefixFilter: optionalName },
        recursive: optional(flag()),
      }),
      {
        ...{ path: "/thing-groups", method: "GET" },
        query: { ...pagedQuery, parentGroup: "text", namePrefixFilter: "text", recursive: "flag" },
      },
      ({ parentGroup, namePrefixFilter = "", recursive = true, nextToken, maxResults }) => {
        const of = groups
          .within(parentGroup, recursive)
          .filter((group) => group.thingGroupName.startsWith(namePrefixFilter));
        const keyOf = (group: ThingGroup) => group.thingGroupName;
        const { items, next } = pageOf({ of, keyOf, token: nextToken, limit: maxResults });
        return present({ thingGroups: items.map(shown), nextToken: next });
      },
    ),
    UpdateThingGroup: restOperation(
      structure({ thingGroupName, thingGroupProperties: properties, expectedVersion }),
      { ...oneGroup, method: "PATCH" },
      ({ thingGroupName, thingGroupProperties, expectedVersion }) => {
        const { version } = groups.update(
          thingGroupName,
          propertiesIn(thingGroupProperties),
          expectedVersion,
        );
        return { version };
      },
    ),
    DeleteThingGroup: restOperation(
      structure({ thingGroupName, expectedVersion }),
      { ...oneGroup, method: "DELETE", query: { expectedVersion: "number" } },
      (request) => {
        groups.delete(request.thingGroupName, request.expectedVersion);
        tags.set(groups.arn(request.thingGroupName), {});
        return {};
      },
    ),
    ListThingsInThingGroup: restOperation(
      structure({ thingGroupName, recursive: optional(flag()), ...paged }),
      {
        path: "/thing-groups/{thingGroupName}/things",
        method: "GET",
        query: { ...pagedQuery, recursive: "flag" },
      },
      (request) => {
        const { thingGroupName, recursive = false } = request;
        const inner = groups.within(thingGroupName, true);
        const names = [thingGroupName, ...(recursive ? inner.map((group) => group.thingGroupName) : [])];
        const { items, next } = thingPage(
          [...new Set(names.flatMap((each) => groups.members(each)))],
          request,
        );
        return present({ things: items.map(({ thingName }) => thingName), nextToken: next });
      },
    ),
    ListThingGroupsForThing: restOperation(
      structure({ thingName: name, ...paged }),
      { path: "/things/{thingName}/thing-groups", method: "GET", query: pagedQuery },
      ({ thingName, nextToken, maxResults }) => {
        const of = things.get(thingName).groups.map((each) => groups.get(each));
        const keyOf = (group: ThingGroup) => group.thingGroupName;
        const { items, next } = pageOf({ of, keyOf, token: nextToken, limit: maxResults });
        return present({ thingGroups: items.map(shown), nextToken: next });
      },
    ),
  };
}

function propertiesIn(given: ValueOf<typeof properties>): GroupProperties {
  return { description: given?.thingGroupDescription, attributes: given?.attributePayload?.attributes };
}

function namesIn(given: ValueOf<typeof membership>): [group: string, thing: string] {
  return [
    named("A thing group", given.thingGroupName, given.thingGroupArn),
    named("A thing", given.thingName, given.thingArn),
  ];
}
