// Alarms on the wire, of both kinds.

import { ServiceError } from "../../../aws/service-error.ts";
import { given } from "../../../aws/wire/given.ts";
import {
  optionalInteger,
  optionalString,
  optionalStringList,
  optionalTimestamp,
  requiredString,
} from "../../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { type Alarm, type DescribeAlarmsFilter, isChosen, states } from "../alarms/alarms.ts";
import type { CompositeAlarm } from "../alarms/composite-alarms.ts";
import { deleteAlarms, type EveryAlarm, setAlarmState, switchActions } from "../alarms/every-alarm.ts";
import { metricKey } from "../metrics/metric-identity.ts";
import { fromComposite, toComposite } from "./composite-shapes.ts";
import { pageOf } from "./pages.ts";
import { optionalChoice, optionalChoices, pageSize, requiredNames, scanOrders } from "./request-bounds.ts";
import { fromAlarm, nonEmpty, toAlarmConfiguration, toMetricOf } from "./shapes.ts";
import { putTags, tagsIn } from "./tag-operations.ts";

export function alarmOperations(parts: EveryAlarm): Record<string, Operation> {
  const { alarms, composites } = parts;
  return {
    PutMetricAlarm(request) {
      const tags = tagsIn(request);
      const { alarmArn, isNew } = alarms.putMetricAlarm(toAlarmConfiguration(request));
      // "Tags of an alarm that is there already are not changed."
      if (isNew) putTags(alarms, alarmArn, tags);
      return {};
    },
    PutCompositeAlarm(request) {
      const tags = tagsIn(request);
      const { alarmArn, isNew } = composites.put(toComposite(request));
      if (isNew) putTags(alarms, alarmArn, tags);
      return {};
    },
    DescribeAlarms: (request) => describeAlarms(parts, request),
    DeleteAlarms(request) {
      deleteAlarms(parts, requiredNames(request, "AlarmNames"));
      return {};
    },
    EnableAlarmActions(request) {
      switchActions(parts, requiredNames(request, "AlarmNames"), true);
      return {};
    },
    DisableAlarmActions(request) {
      switchActions(parts, requiredNames(request, "AlarmNames"), false);
      return {};
    },
    DescribeAlarmsForMetric(request) {
      const { metric, unit } = toMetricOf(request);
      const stat = optionalString(request, "Statistic") ?? optionalString(request, "ExtendedStatistic");
      const period = optionalInteger(request, "Period");
      const found = alarms.describeAlarms().filter(({ configuration: { metricStat } }) => {
        return (
          metricStat !== undefined &&
          metricKey(metricStat.metric) === metricKey(metric) &&
          (stat === undefined || metricStat.stat === stat) &&
          (period === undefined || metricStat.periodSeconds === period) &&
          (unit === undefined || metricStat.unit === unit)
        );
      });
      return { MetricAlarms: found.map(fromAlarm) };
    },
    // Each alarm here watches one series, so that there are none of which several make it up.
    DescribeAlarmContributors(request) {
      const name = requiredString(request, "AlarmName");
      if (alarms.get(name) === undefined && parts.composites.get(name) === undefined)
        throw new ServiceError("ResourceNotFoundException", `Alarm ${name} does not exist`, { status: 404 });
      pageOf([], optionalString(request, "NextToken"), 100);
      return { AlarmContributors: [] };
    },
    DescribeAlarmHistory(request) {
      const found = alarms.history.find({
        ...given("alarmName", optionalString(request, "AlarmName")),
        ...given("type", optionalChoice(request, "HistoryItemType", historyItemTypes)),
        ...given("from", optionalTimestamp(request, "StartDate")?.getTime()),
        ...given("until", optionalTimestamp(request, "EndDate")?.getTime()),
        alarmTypes: alarmTypesIn(request),
        isAscending: optionalChoice(request, "ScanBy", scanOrders) === "TimestampAscending",
      });
      const size = pageSize(request, 100);
      const page = pageOf(found, optionalString(request, "NextToken"), size);
      return {
        AlarmHistoryItems: page.items.map((item) => ({
          AlarmName: item.alarmName,
          AlarmType: item.alarmType,
          Timestamp: new Date(item.at),
          HistoryItemType: item.type,
          HistorySummary: item.summary,
          HistoryData: item.data,
        })),
        NextToken: page.nextToken,
      };
    },
    SetAlarmState(request) {
      setAlarmState(parts, requiredString(request, "AlarmName"), {
        state: requiredString(request, "StateValue"),
        reason: requiredString(request, "StateReason"),
        ...given("reasonData", optionalString(request, "StateReasonData")),
      });
      return {};
    },
  };
}

