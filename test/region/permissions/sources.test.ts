// By which principal a source is trusted.

import { expect, test } from "@jest/globals";
import { serviceOfSource } from "../../../src/region/permissions/sources.ts";

test.each([
  ["arn:aws:cloudwatch:us-east-1:000000000000:metric-stream/all", "streams.metrics.cloudwatch.amazonaws.com"],
  ["arn:aws:cloudwatch:us-east-1:000000000000:alarm:late", "cloudwatch.amazonaws.com"],
  ["arn:aws:events:us-east-1:000000000000:rule/shop/sold", "events.amazonaws.com"],
  ["arn:aws:kinesis:us-east-1:000000000000:stream/readings", undefined],
  ["no ARN", undefined],
])("%s is %s", (arn, principal) => {
  expect(serviceOfSource(arn)).toBe(principal);
});
