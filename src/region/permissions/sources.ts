// The services that deliver, by their principals, and to which of the others they deliver in nobody's name.

import { parseArn } from "../../aws/arn.ts";

const principals: Readonly<Record<string, string>> = {
  events: "events.amazonaws.com",
  pipes: "pipes.amazonaws.com",
  scheduler: "scheduler.amazonaws.com",
  sns: "sns.amazonaws.com",
  s3: "s3.amazonaws.com",
  cloudwatch: "cloudwatch.amazonaws.com",
  iot: "iot.amazonaws.com",
  lambda: "lambda.amazonaws.com",
};

/** The principal of what has this ARN; undefined for what is let do without. */
export function serviceOfSource(arn: string): string | undefined {
  const service = parseArn(arn)?.service ?? "";
  return Object.hasOwn(principals, service) ? principals[service] : undefined;
}

/** What stands for it in `aws:SourceArn`: for a subscription its topic. */
export function sourceArnOf(arn: string): string {
  return arn.includes(":sns:") ? arn.split(":").slice(0, 6).join(":") : arn;
}

/** Where they need the policy of what they deliver to, if they were given no role. */
export const sourcesInNobodysName: ReadonlyMap<string, readonly string[]> = new Map([
  ["events.amazonaws.com", ["lambda", "sqs", "sns"]],
  ["sns.amazonaws.com", ["lambda", "sqs"]],
  ["s3.amazonaws.com", ["lambda", "sqs", "sns"]],
  ["cloudwatch.amazonaws.com", ["sns"]],
  ["iot.amazonaws.com", ["lambda"]],
]);
