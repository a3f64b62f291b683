// Billing groups on the wire. https://docs.aws.amazon.com/iot/latest/apireference/API_CreateBillingGroup.html

import { present } from "../../../aws/wire/given.ts";
import { integer, optional, structure, text, type ValueOf } from "../../../aws/wire/shape.ts";
import type { Iot } from "../iot.ts";
import type { BillingGroup } from "../registry/billing-groups.ts";
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
import { thingPage } from "./thing-operations.ts";

const billingGroupName = name;
const billingGroupProperties = optional(
  structure({ billingGroupDescription: optional(text({ max: 2028 })) }),
);
const expectedVersion = optional(integer());
const oneGroup = { path: "/billing-groups/{billingGroupName}" };
const membership = structure({
  ...{ billingGroupName: optionalName, billingGroupArn: optional(text()) },
  ...{ thingName: optionalName, thingArn: optional(text()) },
});

export function billingOperations({ billingGroups, tags }: Iot): RestOperations {
  return {
    // What stands before a group's path would be taken for the name of one.
    AddThingToBillingGroup: restOperation(
      membership,
      { path: "/billing-groups/addThingToBillingGroup", method: "PUT" },
      (request) => {
        billingGroups.add(...namesIn(request));
        return {};
      },
    ),
    RemoveThingFromBillingGroup: restOperation(
      membership,
      { path: "/billing-groups/removeThingFromBillingGroup", method: "PUT" },
      (request) => {
        billingGroups.remove(...namesIn(request));
        return {};
      },
    ),
    CreateBillingGroup: restOperation(
      structure({ billingGroupName, billingGroupProperties, tags: tagsShape }),
      { ...oneGroup, method: "POST" },
      ({ billingGroupName, billingGroupProperties, ...request }) => {
        const given = tagMap(request.tags);
        const description = billingGroupProperties?.billingGroupDescription;
        const { billingGroupId } = billingGroups.create(billingGroupName, description);
        const billingGroupArn = billingGroups.arn(billingGroupName);
        tags.set(billingGroupArn, given);
        return { billingGroupName, billingGroupArn, billingGroupId };
      },
    ),
    DescribeBillingGroup: restOperation(
      structure({ billingGroupName }),
      { ...oneGroup, method: "GET" },
      (request) => {
        const group = billingGroups.get(request.billingGroupName);
        const { billingGroupName, billingGroupId, version, description, createdAt } = group;
        return {
          ...{ billingGroupName, billingGroupId, version },
          billingGroupArn: billingGroups.arn(billingGroupName),
          billingGroupProperties: present({ billingGroupDescription: description }),
          billingGroupMetadata: { creationDate: new Date(createdAt) },
        };
      },
    ),
    UpdateBillingGroup: restOperation(
      structure({ billingGroupName, billingGroupProperties, expectedVersion }),
      { ...oneGroup, method: "PATCH" },
      ({ billingGroupName, billingGroupProperties, expectedVersion }) => {
        const description = billingGroupProperties?.billingGroupDescription;
        return { version: billingGroups.update(billingGroupName, description, expectedVersion).version };
      },
    ),
    DeleteBillingGroup: restOperation(
      structure({ billingGroupName, expectedVersion }),
      { ...oneGroup, method: "DELETE", query: { expectedVersion: "number" } },
      ({ billingGroupName, expectedVersion }) => {
        billingGroups.delete(billingGroupName, expectedVersion);
        tags.set(billingGroups.arn(billingGroupName), {});
        return {};
      },
    ),
    ListBillingGroups: restOperation(
      structure({ ...paged, namePrefixFilter: optionalName }),
      { path: "/billing-groups", method: "GET", query: { ...pagedQuery, namePrefixFilter: "text" } },
      ({ namePrefixFilter = "", nextToken, maxResults }) => {
        const of = billingGroups.all().filter((group) => group.billingGroupName.startsWith(namePrefixFilter));
        const keyOf = (group: BillingGroup) => group.billingGroupName;
        const { items, next } = pageOf({ of, keyOf, token: nextToken, limit: maxResults });
        const shown = items.map((group) => ({
          groupName: group.billingGroupName,
          groupArn: billingGroups.arn(group.billingGroupName),
        }));
        return present({ billingGroups: shown, nextToken: next });
      },
    ),
    ListThingsInBillingGroup: restOperation(
      structure({ billingGroupName, ...paged }),
      { path: "/billing-groups/{billingGroupName}/things", method: "GET", query: pagedQuery },
      (request) => {
        billingGroups.get(request.billingGroupName);
        const { items, next } = thingPage(billingGroups.members(request.billingGroupName), request);
        return present({ things: items.map(({ thingName }) => thingName), nextToken: next });
      },
    ),
  };
}

function namesIn(given: ValueOf<typeof membership>): [group: string, thing: string] {
  return [
    named("A billing group", given.billingGroupName, given.billingGroupArn),
    named("A thing", given.thingName, given.thingArn),
  ];
}
