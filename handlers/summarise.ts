// Words the summary of a day from the figures that a job left in the archive.

import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import middy from "@middy/core";
import { daySummarySchema, type TableCount, wordDaySummary } from "../src/weather/day-summary.ts";
import { logger, metrics, metricsOptions, tracer } from "./observability.ts";

const objects = tracer.captureAWSv3Client(new S3Client({}));

interface SummaryRequest {
  readonly bucket: string;
  readonly key: string;
  readonly tables: readonly TableCount[];
}

type Words = ReturnType<typeof wordDaySummary>;

async function summarise({ bucket, key, tables }: SummaryRequest): Promise<Words> {
  const { Body } = await objects.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const summary = daySummarySchema.parse(JSON.parse(String(await Body?.transformToString())));
  logger.info("day summarised", { day: summary.day, findings: summary.findings });
  return wordDaySummary(summary, tables);
}

export const handler = middy<SummaryRequest, Words>()
  .use(captureLambdaHandler(tracer))
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics, metricsOptions))
  .handler(summarise);