const historyItemTypes = [
  "ConfigurationUpdate",
  "StateUpdate",
  "Action",
  "AlarmContributorStateUpdate",
  "AlarmContributorAction",
];

type Found = { readonly metric: Alarm } | { readonly composite: CompositeAlarm };

/** Without a type of alarms only metric alarms are told, "even if composite alarms exist". */
function describeAlarms(parts: EveryAlarm, request: WireObject): WireObject {
  const childrenOf = optionalString(request, "ChildrenOfAlarmName");
  const parentsOf = optionalString(request, "ParentsOfAlarmName");
  const size = pageSize(request, 50);
  if (childrenOf !== undefined || parentsOf !== undefined) checkAlone(request);
  const found = childrenOf ?? parentsOf;
  const page = pageOf(
    found === undefined ? chosen(parts, request) : relatives(parts, { childrenOf, parentsOf }),
    optionalString(request, "NextToken"),
    size,
  );
  const shownMetric = childrenOf === undefined ? fromAlarm : childShape;
  const composites = page.items.flatMap((item) => ("composite" in item ? item.composite : []));
  return {
    MetricAlarms: page.items.flatMap((item) => ("metric" in item ? shownMetric(item.metric) : [])),
    CompositeAlarms: composites.map((alarm) => {
      if (childrenOf !== undefined) return childShape(alarm);
      if (parentsOf === undefined) return fromComposite(alarm);
      return { AlarmName: alarm.configuration.alarmName, AlarmArn: alarm.alarmArn };
    }),
    NextToken: page.nextToken,
  };
}

function chosen({ alarms, composites }: EveryAlarm, request: WireObject): readonly Found[] {
  const filter: DescribeAlarmsFilter = {
    ...given("alarmNames", nonEmpty(optionalStringList(request, "AlarmNames"))),
    ...given("alarmNamePrefix", optionalString(request, "AlarmNamePrefix")),
    ...given("stateValue", optionalChoice(request, "StateValue", states)),
    ...given("actionPrefix", optionalString(request, "ActionPrefix")),
  };
  if (filter.alarmNames !== undefined && filter.alarmNamePrefix !== undefined)
    throw new ServiceError(
      "ValidationException",
      "The parameters AlarmNames and AlarmNamePrefix cannot be specified together.",
    );
  const types = alarmTypesIn(request);
  return [
    ...(types.includes("CompositeAlarm")
      ? composites.all().filter((alarm) => isChosen(alarm, filter))
      : []
    ).map((composite) => ({ composite })),
    ...(types.includes("MetricAlarm") ? alarms.describeAlarms(filter) : []).map((metric) => ({ metric })),
  ];
}

function relatives(
  { alarms, composites }: EveryAlarm,
  of: { readonly childrenOf: string | undefined; readonly parentsOf: string | undefined },
): readonly Found[] {
  if (of.parentsOf !== undefined)
    return composites.parentsOf(of.parentsOf).map((composite) => ({ composite }));
  const children = composites.childrenOf(of.childrenOf ?? "");
  const isChild = ({ alarmArn }: { readonly alarmArn: string }) => children.has(alarmArn);
  return [
    ...composites
      .all()
      .filter(isChild)
      .map((composite) => ({ composite })),
    ...alarms
      .describeAlarms()
      .filter(isChild)
      .map((metric) => ({ metric })),
  ];
}

/** "You can't specify any other parameters in the request except for MaxRecords and NextToken." */
function checkAlone(request: WireObject): void {
  const alone = ["MaxRecords", "NextToken"];
  const others = Object.keys(request).filter((name) => request[name] !== undefined && !alone.includes(name));
  if (others.length > 1)
    throw new ServiceError(
      "ValidationException",
      `${others.find((name) => name.endsWith("OfAlarmName"))} cannot be specified with other parameters than MaxRecords and NextToken.`,
    );
}

function childShape({ configuration, alarmArn, state, stateUpdatedAt }: Alarm | CompositeAlarm): WireObject {
  return {
    AlarmName: configuration.alarmName,
    AlarmArn: alarmArn,
    StateValue: state,
    StateUpdatedTimestamp: new Date(stateUpdatedAt),
  };
}

function alarmTypesIn(request: WireObject): readonly string[] {
  const types = optionalChoices(request, "AlarmTypes", ["CompositeAlarm", "MetricAlarm"]);
  return nonEmpty(types) ?? ["MetricAlarm"];
}
