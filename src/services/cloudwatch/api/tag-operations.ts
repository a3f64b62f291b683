// Alarms, what mutes them, dashboards, metric streams and Contributor Insights rules bear tags.

import { ServiceError } from "../../../aws/service-error.ts";
import { type Tags, tagList, tagRecord, withoutTags } from "../../../aws/tags.ts";
import { optionalList, requiredList, requiredString, requiredStringList } from "../../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import type { Alarms } from "../alarms/alarms.ts";
import type { EveryAlarm } from "../alarms/every-alarm.ts";
import type { Dashboards } from "../dashboards.ts";
import type { InsightRules } from "../insight-rules/insight-rules.ts";
import type { MetricStreams } from "../metric-streams/metric-streams.ts";
import type { MuteRules } from "../mute-rules/mute-rules.ts";

interface Tagged extends EveryAlarm {
  readonly dashboards: Dashboards;
  readonly streams: MetricStreams;
  readonly mutes: MuteRules;
  readonly insightRules: InsightRules;
}

export function tagOperations({
  alarms,
  composites,
  dashboards,
  streams,
  mutes,
  insightRules,
}: Tagged): Record<string, Operation> {
  const check = (arn: string) => {
    const isThere =
      [...alarms.describeAlarms(), ...composites.all()].some(({ alarmArn }) => alarmArn === arn) ||
      dashboards.listDashboards().some(({ dashboardArn }) => dashboardArn === arn) ||
      [...streams.all(), ...mutes.all(), ...insightRules.all()].some((each) => each.arn === arn);
    if (!isThere) throw new ServiceError("ResourceNotFoundException", "Unknown", { status: 404 });
  };
  return {
    ListTagsForResource(request) {
      return { Tags: tagList(alarms.tags.get(requiredString(request, "ResourceARN")) ?? {}) };
    },
    TagResource(request) {
      const arn = requiredString(request, "ResourceARN");
      check(arn);
      putTags(alarms, arn, tagsIn({ Tags: requiredList(request, "Tags") }));
      return {};
    },
    UntagResource(request) {
      const arn = requiredString(request, "ResourceARN");
      check(arn);
      const gone = requiredStringList(request, "TagKeys");
      alarms.tags.put(arn, withoutTags(alarms.tags.get(arn) ?? {}, gone));
      return {};
    },
  };
}

/** Throws InvalidParameterValueException. */
export function tagsIn(request: WireObject): Tags {
  const tags = (optionalList(request, "Tags") ?? []).map((tag) => ({
    Key: requiredString(tag, "Key"),
    Value: requiredString(tag, "Value"),
  }));
  return tagRecord(tags, (problem) => new ServiceError("InvalidParameterValueException", problem));
}

const mostTags = 50;

/** Throws ValidationException where it is too many with what is there. */
export function putTags(alarms: Alarms, arn: string, added: Tags): void {
  const all = { ...alarms.tags.get(arn), ...added };
  if (Object.keys(all).length > mostTags)
    throw new ServiceError("ValidationException", `A resource bears at most ${mostTags} tags.`);
  if (Object.keys(added).length > 0) alarms.tags.put(arn, all);
}
