// The page on which a warning is approved or rejected, behind a function URL, and what its buttons do.

import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import middy from "@middy/core";
import type { LambdaFunctionURLEvent } from "aws-lambda";
import { readLink } from "../src/weather/approval-links.ts";
import { type Page, plainPages, shownPage } from "../src/weather/approval-page.ts";
import { readAnswer } from "../src/weather/approvals.ts";
import { decide } from "./approval-decision.ts";
import { approvalKey } from "./approval-key.ts";
import { findQuestion } from "./approval-table.ts";
import { logger, metrics, metricsOptions, tracer } from "./observability.ts";

async function answer(event: LambdaFunctionURLEvent): Promise<Page> {
  const read = readLink(event.queryStringParameters ?? {}, await approvalKey(), Date.now());
  if (read.state !== "valid") return plainPages[read.state];
  const question = await findQuestion(read.link.id);
  if (question === undefined) return plainPages.expired;
  if (event.requestContext.http.method !== "POST") return shownPage(question);
  const encoding = event.isBase64Encoded ? "base64" : "utf8";
  const given = readAnswer(Buffer.from(event.body ?? "", encoding).toString("utf8"));
  return given === undefined ? plainPages.noAnswer : decide(question, given);
}

export const handler = middy<LambdaFunctionURLEvent, Page>()
  .use(captureLambdaHandler(tracer, { captureResponse: false }))
  .use(injectLambdaContext(logger, { logEvent: false }))
  .use(logMetrics(metrics, metricsOptions))
  .handler(answer);
