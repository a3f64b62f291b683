// The logger, metrics and tracer of a function. They take their names and levels from the environment
// (POWERTOOLS_SERVICE_NAME, POWERTOOLS_METRICS_NAMESPACE, POWERTOOLS_LOG_LEVEL, POWERTOOLS_TRACE_ENABLED).

import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { Tracer } from "@aws-lambda-powertools/tracer";

export const logger = new Logger();
export const metrics = new Metrics();
// What calls out over HTTP is traced where it is called: each of AWS's clients is captured, and patching every request of the process
// would cost all of them.
export const tracer = new Tracer({ captureHTTPsRequests: false });

/** How long functions take to start is seen by how often they do. */
export const metricsOptions = { captureColdStartMetric: true } as const;

/** By the batch a record is followed from the stream to its alert: it is in each line from now on, and traces are found by it. */
export function correlate(batch: string): void {
  logger.setCorrelationId(batch);
  tracer.putAnnotation("batch", batch);
}
