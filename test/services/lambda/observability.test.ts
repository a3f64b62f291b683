import { expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { EmbeddedMetrics } from "../../../src/services/cloudwatch/metrics/embedded-metrics.ts";
import { Metrics } from "../../../src/services/cloudwatch/metrics/metrics.ts";
import { FunctionHost } from "../../../src/services/lambda/function-host.ts";
import { Logs } from "../../../src/services/logs/logs.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { codeRoot } from "./host-fixture.ts";

test("what Powertools logs and measures reaches CloudWatch", async () => {
  const clock = systemClock;
  const identity = localIdentity;
  const metrics = new Metrics({ clock });
  const embedded = new EmbeddedMetrics(metrics);
  const onEvent = (message: string, at: number) => embedded.take(message, at);
  const logs = new Logs({ clock, identity });
  logs.watch(onEvent);
  const host = new FunctionHost({ clock, identity, logs, metrics });
  host.create({ functionName: "validate", codeRoot, handler: "powertools.handler", timeoutSeconds: 20 });
  const from = clock.now() - 60_000;

  await host.invoke({ functionName: "validate", payload: "[1,2,3]" });
  await host.close();

  const logGroupName = "/aws/lambda/validate";
  const { events } = logs.filterLogEvents({ logGroupName, filterPattern: "{ $.accepted = 3 }" });
  expect(events.map((event) => JSON.parse(event.message))).toMatchObject([
    { level: "INFO", message: "validated", service: "validate", function_name: "validate" },
  ]);
  const range = { from, until: clock.now() + 60_000 };
  const sum = (namespace: string, metricName: string, dimensions: Record<string, string>) => {
    const metric = { namespace, metricName, dimensions };
    const points = metrics.read({ metric, periodSeconds: 60, stat: "Sum" }, range);
    return [...points.values()].reduce((total, value) => total + value, 0);
  };
  expect(sum("Weather", "Accepted", { service: "validate" })).toBe(3);
  expect(sum("AWS/Lambda", "Invocations", { FunctionName: "validate" })).toBe(1);
});
