// CloudWatch on the wire: metrics, alarms and dashboards by AWS's member names. The query protocol of older clients and the
// JSON protocol of newer ones arrive here as the same requests.

import { ServiceError } from "../../../aws/service-error.ts";
import { given } from "../../../aws/wire/given.ts";
import {
  optionalInteger,
  optionalList,
  optionalString,
  optionalStringList,
  optionalTimestamp,
  requiredInteger,
  requiredString,
} from "../../../aws/wire/members.ts";
import type { Operation, ServiceApi, WireObject } from "../../../aws/wire/operation.ts";
import type { Alarms } from "../alarms/alarms.ts";
import type { Dashboards } from "../dashboards.ts";
import { metricKey } from "../metrics/metric-identity.ts";
import type { MetricStore } from "../metrics/metric-store.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { dataPage } from "./data-pages.ts";
import { refused } from "./refused-operations.ts";
import {
  fromAlarm,
  fromMetric,
  nonEmpty,
  rangeOf,
  splitStatistics,
  toAlarmConfiguration,
  toDatum,
  toMetricOf,
  toQuery,
} from "./shapes.ts";

export interface CloudWatchParts {
  readonly metrics: Metrics;
  readonly store?: Pick<MetricStore, "committed"> | undefined;
  readonly alarms: Alarms;
  readonly dashboards: Dashboards;
}

export function cloudWatchApi(parts: CloudWatchParts): ServiceApi {
  return {
    name: "CloudWatch",
    targetPrefix: "GraniteServiceVersion20100801",
    errorNamespace: "com.amazonaws.cloudwatch",
    jsonVersion: "1.0",
    query: {
      version: "2010-08-01",
      namespace: "http://monitoring.amazonaws.com/doc/2010-08-01/",
      errorCode: (code) => queryCodes.get(code) ?? code,
    },
    refused,
    operations: parts.alarms.book.acknowledging({
      ...metricOperations(parts),
      ...alarmOperations(parts.alarms),
      ...dashboardOperations(parts.dashboards),
      ...tagOperations(parts),
    }),
  };
}

/** Errors by their shapes, and what older clients know them as. */
const queryCodes: ReadonlyMap<string, string> = new Map([
  ["DashboardInvalidInputError", "InvalidParameterInput"],
  ["DashboardNotFoundError", "ResourceNotFound"],
  ["InternalServiceFault", "InternalServiceError"],
  ["InvalidFormatFault", "InvalidFormat"],
  ["InvalidParameterCombinationException", "InvalidParameterCombination"],
  ["InvalidParameterValueException", "InvalidParameterValue"],
  ["LimitExceededFault", "LimitExceeded"],
  ["MissingRequiredParameterException", "MissingParameter"],
  ["ValidationException", "ValidationError"],
]);

function metricOperations({ metrics, store }: CloudWatchParts): Record<string, Operation> {
  return {
    async PutMetricData(request) {
      const namespace = requiredString(request, "Namespace");
      metrics.putMetricData(namespace, (optionalList(request, "MetricData") ?? []).map(toDatum));
      await store?.committed();
      return {};
    },
    ListMetrics(request) {
      const found = metrics.listMetrics({
        ...given("namespace", optionalString(request, "Namespace")),
        ...given("metricName", optionalString(request, "MetricName")),
        dimensions: (optionalList(request, "Dimensions") ?? []).map((dimension) => ({
          name: requiredString(dimension, "Name"),
          ...given("value", optionalString(dimension, "Value")),
        })),
        recentlyActive: optionalString(request, "RecentlyActive") === "PT3H",
      });
      const page = pageOf(found, optionalString(request, "NextToken"), 500);
      return { Metrics: page.items.map(fromMetric), NextToken: page.nextToken };
    },
    GetMetricData(request) {
      const queries = (optionalList(request, "MetricDataQueries") ?? []).map(toQuery);
      const results = metrics.getMetricData(queries, rangeOf(request));
      return dataPage(results, {
        ascending: optionalString(request, "ScanBy") === "TimestampAscending",
        maxDatapoints: optionalInteger(request, "MaxDatapoints"),
        nextToken: optionalString(request, "NextToken"),
      });
    },
    GetMetricStatistics(request) {
      const { metric, unit } = toMetricOf(request);
      const statistics = [
        ...(optionalStringList(request, "Statistics") ?? []),
        ...(optionalStringList(request, "ExtendedStatistics") ?? []),
      ];
      const stat = { metric, periodSeconds: requiredInteger(request, "Period"), ...given("unit", unit) };
      const points = metrics.getMetricStatistics(stat, statistics, rangeOf(request));
      return {
        Label: metric.metricName,
        Datapoints: points.map(({ at, unit: pointUnit, statistics: values }) => ({
          Timestamp: new Date(at),
          Unit: pointUnit,
          ...splitStatistics(values),
        })),
      };
    },
  };
}

