import { expect, test } from "@jest/globals";
import { XMLValidator } from "fast-xml-parser";
import { awsLoadReport } from "../../src/load/aws/aws-load-report.ts";
import { awsBooksVerdict, awsPaceVerdict, awsSummaryRows } from "../../src/load/aws/aws-load-summary.ts";
import type { AwsLoadResult } from "../../src/load/aws/aws-load-test.ts";
import type { FigureName, Readings } from "../../src/load/aws/metric-readings.ts";

const minute = Date.parse("2026-01-02T03:04:00Z");
const figures: Readonly<Record<FigureName, readonly number[]>> = {
  ...{ incoming: [600, 400], writesThrottled: [0, 0], iteratorAge: [900, 1200] },
  ...{ received: [500, 500], rejected: [0, 0] },
  ...{ batchAgeP50: [300, 310], batchAgeP90: [500, 400], batchAgeP99: [800, 900], batchAgeMost: [950, 990] },
  ...{ pipeFailed: [], pipeThrottled: [] },
  ...{ started: [3, 2], succeeded: [3, 2], failed: [], timedOut: [], aborted: [], throttled: [] },
  ...{ executionP50: [60, 70], executionP90: [80, 90], executionP99: [120, 110] },
  ...{ validateErrors: [0, 0], validateThrottles: [0, 0], validateP99: [20, 30] },
  ...{ assessErrors: [0, 0], assessThrottles: [0, 0], assessP99: [20, 30] },
};

const readingsOf = (of: Partial<Record<FigureName, readonly number[]>> = {}): Readings =>
  Object.fromEntries(
    Object.entries({ ...figures, ...of }).map(([name, values]) => [
      name,
      new Map(values.map((value, index) => [minute + index * 60_000, value])),
    ]),
  ) as unknown as Readings;

const result: AwsLoadResult = {
  ...{
    asked: 100,
    from: "here",
    startedAt: minute + 10_000,
    sentPerSecond: 100,
    sent: 1000,
    acknowledged: 1000,
    givenUp: 0,
  },
  putLatency: { p50: 20, p90: 30, p99: 40, p999: 55, most: 60 },
  refusals: {},
  seconds: [{ atSeconds: 1, acknowledged: 100, refused: 0 }],
  readings: readingsOf(),
  ...{ deadLetters: 0, alarms: [], complete: true },
};

test.each<[string, Partial<AwsLoadResult>, string]>([
  ["all is well", {}, "✔ The books balance: sent = processed, none lost, none twice"],
  [
    "somebody else puts records, too",
    { acknowledged: 900, sent: 900 },
    "✔ The books balance: sent = processed, none lost, none twice",
  ],
  [
    "some are lost",
    { readings: readingsOf({ received: [500, 499] }) },
    "✖ The books do not balance: 1 records were not seen at all",
  ],
  [
    "CloudWatch lags",
    { readings: readingsOf({ received: [500] }), complete: false },
    "✖ The books do not balance: 500 records were not seen before patience ended",
  ],
  [
    "executions have not ended",
    { complete: false },
    "✖ The books do not balance: CloudWatch did not show the end of all executions",
  ],
  [
    "much goes wrong",
    {
      givenUp: 5,
      deadLetters: 2,
      readings: readingsOf({ received: [500, 510], failed: [1], timedOut: [1] }),
    },
    "✖ The books do not balance: 5 records were refused until the end; 10 were received again, or had been put before; 2 executions failed; 2 more dead letters",
  ],
])("the books when %s", (_, of, text) => {
  const { sign, head, rest } = awsBooksVerdict({ ...result, ...of });
  expect(`${sign} ${head} ${rest}`).toBe(text);
});

test.each<[string, Partial<AwsLoadResult>, string]>([
  ["kept up", {}, "✔ The service kept up with 100 records/s"],
  [
    "a slow generator",
    { sentPerSecond: 80 },
    "▲ The rate asked was not reached: this machine could send 80 records/s",
  ],
  [
    "a stream that is too small",
    { sentPerSecond: 80, refusals: { ProvisionedThroughputExceededException: 1500 } },
    "▲ The rate asked was not reached: the stream took 80 records/s, and refused 1,500 times (give it more shards)",
  ],
  [
    "a slow service",
    { readings: readingsOf({ iteratorAge: [900, 65_000] }) },
    "▲ The service fell behind: records waited in the stream for 65000 ms",
  ],
])("the pace of %s", (_, of, text) => {
  const { sign, head, rest } = awsPaceVerdict({ ...result, ...of });
  expect(`${sign} ${head} ${rest}`).toBe(text);
});

test("sums counts over the minutes, and tells the worst of percentiles", () => {
  expect(Object.fromEntries(awsSummaryRows(result))).toMatchObject({
    ...{ received: "1,000", "executions started": "5", "execution time p99": "120 ms" },
    ...{ "age of a batch p99": "900 ms", "iterator age, longest": "1200 ms", lost: "0" },
  });
  const bare = Object.fromEntries(awsSummaryRows({ ...result, readings: readingsOf({ executionP99: [] }) }));
  expect(bare["execution time p99"]).toBe("unknown");
});

test("the report shows the same, with its plots and each minute", () => {
  const setting = {
    at: new Date(minute),
    processor: "A <fast> one",
    cores: 2,
    node: "24.0.0",
    command: "load",
  };
  const service = {
    ...{ stackName: "weather-<dev>", streamName: "s", shards: 4, onDemand: false, pipeName: "p" },
    ...{ ingestArn: "a", deadLettersUrl: "q", namespace: "n", alarmNames: [] },
    functions: { validate: "v", assess: "a" },
  };
  const report = awsLoadReport(result, setting, service, "us-east-1 of AWS");
  expect(report).toContain("sending to us-east-1 of AWS.");
  expect(report).toContain("Load test of weather-&#60;dev&#62;: 100 records/s");
  for (const [name, value] of awsSummaryRows(result))
    expect(report).toContain(`<tr><th scope="row">${name}</th><td>${value}</td></tr>`);
  const plots = report.match(/<svg[\s\S]*?<\/svg>/g) ?? [];
  expect(plots).toHaveLength(5);
  for (const plot of plots) {
    expect(XMLValidator.validate(plot)).toBe(true);
    expect(plot).not.toMatch(/NaN|Infinity/);
  }
  // A minute alone is drawn, too: as a line from its beginning to its end.
  const short = awsLoadReport(
    { ...result, readings: readingsOf({ iteratorAge: [900] }) },
    setting,
    service,
    "",
  );
  const age = /aria-label="Iterator age"[\s\S]*?<\/svg>/.exec(short)?.[0];
  const [, from, to] = /class="line line-0" d="M([\d.]+)[ ,][\d.]+L([\d.]+)/.exec(age ?? "") ?? [];
  expect(Number(to)).toBeGreaterThan(Number(from));
  expect(report).toMatch(/<td>03:04<\/td><td>600<\/td>[\s\S]*<td>03:05<\/td><td>400<\/td>/);
  expect(
    awsLoadReport({ ...result, seconds: [], readings: readingsOf({ received: [] }) }, setting, service, ""),
  ).not.toMatch(/NaN|Infinity|undefined/);
});
