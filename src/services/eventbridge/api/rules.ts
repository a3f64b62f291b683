// EventBridge's rules on the wire.

import { given } from "../../../aws/wire/given.ts";
import {
  constraintError,
  optionalBoolean,
  optionalString,
  requiredString,
} from "../../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import type { EventBuses } from "../buses/event-buses.ts";
import { pageOf } from "../page.ts";
import type { Rule } from "../rules/rule.ts";
import { pageRequest, tagsOf } from "./members.ts";

const states = ["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"];

export function ruleOperations(buses: EventBuses): Record<string, Operation> {
  const busOf = (request: WireObject) => optionalString(request, "EventBusName");
  return {
    async PutRule(request) {
      const state = optionalString(request, "State") ?? "ENABLED";
      if (!states.includes(state)) {
        throw constraintError("State", state, `satisfy enum value set: [${states.join(", ")}]`);
      }
      const definition = {
        name: requiredString(request, "Name"),
        enabled: state !== "DISABLED",
        ...given("description", optionalString(request, "Description")),
        ...given("roleArn", optionalString(request, "RoleArn")),
        ...given("eventPattern", optionalString(request, "EventPattern")),
        ...given("scheduleExpression", optionalString(request, "ScheduleExpression")),
      };
      const { ruleArn } = await buses.putRule(definition, busOf(request), tagsOf(request));
      return { RuleArn: ruleArn };
    },
    DescribeRule(request) {
      const rule = buses.describeRule(requiredString(request, "Name"), busOf(request));
      return { ...fromRule(rule), CreatedBy: rule.arn.split(":")[4] };
    },
    ListRules(request) {
      const { items, nextToken } = pageOf(
        buses.listRules(busOf(request), optionalString(request, "NamePrefix")),
        pageRequest(request),
      );
      return { Rules: items.map(fromRule), NextToken: nextToken };
    },
    ListRuleNamesByTarget(request) {
      const { items, nextToken } = pageOf(
        buses.listRuleNamesByTarget(requiredString(request, "TargetArn"), busOf(request)),
        pageRequest(request),
      );
      return { RuleNames: items, NextToken: nextToken };
    },
    async DeleteRule(request) {
      await buses.deleteRule(requiredString(request, "Name"), busOf(request), {
        isForced: optionalBoolean(request, "Force"),
      });
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

function fromRule(rule: Rule): WireObject {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventPattern: rule.eventPattern,
    ScheduleExpression: rule.scheduleExpression,
    State: rule.enabled ? "ENABLED" : "DISABLED",
    Description: rule.description,
    RoleArn: rule.roleArn,
    ManagedBy: rule.managedBy,
    EventBusName: /:rule\/([^/]+)\/[^/]+$/.exec(rule.arn)?.[1] ?? "default",
  };
}
