// Logs the alerts that were published, from the topic's queue. Each message of a batch stands for itself: those that cannot be
// logged are reported and come again alone, and what never succeeds ends in a queue of its own.

import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import type { PartialItemFailureResponse } from "@aws-lambda-powertools/batch/types";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import middy from "@middy/core";
import type { SQSEvent, SQSRecord } from "aws-lambda";
import { readAlert } from "../src/weather/alert-log.ts";
import { logger, metrics, metricsOptions, tracer } from "./observability.ts";

const tables = tracer.captureAWSv3Client(new DynamoDBClient({}));
const processor = new BatchProcessor(EventType.SQS);

/** The same alert is the same item, however often it comes. */
async function logAlert({ body }: SQSRecord): Promise<void> {
  const Item = Object.fromEntries(Object.entries(readAlert(body)).map(([name, S]) => [name, { S }]));
  await tables.send(new PutItemCommand({ TableName: process.env.ALERT_LOG_TABLE, Item }));
}

async function logAlerts(event: SQSEvent): Promise<PartialItemFailureResponse> {
  // A batch that fails as a whole is told item by item, too: it is no fault of the function.
  const answer = await processPartialResponse(event, logAlert, processor, { throwOnFullBatchFailure: false });
  const refused = answer.batchItemFailures.length;
  metrics.addMetric("AlertsLogged", MetricUnit.Count, event.Records.length - refused);
  if (refused > 0) metrics.addMetric("AlertsNotLogged", MetricUnit.Count, refused);
  for (const error of processor.errors) logger.warn("alert not logged", error);
  return answer;
}

export const handler = middy<SQSEvent, PartialItemFailureResponse>()
  .use(captureLambdaHandler(tracer))
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics, metricsOptions))
  .handler(logAlerts);
