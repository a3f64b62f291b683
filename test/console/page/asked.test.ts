import { expect, test } from "@jest/globals";
import { commandOf } from "../../../src/console/page/region/asked.ts";

test.each([
  ["sfn", "ListStateMachines", {}, "aws stepfunctions list-state-machines"],
  [
    "kinesis",
    "ListShards",
    { StreamName: "s" },
    `aws kinesis list-shards --cli-input-json '{"StreamName":"s"}'`,
  ],
  [
    "cloudwatchlogs",
    "FilterLogEvents",
    { q: "it's" },
    `aws logs filter-log-events --cli-input-json '{"q":"it'\\''s"}'`,
  ],
  ["sns", "ListSubscriptionsByTopic", {}, "aws sns list-subscriptions-by-topic"],
  ["xray", "BatchGetTraces", {}, "aws xray batch-get-traces"],
  ["dynamodb", "DescribeTTL", {}, "aws dynamodb describe-ttl"],
])("%s:%s of %j as a command", (service, operation, members, command) => {
  expect(commandOf(service, operation, members)).toBe(command);
});
