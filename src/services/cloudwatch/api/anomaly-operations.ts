// Anomaly detectors on the wire.

import { localIdentity } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { given } from "../../../aws/wire/given.ts";
import {
  optionalBoolean,
  optionalList,
  optionalObject,
  optionalString,
  optionalStringList,
  requiredList,
  requiredTimestamp,
} from "../../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import type {
  AnomalyDetector,
  DetectorConfiguration,
  DetectorSource,
} from "../anomalies/anomaly-detector.ts";
import type { AnomalyDetectors } from "../anomalies/anomaly-detectors.ts";
import { pageOf } from "./pages.ts";
import { optionalChoice, optionalChoices, pageSize } from "./request-bounds.ts";
import { fromMetric, fromQuery, toDimensions, toMetricOf, toQuery } from "./shapes.ts";

export function anomalyOperations(detectors: AnomalyDetectors): Record<string, Operation> {
  return {
    PutAnomalyDetector(request) {
      const { id } = detectors.put(sourceIn(request), configurationIn(request));
      return { AnomalyDetectorId: id };
    },
    DescribeAnomalyDetectors(request) {
      const page = pageOf(
        chosen(detectors, request),
        optionalString(request, "NextToken"),
        pageSize(request, 50, "MaxResults"),
      );
      return {
        AnomalyDetectors: page.items.map((detector) => shown(detector, detectors.isTrained(detector))),
        NextToken: page.nextToken,
      };
    },
    DeleteAnomalyDetector(request) {
      const id = optionalString(request, "AnomalyDetectorId");
      const found = id === undefined ? detectors.find(sourceIn(request)) : detectors.get(id);
      if (found === undefined)
        throw new ServiceError("ResourceNotFoundException", "The anomaly detector does not exist.", {
          status: 404,
        });
      detectors.delete(found);
      return {};
    },
  };
}

const ofOne = ["Namespace", "MetricName", "Dimensions", "Stat"];

/** Throws InvalidParameterCombination where it is said in more than one way, and MissingParameter where in none. */
function sourceIn(request: WireObject): DetectorSource {
  const single = optionalObject(request, "SingleMetricAnomalyDetector");
  const math = optionalObject(request, "MetricMathAnomalyDetector");
  const isFlat = ofOne.some((name) => request[name] !== undefined && request[name] !== null);
  const ways = [
    ...(single === undefined ? [] : ["SingleMetricAnomalyDetector"]),
    ...(math === undefined ? [] : ["MetricMathAnomalyDetector"]),
    ...(isFlat ? ["single metric attributes"] : []),
  ];
  const allowed = "Either single metric attributes, SingleMetricAnomalyDetector or MetricMathAnomalyDetector";
  if (ways.length > 1)
    throw new ServiceError(
      "InvalidParameterCombinationException",
      `${allowed} can be set, found ${ways.join(", ")}`,
    );
  if (ways.length === 0)
    throw new ServiceError("MissingRequiredParameterException", `${allowed} must be set.`);
  if (math !== undefined) return { queries: requiredList(math, "MetricDataQueries").map(toQuery) };
  const holder = single ?? request;
  for (const name of ["Namespace", "MetricName", "Stat"])
    if (optionalString(holder, name) === undefined)
      throw new ServiceError("MissingRequiredParameterException", `The parameter ${name} is required.`);
  return { metric: toMetricOf(holder).metric, stat: optionalString(holder, "Stat") ?? "" };
}

function configurationIn(request: WireObject): DetectorConfiguration {
  const configuration = optionalObject(request, "Configuration") ?? {};
  const characteristics = optionalObject(request, "MetricCharacteristics") ?? {};
  return {
    excluded: (optionalList(configuration, "ExcludedTimeRanges") ?? []).map((range) => ({
      from: requiredTimestamp(range, "StartTime").getTime(),
      until: requiredTimestamp(range, "EndTime").getTime(),
    })),
    ...given("timezone", optionalString(configuration, "MetricTimezone")),
    ...given("adaptationSpeed", optionalChoice(configuration, "AdaptationSpeed", ["FAST", "NORMAL", "SLOW"])),
    ...given(
      "outlierFilteringStrength",
      optionalChoice(configuration, "OutlierFilteringStrength", ["MINIMAL", "MODERATE", "STRICT"]),
    ),
    ...given("periodicSpikes", optionalBoolean(characteristics, "PeriodicSpikes")),
  };
}

/** Of single metrics only, unless others are asked for. */
function chosen(detectors: AnomalyDetectors, request: WireObject): readonly AnomalyDetector[] {
  const ids = optionalStringList(request, "AnomalyDetectorIds");
  const types = optionalChoices(request, "AnomalyDetectorTypes", ["SINGLE_METRIC", "METRIC_MATH"]) ?? [];
  const [namespace, name] = [optionalString(request, "Namespace"), optionalString(request, "MetricName")];
  const dimensions = optionalList(request, "Dimensions");
  if (ids !== undefined) {
    if ([namespace, name, dimensions].some((filter) => filter !== undefined) || types.length > 0)
      throw new ServiceError(
        "InvalidParameterCombinationException",
        "AnomalyDetectorIds cannot be specified with Namespace, MetricName, Dimensions or AnomalyDetectorTypes.",
      );
    return ids.flatMap((id) => detectors.get(id) ?? []);
  }
  const wanted = Object.entries(toDimensions({ Dimensions: dimensions }));
  const isFiltered = namespace !== undefined || name !== undefined || wanted.length > 0;
  return detectors.all().filter(({ source }) => {
    if ("queries" in source) return types.includes("METRIC_MATH") && !isFiltered;
    const { metric } = source;
    return (
      (types.length === 0 || types.includes("SINGLE_METRIC")) &&
      (namespace === undefined || metric.namespace === namespace) &&
      (name === undefined || metric.metricName === name) &&
      wanted.every(([dimension, value]) => metric.dimensions[dimension] === value)
    );
  });
}

function shown({ id, source, configuration }: AnomalyDetector, isTrained: boolean): WireObject {
  const single = "metric" in source ? { ...fromMetric(source.metric), Stat: source.stat } : undefined;
  return {
    AnomalyDetectorId: id,
    ...single,
    ...(single === undefined
      ? {}
      : { SingleMetricAnomalyDetector: { AccountId: localIdentity.accountId, ...single } }),
    ...("queries" in source
      ? { MetricMathAnomalyDetector: { MetricDataQueries: source.queries.map(fromQuery) } }
      : {}),
    Configuration: {
      ExcludedTimeRanges: configuration.excluded.map(({ from, until }) => ({
        StartTime: new Date(from),
        EndTime: new Date(until),
      })),
      MetricTimezone: configuration.timezone,
      AdaptationSpeed: configuration.adaptationSpeed,
      OutlierFilteringStrength: configuration.outlierFilteringStrength,
    },
    MetricCharacteristics:
      configuration.periodicSpikes === undefined
        ? undefined
        : { PeriodicSpikes: configuration.periodicSpikes },
    StateValue: isTrained ? "TRAINED" : "PENDING_TRAINING",
  };
}