function alarmOperations(alarms: Alarms): Record<string, Operation> {
  return {
    PutMetricAlarm(request) {
      const tags = tagsIn(request);
      const { alarmArn, isNew } = alarms.putMetricAlarm(toAlarmConfiguration(request));
      // "Tags of an alarm that is there already are not changed."
      if (isNew) putTags(alarms, alarmArn, tags);
      return {};
    },
    DescribeAlarms(request) {
      const found = alarms.describeAlarms({
        ...given("alarmNames", nonEmpty(optionalStringList(request, "AlarmNames"))),
        ...given("alarmNamePrefix", optionalString(request, "AlarmNamePrefix")),
        ...given("stateValue", optionalString(request, "StateValue")),
        ...given("actionPrefix", optionalString(request, "ActionPrefix")),
      });
      const size = optionalInteger(request, "MaxRecords") ?? 50;
      const page = pageOf(found, optionalString(request, "NextToken"), size);
      return { MetricAlarms: page.items.map(fromAlarm), CompositeAlarms: [], NextToken: page.nextToken };
    },
    DeleteAlarms(request) {
      alarms.deleteAlarms(optionalStringList(request, "AlarmNames") ?? []);
      return {};
    },
    EnableAlarmActions(request) {
      alarms.switchActions(optionalStringList(request, "AlarmNames") ?? [], true);
      return {};
    },
    DisableAlarmActions(request) {
      alarms.switchActions(optionalStringList(request, "AlarmNames") ?? [], false);
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
    DescribeAlarmHistory(request) {
      const found = alarms.history.find({
        ...given("alarmName", optionalString(request, "AlarmName")),
        ...given("type", optionalString(request, "HistoryItemType")),
        ...given("from", optionalTimestamp(request, "StartDate")?.getTime()),
        ...given("until", optionalTimestamp(request, "EndDate")?.getTime()),
        isAscending: optionalString(request, "ScanBy") === "TimestampAscending",
      });
      const size = optionalInteger(request, "MaxRecords") ?? 100;
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
      alarms.setAlarmState(requiredString(request, "AlarmName"), {
        state: requiredString(request, "StateValue"),
        reason: requiredString(request, "StateReason"),
        ...given("reasonData", optionalString(request, "StateReasonData")),
      });
      return {};
    },
  };
}

function dashboardOperations(dashboards: Dashboards): Record<string, Operation> {
  return {
    PutDashboard(request) {
      dashboards.putDashboard(
        requiredString(request, "DashboardName"),
        requiredString(request, "DashboardBody"),
      );
      return { DashboardValidationMessages: [] };
    },
    GetDashboard(request) {
      const { dashboardName, dashboardArn, dashboardBody } = dashboards.getDashboard(
        requiredString(request, "DashboardName"),
      );
      return { DashboardName: dashboardName, DashboardArn: dashboardArn, DashboardBody: dashboardBody };
    },
    ListDashboards(request) {
      const found = dashboards.listDashboards(optionalString(request, "DashboardNamePrefix"));
      const page = pageOf(found, optionalString(request, "NextToken"), 1000);
      return {
        DashboardEntries: page.items.map((dashboard) => ({
          DashboardName: dashboard.dashboardName,
          DashboardArn: dashboard.dashboardArn,
          LastModified: new Date(dashboard.lastModifiedAt),
          Size: dashboard.sizeBytes,
        })),
        NextToken: page.nextToken,
      };
    },
    DeleteDashboards(request) {
      dashboards.deleteDashboards(optionalStringList(request, "DashboardNames") ?? []);
      return {};
    },
  };
}

/** Alarms and dashboards bear tags. */
function tagOperations({ alarms, dashboards }: CloudWatchParts): Record<string, Operation> {
  const check = (arn: string) => {
    const isThere =
      alarms.describeAlarms().some(({ alarmArn }) => alarmArn === arn) ||
      dashboards.listDashboards().some(({ dashboardArn }) => dashboardArn === arn);
    if (!isThere) throw new ServiceError("ResourceNotFoundException", "Unknown", { status: 404 });
  };
  return {
    ListTagsForResource(request) {
      const tags = alarms.tags.get(requiredString(request, "ResourceARN")) ?? {};
      return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
    },
    TagResource(request) {
      const arn = requiredString(request, "ResourceARN");
      check(arn);
      putTags(alarms, arn, tagsIn(request));
      return {};
    },
    UntagResource(request) {
      const arn = requiredString(request, "ResourceARN");
      check(arn);
      const gone = optionalStringList(request, "TagKeys") ?? [];
      const left = Object.entries(alarms.tags.get(arn) ?? {}).filter(([name]) => !gone.includes(name));
      alarms.tags.put(arn, Object.fromEntries(left));
      return {};
    },
  };
}

function tagsIn(request: WireObject): Readonly<Record<string, string>> {
  const tags = optionalList(request, "Tags") ?? [];
  return Object.fromEntries(tags.map((tag) => [requiredString(tag, "Key"), requiredString(tag, "Value")]));
}

const mostTags = 50;

function putTags(alarms: Alarms, arn: string, added: Readonly<Record<string, string>>): void {
  const all = { ...alarms.tags.get(arn), ...added };
  if (Object.keys(all).length > mostTags)
    throw new ServiceError("ValidationException", `A resource bears at most ${mostTags} tags.`);
  if (Object.keys(added).length > 0) alarms.tags.put(arn, all);
}

/** A token is where the next page begins; the lists it is used on only grow at their end. */
function pageOf<Item>(
  items: readonly Item[],
  token: string | undefined,
  size: number,
): { readonly items: readonly Item[]; readonly nextToken: string | undefined } {
  const from = token === undefined ? 0 : Number(Buffer.from(token, "base64").toString());
  if (!Number.isInteger(from) || from < 0) {
    throw new ServiceError("InvalidNextToken", "The service provided an invalid NextToken.");
  }
  const until = from + size;
  const nextToken = until < items.length ? Buffer.from(String(until)).toString("base64") : undefined;
  return { items: items.slice(from, until), nextToken };
}
