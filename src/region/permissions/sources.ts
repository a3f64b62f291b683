// The services that deliver, by their principals, and to which of the others they deliver in nobody's name.

import { parseArn } from "../../aws/arn.ts";

const principals: Readonly<Record<string, string>> = {
  events: "events.amazonaws.com",
  "execute-api": "apigateway.amazonaws.com",
  pipes: "pipes.amazonaws.com",
  scheduler: "scheduler.amazonaws.com",
  sns: "sns.amazonaws.com",
  s3: "s3.amazonaws.com",
  cloudwatch: "cloudwatch.amazonaws.com",
  codedeploy: "codedeploy.amazonaws.com",
  iot: "iot.amazonaws.com",
  firehose: "firehose.amazonaws.com",
  lambda: "lambda.amazonaws.com",
  logs: "logs.amazonaws.com",
  secretsmanager: "secretsmanager.amazonaws.com",
};

/** "Service": https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-metric-streams-trustpolicy.html */
const ofMetricStreams = "streams.metrics.cloudwatch.amazonaws.com";

/** The principal of what has this ARN; undefined for what is let do without. */
export function serviceOfSource(arn: string): string | undefined {
  const { service = "", resource = "" } = parseArn(arn) ?? {};
  if (service === "cloudwatch" && resource.startsWith("metric-stream/")) return ofMetricStreams;
  return Object.hasOwn(principals, service) ? principals[service] : undefined;
}

/**
 * What stands for it in `aws:SourceArn`: for a subscription its topic, for a schedule its group, for a log group all of its streams.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
 */
export function sourceArnOf(arn: string): string {
  if (arn.includes(":sns:")) return arn.split(":").slice(0, 6).join(":");
  if (arn.includes(":log-group:")) return `${arn}:*`;
  return arn.replace(/^(arn:[^:]+:scheduler:.*:)schedule\/([^/]+)\/.*$/, "$1schedule-group/$2");
}

/** Where they need the policy of what they deliver to, if they were given no role. */
export const sourcesInNobodysName: ReadonlyMap<string, readonly string[]> = new Map([
  ["apigateway.amazonaws.com", ["lambda"]],
  ["events.amazonaws.com", ["lambda", "sqs", "sns"]],
  ["sns.amazonaws.com", ["lambda", "sqs"]],
  ["s3.amazonaws.com", ["lambda", "sqs", "sns"]],
  ["cloudwatch.amazonaws.com", ["sns"]],
  ["iot.amazonaws.com", ["lambda"]],
  ["logs.amazonaws.com", ["lambda"]],
  ["secretsmanager.amazonaws.com", ["lambda"]],
]);
