// The enrichment of metrics for OpenTelemetry on the wire.

import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import type { StreamFilter } from "../metric-streams/metric-stream.ts";
import type { Enrichment, OTelEnrichment } from "../otel-enrichment.ts";
import { filtersIn } from "./metric-stream-operations.ts";

export function otelOperations(enrichment: OTelEnrichment): Record<string, Operation> {
  return {
    GetOTelEnrichment() {
      const told = enrichment.get();
      return { Status: told.status, ...shown(told) };
    },
    StartOTelEnrichment: (request) =>
      shown(
        enrichment.start({
          include: filtersIn(request, "IncludeFilters"),
          exclude: filtersIn(request, "ExcludeFilters"),
        }),
      ),
    StopOTelEnrichment() {
      enrichment.stop();
      return {};
    },
  };
}

function shown({ include, exclude, createdAt, updatedAt }: Enrichment): WireObject {
  const filters = (given: readonly StreamFilter[]) =>
    given.length === 0
      ? undefined
      : given.map(({ namespace, metricNames }) => ({ Namespace: namespace, MetricNames: metricNames }));
  return {
    ...{ IncludeFilters: filters(include), ExcludeFilters: filters(exclude) },
    ...(createdAt === undefined ? {} : { CreatedAt: new Date(createdAt) }),
    ...(updatedAt === undefined ? {} : { UpdatedAt: new Date(updatedAt) }),
  };
}
