// A day in figures and words, and that the Glue job counts as the local one does.

import { execFileSync, spawnSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import { daySummarySchema, summariseDay, wordDaySummary } from "../../src/weather/day-summary.ts";

const finding = (stationId: string, condition: string, severity: string, observedAt: string) => ({
  stationId,
  condition,
  severity,
  observedAt,
});

const findings = [
  finding("cape", "gale", "severe", "2010-01-09T18:00:00Z"),
  finding("cape", "gale", "warning", "2010-01-09T12:00:00Z"),
  finding("hill", "frost", "warning", "2010-01-09T00:00:00Z"),
  finding("constructor", "frost", "advisory", "2010-01-09T23:59:59Z"),
  finding("hill", "frost", "warning", "2010-01-10T00:00:00Z"),
];

const summary = {
  day: "2010-01-09",
  findings: 4,
  bySeverity: { severe: 1, warning: 2, advisory: 1 },
  byCondition: { gale: 2, frost: 2 },
  byStation: { cape: 2, hill: 1, constructor: 1 },
};

test("counts the findings of its day alone", () => {
  expect(summariseDay(findings, "2010-01-09")).toEqual(summary);
  expect(daySummarySchema.parse(summary)).toEqual(summary);
});

test("is told with the most frequent first", () => {
  const { subject, message } = wordDaySummary(summary, [{ table: "findings", items: 4 }]);
  expect(subject).toBe("Weather of 2010-01-09: 4 findings");
  expect(message).toContain("Severity: warning 2, severe 1, advisory 1.");
  expect(message).toContain("The tables hold: findings 4.");
});

test("of a quiet day says so", () => {
  const { subject, message } = wordDaySummary(summariseDay([], "2010-01-11"), []);
  expect(subject).toBe("Weather of 2010-01-11: 0 findings");
  expect(message).toContain("Stations: none.");
});

const hasPython = spawnSync("python3", ["--version"]).status === 0;

(hasPython ? test : test.skip)("is counted alike by the Glue job's script", () => {
  const script =
    "import json, sys; from summarise_day import summarise; print(json.dumps(summarise(*json.load(sys.stdin))))";
  const printed = execFileSync("python3", ["-B", "-c", script], {
    cwd: "jobs",
    input: JSON.stringify([findings, "2010-01-09"]),
  });
  expect(JSON.parse(String(printed))).toEqual(summary);
});
