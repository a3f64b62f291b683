// Splits a batch of stream records into readings and rejected records. One invocation a batch: one log line, one
// metrics line, each record decoded and parsed once.

import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import { parser } from "@aws-lambda-powertools/parser/middleware";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import middy from "@middy/core";
import {
  batchAgeMs,
  recordBatchSchema,
  type StreamRecord,
  type ValidatedBatch,
  validateBatch,
} from "../src/weather/batches.ts";
import { correlate, logger, metrics, metricsOptions, tracer } from "./observability.ts";

async function validate(records: readonly StreamRecord[]): Promise<ValidatedBatch> {
  const validated = validateBatch(records);
  const { receipt } = validated;
  correlate(validated.readings.batch);
  metrics.addMetric("ReadingsReceived", MetricUnit.Count, receipt.received);
  metrics.addMetric("ReadingsAccepted", MetricUnit.Count, receipt.accepted);
  metrics.addMetric("ReadingsRejected", MetricUnit.Count, receipt.rejected);
  metrics.addMetric("BatchAge", MetricUnit.Milliseconds, batchAgeMs(records, Date.now()));
  logger.info("batch validated", { ...receipt });
  return validated;
}

// The deadline timer is off: nothing here waits, so Lambda's own timeout says all there is to say.
export const handler = middy<readonly StreamRecord[], ValidatedBatch>({ timeoutEarlyInMillis: 0 })
  .use(captureLambdaHandler(tracer, { captureResponse: false }))
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics, metricsOptions))
  .use(parser({ schema: recordBatchSchema }))
  .handler(validate);
