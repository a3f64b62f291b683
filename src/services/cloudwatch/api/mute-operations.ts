// Alarm mute rules on the wire.

import { given } from "../../../aws/wire/given.ts";
import {
  optionalObject,
  optionalString,
  optionalTimestamp,
  requiredObject,
  requiredString,
} from "../../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import type { Clock } from "../../../time/clock.ts";
import type { Alarms } from "../alarms/alarms.ts";
import { isOneTime, type MuteConfiguration, muteStatus } from "../mute-rules/mute-rule.ts";
import type { MuteRule, MuteRules } from "../mute-rules/mute-rules.ts";
import { pageOf } from "./pages.ts";
import { optionalChoices, pageSize, requiredNames } from "./request-bounds.ts";
import { putTags, tagsIn } from "./tag-operations.ts";

interface MuteParts {
  readonly clock: Pick<Clock, "now">;
  readonly alarms: Alarms;
  readonly mutes: MuteRules;
}

export function muteOperations({ clock, alarms, mutes }: MuteParts): Record<string, Operation> {
  return {
    PutAlarmMuteRule(request) {
      const tags = tagsIn(request);
      const { arn, isNew } = mutes.put(configurationIn(request));
      if (isNew) putTags(alarms, arn, tags);
      return {};
    },
    GetAlarmMuteRule(request) {
      const { configuration, ...rule } = mutes.get(requiredString(request, "AlarmMuteRuleName"));
      const { name, description, expression, duration, timezone, alarmNames, startsAt } = configuration;
      const { AlarmMuteRuleArn, ...summary } = summaryOf({ configuration, ...rule }, clock.now());
      return {
        Name: name,
        AlarmMuteRuleArn,
        Description: description,
        Rule: { Schedule: { Expression: expression, Duration: duration, Timezone: timezone } },
        MuteTargets: alarmNames.length === 0 ? undefined : { AlarmNames: alarmNames },
        StartDate: startsAt === undefined ? undefined : new Date(startsAt),
        ...summary,
      };
    },
    ListAlarmMuteRules(request) {
      const alarmName = optionalString(request, "AlarmName");
      const statuses = optionalChoices(request, "Statuses", ["SCHEDULED", "ACTIVE", "EXPIRED"]);
      const now = clock.now();
      const found = mutes
        .all()
        .filter(
          ({ configuration }) =>
            (alarmName === undefined || configuration.alarmNames.includes(alarmName)) &&
            (statuses === undefined || statuses.includes(muteStatus(configuration, now))),
        );
      const page = pageOf(found, optionalString(request, "NextToken"), pageSize(request, 50));
      return {
        AlarmMuteRuleSummaries: page.items.map((rule) => summaryOf(rule, now)),
        NextToken: page.nextToken,
      };
    },
    DeleteAlarmMuteRule(request) {
      const name = requiredString(request, "AlarmMuteRuleName");
      const rule = mutes.find(name);
      if (rule !== undefined) alarms.tags.remove(rule.arn);
      mutes.delete(name);
      return {};
    },
  };
}

function configurationIn(request: WireObject): MuteConfiguration {
  const schedule = requiredObject(requiredObject(request, "Rule"), "Schedule");
  const targets = optionalObject(request, "MuteTargets");
  return {
    name: requiredString(request, "Name"),
    ...given("description", optionalString(request, "Description")),
    expression: requiredString(schedule, "Expression"),
    duration: requiredString(schedule, "Duration"),
    ...given("timezone", optionalString(schedule, "Timezone")),
    alarmNames: targets === undefined ? [] : requiredNames(targets, "AlarmNames"),
    ...given("startsAt", optionalTimestamp(request, "StartDate")?.getTime()),
    ...given("expiresAt", optionalTimestamp(request, "ExpireDate")?.getTime()),
  };
}

function summaryOf({ configuration, arn, updatedAt }: MuteRule, now: number): WireObject {
  const { expiresAt } = configuration;
  return {
    AlarmMuteRuleArn: arn,
    ExpireDate: expiresAt === undefined ? undefined : new Date(expiresAt),
    Status: muteStatus(configuration, now),
    MuteType: isOneTime(configuration) ? "ONE_TIME" : "RECURRING",
    LastUpdatedTimestamp: new Date(updatedAt),
  };
}
