// EventBridge Scheduler on the wire: REST paths with JSON bodies. Each operation takes one request, put together from where its
// members stand: in the path, in the query, in the body.
// https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html

import { jsonObjectOrUndefined } from "../../../aws/json-text.ts";
import { invalid, ServiceError } from "../../../aws/service-error.ts";
import { tagList, tagRecord, withoutTags } from "../../../aws/tags.ts";
import type { Operation, Route, RouteCall, ServiceApi, WireObject } from "../../../aws/wire/operation.ts";
import { keyPage } from "../../../aws/wire/pages.ts";
import { operation } from "../../../aws/wire/shape.ts";
import type { Scheduler } from "../scheduler.ts";
import type { ScheduleGroup } from "../schedules/schedule.ts";
import { keyOf, type Schedules } from "../schedules/schedules.ts";
import { definitionOf, describedSchedule, seconds, summaryOf } from "./definition.ts";
import * as shapes from "./shapes.ts";

export function schedulerApi(scheduler: Scheduler): ServiceApi {
  const operations = scheduler.schedules.book.acknowledging({
    ...scheduleOperations(scheduler),
    ...groupOperations(scheduler.schedules),
    ...tagOperations(scheduler.schedules),
  });
  return {
    name: "EventBridge Scheduler",
    signedAs: ["scheduler"],
    targetPrefix: undefined,
    errorNamespace: "",
    jsonVersion: "1.1",
    messageMember: () => "Message",
    operations,
    routes: routesOf(operations),
  };
}

function scheduleOperations(scheduler: Scheduler): Record<string, Operation> {
  const { schedules } = scheduler;
  return {
    CreateSchedule: operation(shapes.putSchedule, (request) => ({
      ScheduleArn: scheduler.create(definitionOf(request), request.ClientToken).arn,
    })),
    UpdateSchedule: operation(shapes.putSchedule, (request) => ({
      ScheduleArn: scheduler.update(definitionOf(request)).arn,
    })),
    GetSchedule: operation(shapes.oneSchedule, ({ Name, GroupName }) =>
      describedSchedule(schedules.get(Name, GroupName)),
    ),
    DeleteSchedule: operation(shapes.oneSchedule, ({ Name, GroupName }) => {
      schedules.delete(Name, GroupName);
      return {};
    }),
    ListSchedules: operation(shapes.listSchedules, (request) => {
      const { GroupName, NamePrefix = "", State } = request;
      const wanted = schedules
        .list(GroupName)
        .filter(({ name }) => name.startsWith(NamePrefix))
        .filter(({ isEnabled }) => State === undefined || isEnabled === (State === "ENABLED"));
      const { items, next } = pageOf(wanted, keyOf, request);
      return { NextToken: next, Schedules: items.map(summaryOf) };
    }),
  };
}

function groupOperations(schedules: Schedules): Record<string, Operation> {
  return {
    CreateScheduleGroup: operation(shapes.createGroup, ({ Name, Tags = [], ClientToken }) => ({
      ScheduleGroupArn: schedules.createGroup(Name, tagRecord(Tags, invalid), ClientToken).arn,
    })),
    GetScheduleGroup: operation(shapes.oneGroup, ({ Name }) => describedGroup(schedules.group(Name))),
    DeleteScheduleGroup: operation(shapes.oneGroup, ({ Name }) => {
      schedules.deleteGroup(Name);
      return {};
    }),
    ListScheduleGroups: operation(shapes.listGroups, (request) => {
      const { NamePrefix = "" } = request;
      const wanted = schedules.groups.filter(({ name }) => name.startsWith(NamePrefix));
      const { items, next } = pageOf(wanted, ({ name }) => name, request);
      return { NextToken: next, ScheduleGroups: items.map(describedGroup) };
    }),
  };
}

function describedGroup({ arn, name, createdAt, modifiedAt }: ScheduleGroup): WireObject {
  return {
    Arn: arn,
    CreationDate: seconds(createdAt),
    LastModificationDate: seconds(modifiedAt),
    Name: name,
    State: "ACTIVE",
  };
}

const mostTags = 50;

