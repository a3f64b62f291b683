// EventBridge on the wire.

import type { JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { tagList } from "../../../aws/tags.ts";
import {
  optionalBoolean,
  optionalObject,
  optionalString,
  optionalStringList,
  optionalTimestamp,
  requiredList,
  requiredString,
} from "../../../aws/wire/members.ts";
import type { Operation, ServiceApi, WireObject } from "../../../aws/wire/operation.ts";
import { boundedBy } from "../../../aws/wire/shape.ts";
import type { EventBus } from "../buses/event-bus.ts";
import type { EventBuses } from "../buses/event-buses.ts";
import type { EventBridge } from "../eventbridge.ts";
import { pageOf } from "../page.ts";
import { testEventPattern } from "../rules/test-event-pattern.ts";
import { absentOperations } from "./absent.ts";
import { destinationOperations } from "./api-destinations.ts";
import { archiveOperations, replayOperations } from "./archives.ts";
import { connectionOperations } from "./connections.ts";
import { pageRequest, tagsOf } from "./members.ts";
import { refused } from "./refused-operations.ts";
import { requestBounds } from "./request-bounds.ts";
import { ruleOperations } from "./rules.ts";
import { targetOperations } from "./targets.ts";

export function eventBridgeApi(service: EventBridge): ServiceApi {
  const { buses, connections, destinations, book } = service;
  return {
    name: "EventBridge",
    targetPrefix: "AWSEvents",
    errorNamespace: "com.amazonaws.events",
    jsonVersion: "1.1",
    // One MiB of events, escaped.
    largestBodyBytes: 4 * 1024 * 1024,
    refused,
    operations: boundedBy(requestBounds, {
      ...eventOperations(buses),
      ...busOperations(buses),
      ...permissionOperations(buses),
      ...ruleOperations(buses),
      ...targetOperations(buses),
      ...tagOperations(buses),
      ...connectionOperations(connections),
      ...destinationOperations(destinations),
      ...archiveOperations(service),
      ...absentOperations(),
      ...book.acknowledging(replayOperations(service)),
    }),
  };
}

function eventOperations(buses: EventBuses): Record<string, Operation> {
  return {
    async PutEvents(request) {
      const endpointId = optionalString(request, "EndpointId");
      if (endpointId !== undefined)
        throw new ServiceError(
          "ValidationException",
          `Parameter EndpointId is not valid. Reason: Endpoint ${endpointId} does not exist: the local region has no global endpoints.`,
        );
      const result = await buses.putEvents(requiredList(request, "Entries").map(toEntry));
      const entries = result.entries.map(({ eventId, errorCode, errorMessage }) => ({
        EventId: eventId,
        ErrorCode: errorCode,
        ErrorMessage: errorMessage,
      }));
      return { FailedEntryCount: result.failedEntryCount, Entries: entries };
    },
    TestEventPattern: (request) => ({
      Result: testEventPattern(requiredString(request, "EventPattern"), requiredString(request, "Event")),
    }),
  };
}

function toEntry(entry: WireObject) {
  return {
    source: optionalString(entry, "Source"),
    detailType: optionalString(entry, "DetailType"),
    detail: optionalString(entry, "Detail"),
    eventBusName: optionalString(entry, "EventBusName"),
    resources: optionalStringList(entry, "Resources"),
    traceHeader: optionalString(entry, "TraceHeader"),
    timeMs: optionalTimestamp(entry, "Time")?.getTime(),
  };
}

function busOperations(buses: EventBuses): Record<string, Operation> {
  return {
    async CreateEventBus(request) {
      const partner = optionalString(request, "EventSourceName");
      if (partner !== undefined)
        throw new ServiceError("ResourceNotFoundException", `Event source ${partner} does not exist.`);
      const description = optionalString(request, "Description");
      const { eventBusArn } = await buses.createEventBus(
        requiredString(request, "Name"),
        description,
        tagsOf(request),
      );
      const inert = inertMembers(request);
      if (Object.keys(inert).length > 0) await buses.keepOfEventBus(eventBusArn, inert);
      return { EventBusArn: eventBusArn, Description: description, ...inert };
    },
    DescribeEventBus(request) {
      const bus = buses.describeEventBus(optionalString(request, "Name"));
      return { ...fromBus(bus), ...bus.settings.inert };
    },
    async UpdateEventBus(request) {
      const bus = await buses.updateEventBus(
        optionalString(request, "Name"),
        optionalString(request, "Description"),
      );
      const inert = inertMembers(request);
      if (Object.keys(inert).length > 0) await buses.keepOfEventBus(bus.arn, inert);
      const { description, inert: kept } = bus.settings;
      return { Arn: bus.arn, Name: bus.name, Description: description, ...kept };
    },
    ListEventBuses(request) {
      const { items, nextToken } = pageOf(
        buses.listEventBuses(optionalString(request, "NamePrefix")),
        pageRequest(request),
      );
      return { EventBuses: items.map(fromBus), NextToken: nextToken };
    },
    async DeleteEventBus(request) {
      await buses.deleteEventBus(requiredString(request, "Name"));
      return {};
    },
  };
}

/** What a bus bears and has no effect here. */
function inertMembers(request: WireObject): JsonObject {
  const key = optionalString(request, "KmsKeyIdentifier");
  const queue = optionalObject(request, "DeadLetterConfig");
  const log = optionalObject(request, "LogConfig");
  return {
    ...(key === undefined ? {} : { KmsKeyIdentifier: key }),
    ...(queue === undefined ? {} : { DeadLetterConfig: queue as JsonObject }),
    ...(log === undefined ? {} : { LogConfig: log as JsonObject }),
  };
}

function fromBus({ name, arn, createdAt, settings }: EventBus): WireObject {
  return {
    Name: name,
    Arn: arn,
    Description: settings.description,
    Policy: settings.policy && JSON.stringify(settings.policy),
    CreationTime: new Date(createdAt),
    LastModifiedTime: new Date(settings.modifiedAt),
  };
}

function permissionOperations(buses: EventBuses): Record<string, Operation> {
  return {
    async PutPermission(request) {
      await buses.putPermission(optionalString(request, "EventBusName"), {
        action: optionalString(request, "Action"),
        principal: optionalString(request, "Principal"),
        statementId: optionalString(request, "StatementId"),
        condition: optionalObject(request, "Condition") as JsonObject | undefined,
        policy: optionalString(request, "Policy"),
      });
      return {};
    },
    async RemovePermission(request) {
      await buses.removePermission(optionalString(request, "EventBusName"), {
        statementId: optionalString(request, "StatementId"),
        all: optionalBoolean(request, "RemoveAllPermissions") ?? false,
      });
      return {};
    },
  };
}

function tagOperations(buses: EventBuses): Record<string, Operation> {
  return {
    async TagResource(request) {
      await buses.tag(requiredString(request, "ResourceARN"), tagsOf(request));
      return {};
    },
    async UntagResource(request) {
      await buses.untag(requiredString(request, "ResourceARN"), optionalStringList(request, "TagKeys") ?? []);
      return {};
    },
    ListTagsForResource: (request) => ({
      Tags: tagList(buses.tagsOf(requiredString(request, "ResourceARN"))),
    }),
  };
}
