// CloudWatch on the wire: metrics, alarms and dashboards by AWS's member names. The query protocol of older clients and the
// JSON protocol of newer ones arrive here as the same requests.

import { ServiceError } from "../../../aws/service-error.ts";
import { given } from "../../../aws/wire/given.ts";
import {
  optionalInteger,
  optionalList,
  optionalString,
  optionalStringList,
  requiredInteger,
  requiredString,
} from "../../../aws/wire/members.ts";
import type { Operation, ServiceApi } from "../../../aws/wire/operation.ts";
import type { Alarms } from "../alarms/alarms.ts";
import type { Dashboards } from "../dashboards.ts";
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
  readonly alarms: Alarms;
  readonly dashboards: Dashboards;
}

export function cloudWatchApi(parts: CloudWatchParts): ServiceApi {
  return {
    name: "CloudWatch",
    targetPrefix: "GraniteServiceVersion20100801",
    errorNamespace: "com.amazonaws.cloudwatch",
    jsonVersion: "1.0",
    query: { version: "2010-08-01", namespace: "http://monitoring.amazonaws.com/doc/2010-08-01/" },
    refused,
    operations: {
      ...metricOperations(parts.metrics),
      ...alarmOperations(parts.alarms),
      ...dashboardOperations(parts.dashboards),
    },
  };
}

function metricOperations(metrics: Metrics): Record<string, Operation> {
  return {
    PutMetricData(request) {
      const namespace = requiredString(request, "Namespace");
      metrics.putMetricData(namespace, (optionalList(request, "MetricData") ?? []).map(toDatum));
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
      alarms.putMetricAlarm(toAlarmConfiguration(request));
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
