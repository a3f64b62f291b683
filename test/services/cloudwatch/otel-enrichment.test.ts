// The enrichment for OpenTelemetry, and the contributors of alarms, by the SDK.

import * as sdk from "@aws-sdk/client-cloudwatch";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type SdkServer, serve } from "../../server/sdk-server.ts";
import { api, call, clock, metric, openCloudWatch, start } from "./support/open-cloudwatch.ts";

let server: SdkServer;
let client: sdk.CloudWatchClient;
beforeEach(async () => {
  openCloudWatch();
  server = await serve(api);
  client = new sdk.CloudWatchClient({ ...server.clientConfiguration, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await server.close();
});

test("enrichment is started with filters, told, and stopped", async () => {
  const get = () => client.send(new sdk.GetOTelEnrichmentCommand({}));
  expect(await get()).toMatchObject({ Status: "Stopped" });
  const IncludeFilters = [{ Namespace: "AWS/SQS", MetricNames: ["NumberOfMessagesSent"] }];
  const started = await client.send(new sdk.StartOTelEnrichmentCommand({ IncludeFilters }));
  expect(started).toMatchObject({ IncludeFilters, CreatedAt: new Date(start), UpdatedAt: new Date(start) });
  clock.advanceBy(1000);
  await client.send(new sdk.StopOTelEnrichmentCommand({}));
  expect(await get()).toMatchObject({
    ...{ Status: "Stopped", IncludeFilters, CreatedAt: new Date(start), UpdatedAt: new Date(start + 1000) },
  });
  const many = Array.from({ length: 101 }, (_, at) => ({ Namespace: `N${at}` }));
  await expect(
    client.send(new sdk.StartOTelEnrichmentCommand({ ExcludeFilters: many })),
  ).rejects.toMatchObject({ name: "InvalidParameterValueException" });
});

test("an alarm on one series has no contributors", async () => {
  await call("PutMetricAlarm", {
    ...{ AlarmName: "a", ...metric, Statistic: "Sum", Period: 60, EvaluationPeriods: 1, Threshold: 1 },
    ComparisonOperator: "GreaterThanThreshold",
  });
  const ask = (AlarmName: string) => client.send(new sdk.DescribeAlarmContributorsCommand({ AlarmName }));
  expect((await ask("a")).AlarmContributors).toEqual([]);
  await expect(ask("b")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});
