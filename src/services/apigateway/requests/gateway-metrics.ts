// What API Gateway counts of the requests to a stage.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html

import type { CountedSeries, MetricSink } from "../../../aws/metric-sink.ts";

export interface StageMetrics {
  /** Milliseconds; `integrationMs` is undefined for a request that no integration was asked for. */
  count(status: number, latencyMs: number, integrationMs: number | undefined): void;
}

export interface MetricNames {
  readonly clientError: string;
  readonly serverError: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export function stageMetrics(
  sink: MetricSink,
  { clientError, serverError, dimensions }: MetricNames,
): StageMetrics {
  const series = (name: string, unit: string): CountedSeries =>
    sink.series("AWS/ApiGateway", name, dimensions, unit);
  const counts = series("Count", "Count");
  const clientErrors = series(clientError, "Count");
  const serverErrors = series(serverError, "Count");
  const latency = series("Latency", "Milliseconds");
  const integrationLatency = series("IntegrationLatency", "Milliseconds");
  return {
    count(status, latencyMs, integrationMs) {
      counts.record(1);
      clientErrors.record(status >= 400 && status < 500 ? 1 : 0);
      serverErrors.record(status >= 500 ? 1 : 0);
      latency.record(latencyMs);
      if (integrationMs !== undefined) integrationLatency.record(integrationMs);
    },
  };
}
