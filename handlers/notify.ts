// Words the alert for a finding. Events arrive at least once; the idempotency table knows a finding's repeats, which
// are answered with the same words, marked as repeated, so that the state machine need not publish them again.

import { IdempotencyConfig } from "@aws-lambda-powertools/idempotency";
import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import { makeHandlerIdempotent } from "@aws-lambda-powertools/idempotency/middleware";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import { parser } from "@aws-lambda-powertools/parser/middleware";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import middy from "@middy/core";
import { type Alert, type AlertRequest, alertRequestSchema, wordAlert } from "../src/weather/alerts.ts";
import { correlate, logger, metrics, metricsOptions, tracer } from "./observability.ts";

interface Notice extends Alert {
  readonly repeated: boolean;
}

async function notify(request: AlertRequest): Promise<Notice> {
  correlate(request.finding.batch);
  const alert = wordAlert(request);
  metrics.addMetric("AlertsWorded", MetricUnit.Count, 1);
  logger.info("alert worded", { findingId: request.finding.findingId, severity: alert.severity });
  return { ...alert, repeated: false };
}

const persistenceStore = new DynamoDBPersistenceLayer({
  tableName: process.env.IDEMPOTENCY_TABLE ?? "idempotency",
  awsSdkV3Client: tracer.captureAWSv3Client(new DynamoDBClient({})),
});

const config = new IdempotencyConfig({
  eventKeyJmesPath: "finding.findingId",
  // What an id stands for. What was measured may differ: whichever of two batches showed it first.
  payloadValidationJmesPath: "finding.[stationId, condition, severity]",
  throwOnNoIdempotencyKey: true,
  expiresAfterSeconds: 48 * 60 * 60, // EventBridge gives up after 24 hours; a redrive by hand may come a day later.
  responseHook: (earlier) => {
    metrics.addMetric("AlertsRepeated", MetricUnit.Count, 1);
    return { ...(earlier as unknown as Notice), repeated: true };
  },
});

export const handler = middy<AlertRequest, Notice>()
  .use(captureLambdaHandler(tracer))
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics, metricsOptions))
  .use(parser({ schema: alertRequestSchema }))
  .use(makeHandlerIdempotent({ persistenceStore, config }))
  .handler(notify);