/** Only groups have tags. */
function tagOperations(schedules: Schedules): Record<string, Operation> {
  const tagged = (arn: string) => schedules.group(arn.slice(arn.lastIndexOf("/") + 1));
  return {
    ListTagsForResource: operation(shapes.oneResource, ({ ResourceArn }) => ({
      Tags: tagList(tagged(ResourceArn).tags),
    })),
    TagResource: operation(shapes.tagResource, ({ ResourceArn, Tags }) => {
      const { name, tags } = tagged(ResourceArn);
      const all = { ...tags, ...tagRecord(Tags, invalid) };
      if (Object.keys(all).length > mostTags) throw invalid(`A resource can have at most ${mostTags} tags.`);
      schedules.setTags(name, all);
      return {};
    }),
    UntagResource: operation(shapes.untagResource, ({ ResourceArn, TagKeys }) => {
      const { name, tags } = tagged(ResourceArn);
      schedules.setTags(name, withoutTags(tags, TagKeys));
      return {};
    }),
  };
}

interface PageRequest {
  readonly MaxResults: number | undefined;
  readonly NextToken: string | undefined;
}

function pageOf<Item>(
  items: readonly Item[],
  key: (item: Item) => string,
  { MaxResults: limit = 100, NextToken: token }: PageRequest,
) {
  return keyPage(items, {
    ...{ keyOf: key, token, limit },
    refuse: () => {
      throw invalid("Invalid NextToken.");
    },
  });
}

function routesOf(operations: Readonly<Record<string, Operation>>): readonly Route[] {
  const route = (name: string, method: string, path: string): Route => ({
    operation: name,
    method,
    path: new RegExp(`^${path}/?$`),
    async handle(call) {
      const run = operations[name];
      if (run === undefined) throw new Error(`${name} has a route and is not there`);
      const answer = await run(requestOf(call), call);
      return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(answer) };
    },
  });
  const schedule = "/schedules/(?<Name>[^/]+)";
  const group = "/schedule-groups/(?<Name>[^/]+)";
  // The path is also that of other services' tags: which one is asked stands in the ARN, where nothing but its place tells. What is
  // none is refused by its shape.
  const colon = "(?::|%3[Aa])";
  const resource = `/tags/(?<ResourceArn>(?!arn${colon}[^:%/]+${colon}(?!scheduler${colon})).+)`;
  return [
    route("ListSchedules", "GET", "/schedules"),
    route("CreateSchedule", "POST", schedule),
    route("GetSchedule", "GET", schedule),
    route("UpdateSchedule", "PUT", schedule),
    route("DeleteSchedule", "DELETE", schedule),
    route("ListScheduleGroups", "GET", "/schedule-groups"),
    route("CreateScheduleGroup", "POST", group),
    route("GetScheduleGroup", "GET", group),
    route("DeleteScheduleGroup", "DELETE", group),
    route("ListTagsForResource", "GET", resource),
    route("TagResource", "POST", resource),
    route("UntagResource", "DELETE", resource),
  ];
}

/** The members that the query has by other names. */
const inQuery: Readonly<Record<string, string>> = {
  ScheduleGroup: "GroupName",
  groupName: "GroupName",
  clientToken: "ClientToken",
};

function requestOf({ parameters, query, body }: RouteCall): WireObject {
  const asked = Object.fromEntries([...query].map(([name, value]) => [inQuery[name] ?? name, value]));
  return {
    ...bodyOf(body),
    ...asked,
    ...(query.has("MaxResults") ? { MaxResults: numberIn(asked.MaxResults ?? "") } : {}),
    ...(query.has("TagKeys") ? { TagKeys: query.getAll("TagKeys") } : {}),
    ...parameters,
  };
}

/** A text that is no number is left to the shape to refuse. */
function numberIn(text: string): number | string {
  const number = Number(text);
  return text.trim() === "" || Number.isNaN(number) ? text : number;
}

function bodyOf(body: Uint8Array): WireObject {
  if (body.length === 0) return {};
  const value = jsonObjectOrUndefined(Buffer.from(body).toString());
  if (value !== undefined) return value;
  throw new ServiceError("SerializationException", "The request body must be a JSON object");
}
