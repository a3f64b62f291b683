import { describe, expect, test } from "@jest/globals";
import { XMLValidator } from "fast-xml-parser";
import { loadReport } from "../../src/load/load-report.ts";
import type { LoadSample } from "../../src/load/load-series.ts";
import { booksVerdict, paceVerdict, summaryRows } from "../../src/load/load-summary.ts";
import type { LoadResult } from "../../src/load/load-test.ts";

const sample = (atSeconds: number, of: Partial<LoadSample> = {}): LoadSample => ({
  ...{ phase: "sending", atSeconds, sentPerSecond: 5000, processedPerSecond: 4900, iteratorAgeMs: 40 },
  latency: { p50: 20, p90: 30, p99: 40, p999: 55, most: 60 },
  ...{ regionCores: 0.3, handlerCores: 0.2, generatorCores: 0.1 },
  ...{ regionMb: 300, handlersMb: 400, generatorMb: 30 },
  ...of,
});

const result: LoadResult = {
  ...{ asked: 5000, sentPerSecond: 4999, processedPerSecond: 4950, behind: 500, catchUpSeconds: 0.4 },
  ...{ sent: 50_000, processed: 50_000, failedExecutions: 0, redelivered: 0 },
  latency: { p50: 21.5, p90: 30, p99: 140, p999: 155, most: 160 },
  ...{ mostIteratorAgeMs: 90, cores: 0.31, handlerCores: 0.22, generatorCores: 0.1, mostMemoryMb: 1301 },
  processorSeconds: { region: 3.1, mainThread: 2.5, handlers: 2.2, generator: 1 },
  samples: [sample(1, { phase: "warming up", latency: undefined }), sample(2), sample(3)],
  phases: [
    { phase: "warming up", fromSeconds: 0, toSeconds: 1 },
    { phase: "sending", fromSeconds: 1, toSeconds: 3 },
  ],
};

const setting = {
  ...{ at: new Date("2026-01-02T03:04:05Z"), processor: "A <fast> one", cores: 2, node: "24.0.0" },
  command: "npm run load -- --rate 5000",
};

describe("the report of a load test", () => {
  const report = loadReport(result, setting);

  test("needs nothing from elsewhere and runs nothing", () => {
    expect(report).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\son\w+=/i);
    expect(report.replaceAll('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/https?:/);
    expect(report).toContain("default-src 'none'");
  });

  test("plots what was measured, each with the test's phases", () => {
    const plots = report.match(/<svg[\s\S]*?<\/svg>/g) ?? [];
    const titles = plots.map((plot) => /aria-label="([^"]+)"/.exec(plot)?.[1]);
    expect(titles).toEqual([
      "Throughput",
      "Latency, from due to processed",
      "Iterator age",
      "Processor",
      "Memory",
    ]);
    for (const plot of plots) {
      expect(XMLValidator.validate(plot)).toBe(true);
      expect(plot).not.toMatch(/NaN|Infinity/);
      expect(plot).toMatch(/>warming up<[\s\S]*>sending</);
    }
    expect(plots[1]).toMatch(/>p50<[\s\S]*>p90<[\s\S]*>p99<[\s\S]*>p99\.9</);
  });

  test("has the table, the verdict, each second and where it was measured, as text", () => {
    for (const [name, value] of summaryRows(result))
      expect(report).toContain(`<tr><th scope="row">${name}</th><td>${value}</td></tr>`);
    expect(report).toContain("✔ The service kept up");
    expect(report).toContain("✔ The books balance:");
    expect(report).toContain("<td>3.0</td><td>sending</td><td>5,000</td><td>4,900</td><td>20.0</td>");
    expect(report).toContain("2026-01-02 03:04 UTC, 2 cores of A &#60;fast&#62; one, Node.js 24.0.0");
  });

  test("does without what a system doesn't tell, and without seconds", () => {
    const bare = loadReport({ ...result, handlerCores: undefined, samples: [], phases: [] }, setting);
    expect(bare).toContain("<td>unknown</td>");
    expect(bare).not.toMatch(/NaN|Infinity|undefined/);
  });
});

test.each<[string, Partial<LoadResult>, string]>([
  ["kept up", {}, "✔ The service kept up with 5,000 records/s"],
  [
    "a slow generator",
    { sentPerSecond: 4800 },
    "▲ The rate asked was not reached: this machine could send 4,800 records/s",
  ],
  [
    "a slow service",
    { catchUpSeconds: 9, processedPerSecond: 3000 },
    "▲ The service fell behind: it sustained 3,000 of 5,000 records/s",
  ],
])("the pace of %s", (_, of, text) => {
  const { sign, head, rest } = paceVerdict({ ...result, ...of });
  expect(`${sign} ${head} ${rest}`).toBe(text);
});

test.each<[string, Partial<LoadResult>, string]>([
  ["all is well", {}, "good"],
  ["some are lost", { processed: 49_999 }, "bad"],
  ["some came again", { redelivered: 1 }, "bad"],
  ["an execution failed", { failedExecutions: 1 }, "bad"],
])("the books when %s", (_, of, level) => {
  expect(booksVerdict({ ...result, ...of }).level).toBe(level);
});
