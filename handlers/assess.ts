// Finds the readings of a batch that call for an alert. One invocation a batch.

import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import middy from "@middy/core";
import type { ReadingColumns } from "../src/weather/batches.ts";
import { assessReadings, type Finding } from "../src/weather/conditions.ts";
import { correlate, logger, metrics, metricsOptions, tracer } from "./observability.ts";

async function assess(readings: ReadingColumns): Promise<Finding[]> {
  correlate(readings.batch);
  const findings = assessReadings(readings);
  metrics.addMetric("FindingsDetected", MetricUnit.Count, findings.length);
  logger.info("batch assessed", { readings: readings.stationId.length, findings: findings.length });
  return findings;
}

// The deadline timer is off: nothing here waits, so Lambda's own timeout says all there is to say.
export const handler = middy<ReadingColumns, Finding[]>({ timeoutEarlyInMillis: 0 })
  .use(captureLambdaHandler(tracer, { captureResponse: false }))
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics, metricsOptions))
  .handler(assess);
