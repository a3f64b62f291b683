// EventBridge on the wire.

import { isJsonObject } from "../aws/json.ts";
import { ServiceError } from "../aws/service-error.ts";
import type { Connections } from "../events/connections.ts";
import type { EventBus } from "../events/event-bus.ts";
import type { EventBuses } from "../events/event-buses.ts";
import type { Rule, RuleTarget } from "../events/rule.ts";
import { connectionOperations } from "./eventbridge-connections.ts";
import { given } from "./given.ts";
import {
  optionalInteger,
  optionalObject,
  optionalString,
  optionalStringList,
  optionalTimestamp,
  requiredList,
  requiredString,
} from "./members.ts";
import type { Operation, ServiceApi, WireObject } from "./operation.ts";

export function eventBridgeApi(buses: EventBuses, connections?: Connections): ServiceApi {
  return {
    targetPrefix: "AWSEvents",
    errorNamespace: "com.amazonaws.events",
    jsonVersion: "1.1",
    // One MiB of events, escaped.
    largestBodyBytes: 4 * 1024 * 1024,
    operations: {
      ...busOperations(buses),
      ...ruleOperations(buses),
      ...targetOperations(buses),
      ...(connections === undefined ? {} : connectionOperations(connections)),
    },
  };
}

function busOperations(buses: EventBuses): Record<string, Operation> {
  return {
    async PutEvents(request) {
      const result = await buses.putEvents(requiredList(request, "Entries").map(toEntry));
      const entries = result.entries.map(({ eventId, errorCode, errorMessage }) => ({
        EventId: eventId,
        ErrorCode: errorCode,
        ErrorMessage: errorMessage,
      }));
      return { FailedEntryCount: result.failedEntryCount, Entries: entries };
    },
    async CreateEventBus(request) {
      const description = optionalString(request, "Description");
      const { eventBusArn } = await buses.createEventBus(requiredString(request, "Name"), description);
      return { EventBusArn: eventBusArn, Description: description };
    },
    DescribeEventBus: (request) => fromBus(buses.describeEventBus(optionalString(request, "Name"))),
    ListEventBuses: (request) => ({
      EventBuses: buses.listEventBuses(optionalString(request, "NamePrefix")).map(fromBus),
    }),
    async DeleteEventBus(request) {
      await buses.deleteEventBus(requiredString(request, "Name"));
      return {};
    },
    TestEventPattern: (request) => ({
      Result: buses.testEventPattern(
        requiredString(request, "EventPattern"),
        requiredString(request, "Event"),
      ),
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

function fromBus(bus: EventBus): WireObject {
  const createdAt = new Date(bus.createdAt);
  return {
    Name: bus.name,
    Arn: bus.arn,
    Description: bus.description,
    CreationTime: createdAt,
    LastModifiedTime: createdAt,
  };
}

function ruleOperations(buses: EventBuses): Record<string, Operation> {
  const busOf = (request: WireObject) => optionalString(request, "EventBusName");
  return {
    async PutRule(request) {
      const definition = {
        name: requiredString(request, "Name"),
        enabled: optionalString(request, "State") !== "DISABLED",
        ...given("description", optionalString(request, "Description")),
        ...given("roleArn", optionalString(request, "RoleArn")),
        ...given("eventPattern", optionalString(request, "EventPattern")),
        ...given("scheduleExpression", optionalString(request, "ScheduleExpression")),
      };
      const { ruleArn } = await buses.putRule(definition, busOf(request));
      return { RuleArn: ruleArn };
    },
    DescribeRule: (request) =>
      fromRule(buses.describeRule(requiredString(request, "Name"), busOf(request)), busOf(request)),
    ListRules: (request) => ({
      Rules: buses
        .listRules(busOf(request), optionalString(request, "NamePrefix"))
        .map((rule) => fromRule(rule, busOf(request))),
    }),
    async DeleteRule(request) {
      await buses.deleteRule(requiredString(request, "Name"), busOf(request));
      return {};
    },
    async EnableRule(request) {
      await buses.setRuleEnabled(requiredString(request, "Name"), true, busOf(request));
      return {};
    },
    async DisableRule(request) {
      await buses.setRuleEnabled(requiredString(request, "Name"), false, busOf(request));
      return {};
    },
  };
}

function fromRule(rule: Rule, busName = "default"): WireObject {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventPattern: rule.eventPattern,
    ScheduleExpression: rule.scheduleExpression,
    State: rule.enabled ? "ENABLED" : "DISABLED",
    Description: rule.description,
    RoleArn: rule.roleArn,
    EventBusName: busName,
  };
}

function targetOperations(buses: EventBuses): Record<string, Operation> {
  const succeeded = { FailedEntryCount: 0, FailedEntries: [] };
  const busOf = (request: WireObject) => optionalString(request, "EventBusName");
  return {
    async PutTargets(request) {
      const targets = requiredList(request, "Targets").map(toTarget);
      await buses.putTargets(requiredString(request, "Rule"), targets, busOf(request));
      return succeeded;
    },
    ListTargetsByRule: (request) => ({
      Targets: buses.listTargetsByRule(requiredString(request, "Rule"), busOf(request)).map(fromTarget),
    }),
    async RemoveTargets(request) {
      const ids = optionalStringList(request, "Ids") ?? [];
      await buses.removeTargets(requiredString(request, "Rule"), ids, busOf(request));
      return succeeded;
    },
  };
}

function toTarget(target: WireObject): RuleTarget {
  const transformer = optionalObject(target, "InputTransformer");
  const retryPolicy = optionalObject(target, "RetryPolicy");
  const deadLetterConfig = optionalObject(target, "DeadLetterConfig");
  const parameters = Object.fromEntries(
    Object.entries(target).filter(([name]) => name.endsWith("Parameters")),
  );
  if (!isJsonObject(parameters))
    throw new ServiceError("ValidationException", "Target parameters must be JSON");
  return {
    id: requiredString(target, "Id"),
    arn: requiredString(target, "Arn"),
    ...given("roleArn", optionalString(target, "RoleArn")),
    ...given("input", optionalString(target, "Input")),
    ...given("inputPath", optionalString(target, "InputPath")),
    ...given("inputTransformer", transformer && toTransformer(transformer)),
    ...given(
      "retryPolicy",
      retryPolicy && {
        ...given("maximumRetryAttempts", optionalInteger(retryPolicy, "MaximumRetryAttempts")),
        ...given("maximumEventAgeInSeconds", optionalInteger(retryPolicy, "MaximumEventAgeInSeconds")),
      },
    ),
    ...given("deadLetterConfig", deadLetterConfig && given("arn", optionalString(deadLetterConfig, "Arn"))),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
  };
}

function toTransformer(transformer: WireObject) {
  const paths = Object.entries(optionalObject(transformer, "InputPathsMap") ?? {});
  return {
    inputTemplate: requiredString(transformer, "InputTemplate"),
    inputPathsMap: Object.fromEntries(paths.map(([name, path]) => [name, String(path)])),
  };
}

function fromTarget(target: RuleTarget): WireObject {
  const { inputTransformer, retryPolicy, deadLetterConfig } = target;
  return {
    Id: target.id,
    Arn: target.arn,
    RoleArn: target.roleArn,
    Input: target.input,
    InputPath: target.inputPath,
    InputTransformer: inputTransformer && {
      InputPathsMap: inputTransformer.inputPathsMap,
      InputTemplate: inputTransformer.inputTemplate,
    },
    RetryPolicy: retryPolicy && {
      MaximumRetryAttempts: retryPolicy.maximumRetryAttempts,
      MaximumEventAgeInSeconds: retryPolicy.maximumEventAgeInSeconds,
    },
    DeadLetterConfig: deadLetterConfig && { Arn: deadLetterConfig.arn },
    ...target.parameters,
  };
}
