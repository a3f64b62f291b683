// Asks somebody whether a warning goes out: keeps the question with its task token, and publishes a link to the page that
// answers it. The event and the answer are never logged or traced, because the event holds the token.

import { randomUUID } from "node:crypto";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import { parser } from "@aws-lambda-powertools/parser/middleware";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import middy from "@middy/core";
import { signedLink } from "../src/weather/approval-links.ts";
import {
  type ApprovalRequest,
  approvalRequestSchema,
  questionFor,
  wordQuestion,
} from "../src/weather/approvals.ts";
import { approvalKey } from "./approval-key.ts";
import { keepQuestion } from "./approval-table.ts";
import { logger, metrics, metricsOptions, tracer } from "./observability.ts";

const topics = tracer.captureAWSv3Client(new SNSClient({}));

async function ask(request: ApprovalRequest): Promise<void> {
  const nowMs = Date.now();
  const link = { id: randomUUID(), expiresAt: Math.floor(nowMs / 1000) + request.answerWithinSeconds };
  await keepQuestion(questionFor(request, link, nowMs));
  const url = signedLink(process.env.APPROVAL_PAGE ?? "", link, await approvalKey());
  const { subject, message } = wordQuestion(request, url, link.expiresAt);
  await topics.send(new PublishCommand({ TopicArn: request.topicArn, Subject: subject, Message: message }));
  metrics.addMetric("ApprovalsAsked", MetricUnit.Count, 1);
  logger.info("approval asked", { approvalId: link.id, findingId: request.findingId });
}

export const handler = middy<ApprovalRequest, void>()
  .use(captureLambdaHandler(tracer, { captureResponse: false }))
  .use(injectLambdaContext(logger, { logEvent: false }))
  .use(logMetrics(metrics, metricsOptions))
  .use(parser({ schema: approvalRequestSchema }))
  .handler(ask);
