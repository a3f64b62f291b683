// CloudWatch on the wire: metrics, alarms and dashboards by AWS's member names. The query protocol of older clients and the
// JSON protocol of newer ones arrive here as the same requests.

import { ServiceError } from "../../../aws/service-error.ts";
import { given } from "../../../aws/wire/given.ts";
import {
  optionalInteger,
  optionalList,
  optionalString,
  optionalStringList,
  requiredList,
  requiredString,
} from "../../../aws/wire/members.ts";
import type { Operation, ServiceApi, WireObject } from "../../../aws/wire/operation.ts";
import { boundedBy } from "../../../aws/wire/shape.ts";
import type { Clock } from "../../../time/clock.ts";
import { inSlices } from "../../../time/time-slice.ts";
import type { CloudWatch } from "../cloudwatch.ts";
import type { MetricDatum } from "../metrics/metric-datum.ts";
import type { MetricStore } from "../metrics/metric-store.ts";
import { checkInPieces } from "../metrics/query-checks.ts";
import { plainStatistics } from "../metrics/statistic.ts";
import { alarmOperations } from "./alarm-operations.ts";
import { anomalyOperations } from "./anomaly-operations.ts";
import { dashboardOperations } from "./dashboard-operations.ts";
import { dataPage } from "./data-pages.ts";
import { insightOperations } from "./insight-operations.ts";
import { metricStreamOperations } from "./metric-stream-operations.ts";
import { modelBounds } from "./model-bounds.ts";
import { muteOperations } from "./mute-operations.ts";
import { otelOperations } from "./otel-operations.ts";
import { pageOf } from "./pages.ts";
import { optionalChoice, optionalChoices, requiredPositive, scanOrders } from "./request-bounds.ts";
import { fromMetric, rangeOf, splitStatistics, timezoneOf, toDatum, toMetricOf, toQuery } from "./shapes.ts";
import { tagOperations } from "./tag-operations.ts";
import { metricWidgetImage } from "./widget-image.ts";

export interface CloudWatchParts extends Omit<CloudWatch, "clock" | "store"> {
  readonly clock: Pick<Clock, "now">;
  readonly store?: Pick<MetricStore, "committed"> | undefined;
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
    operations: boundedBy(
      modelBounds,
      parts.alarms.book.acknowledging({
        ...metricOperations(parts),
        ...alarmOperations(parts),
        ...anomalyOperations(parts.detectors),
        ...metricStreamOperations(parts.streams, parts.alarms),
        ...muteOperations(parts),
        ...insightOperations(parts),
        ...dashboardOperations(parts),
        ...tagOperations(parts),
        ...otelOperations(parts.enrichment),
      }),
    ),
  };
}

/** Errors by their shapes, and what older clients know them as. */
const queryCodes: ReadonlyMap<string, string> = new Map([
  ["AccessDeniedException", "AccessDenied"],
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

/** With or without what it is about, which makes no other metric of it. Yields where whoever asks may give way to others. */
function* dataInPieces(request: WireObject): Generator<void, readonly MetricDatum[]> {
  const data: MetricDatum[] = [];
  for (const holder of [request, ...(optionalList(request, "EntityMetricData") ?? [])]) {
    for (const written of optionalList(holder, "MetricData") ?? []) {
      data.push(toDatum(written));
      yield;
    }
  }
  return data;
}

function metricOperations({ metrics, store, clock }: CloudWatchParts): Record<string, Operation> {
  return {
    GetMetricWidgetImage: (request) => metricWidgetImage(metrics, clock, request),
    async PutMetricData(request) {
      const namespace = requiredString(request, "Namespace");
      const data = await inSlices(dataInPieces(request));
      if (data.length === 0)
        throw new ServiceError("MissingRequiredParameterException", "The parameter MetricData is required.");
      await inSlices(metrics.putInPieces(namespace, data));
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
        recentlyActive: optionalChoice(request, "RecentlyActive", ["PT3H"]) !== undefined,
      });
      const page = pageOf(found, optionalString(request, "NextToken"), 500);
      return { Metrics: page.items.map(fromMetric), NextToken: page.nextToken };
    },
    async GetMetricData(request) {
      const queries = requiredList(request, "MetricDataQueries").map(toQuery);
      const expressions = await inSlices(checkInPieces(queries));
      const results = metrics.getMetricData(queries, rangeOf(request), {
        expressions,
        ...given("timezone", timezoneOf(request)),
      });
      return dataPage(results, {
        ascending: optionalChoice(request, "ScanBy", scanOrders) === "TimestampAscending",
        maxDatapoints: optionalInteger(request, "MaxDatapoints"),
        nextToken: optionalString(request, "NextToken"),
      });
    },
    GetMetricStatistics(request) {
      const { metric, unit } = toMetricOf(request);
      const statistics = [
        ...(optionalChoices(request, "Statistics", plainStatistics) ?? []),
        ...(optionalStringList(request, "ExtendedStatistics") ?? []),
      ];
      if (statistics.length === 0)
        throw new ServiceError(
          "InvalidParameterCombinationException",
          "Must specify either Statistics or ExtendedStatistics",
        );
      const stat = { metric, periodSeconds: requiredPositive(request, "Period"), ...given("unit", unit) };
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
