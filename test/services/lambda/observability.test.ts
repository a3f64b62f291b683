// What functions print and measure: as Lambda frames it in their logs, and as it reaches CloudWatch.

import { afterEach, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { EmbeddedMetrics } from "../../../src/services/cloudwatch/metrics/embedded-metrics.ts";
import { Metrics } from "../../../src/services/cloudwatch/metrics/metrics.ts";
import { FunctionHost } from "../../../src/services/lambda/function-host.ts";
import { Logs } from "../../../src/services/logs/logs.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { codeRoot, everything, type HostFixture, startHost } from "./host-fixture.ts";

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

describe("the log", () => {
  let fixture: HostFixture;
  afterEach(() => fixture.host.close());

  function invoke(event: object) {
    return fixture.host.invoke({ functionName: "everything", payload: JSON.stringify(event) });
  }

  test("frames console lines and passes raw output as it is", async () => {
    fixture = startHost();
    fixture.host.create(everything());
    const { requestId } = await invoke({ action: "print" });
    const messages = fixture.log.map((entry) => entry.message);
    const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
    expect(messages).toEqual([
      "INIT_START Runtime Version: nodejs:24.v1",
      `START RequestId: ${requestId} Version: $LATEST`,
      expect.stringMatching(new RegExp(`^${time}\t${requestId}\tINFO\thello world$`)),
      expect.stringMatching(new RegExp(`^${time}\t${requestId}\tERROR\tError: printed\n    at `)),
      expect.stringMatching(new RegExp(`^${time}\t${requestId}\tDEBUG\t{ a: 1 }$`)),
      '{"level":"INFO","message":"raw"}',
      "first",
      "second",
      "unfinished",
      `END RequestId: ${requestId}`,
      expect.stringMatching(
        /^REPORT RequestId: \S+\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms$/,
      ),
    ]);
    expect(new Set(fixture.log.map((entry) => entry.group))).toEqual(new Set(["/aws/lambda/everything"]));
  });

  test("keeps every line of a handler that prints more than fits in one message", async () => {
    fixture = startHost();
    fixture.host.create(everything());
    await invoke({ action: "printMuch", lines: 3000 });
    const lines = fixture.log.flatMap((entry) => /\tline (\d+) /.exec(entry.message)?.[1] ?? []);
    expect(lines).toEqual(Array.from({ length: 3000 }, (_, line) => String(line)));
  });

  test("holds what was printed before an exit", async () => {
    fixture = startHost();
    fixture.host.create(everything({ handler: "broken-init.handler" }));
    await invoke({});
    expect(fixture.log).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining("\tundefined\tINFO\tinitialising") }),
    );
  });

  test("comes back as a tail of at most 4 KB when asked for", async () => {
    fixture = startHost();
    fixture.host.create(everything());
    const payload = '{"action":"printMuch","lines":100}';
    const { logTail } = await fixture.host.invoke({ functionName: "everything", payload, logType: "Tail" });
    expect(Buffer.byteLength(logTail ?? "")).toBe(4096);
    expect(logTail).toContain("REPORT RequestId: ");
  });
});
