import { beforeEach, describe, expect, test } from "@jest/globals";
import type { MetricDataQuery } from "../../../../src/services/cloudwatch/metrics/metric-query.ts";
import { Metrics } from "../../../../src/services/cloudwatch/metrics/metrics.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";

const minute = 60_000;
const start = Date.UTC(2026, 0, 1);
let metrics: Metrics;

/** errors: 1, 2, –, 4; requests: 10, 20, 30, 40. */
beforeEach(() => {
  metrics = new Metrics({ clock: new VirtualClock(start) });
  const put = (metricName: string, values: readonly (number | undefined)[]) =>
    values.forEach((value, at) => {
      if (value !== undefined)
        metrics.putMetricData("Weather", [{ metricName, value, timestamp: start + at * minute }]);
    });
  put("Errors", [1, 2, undefined, 4]);
  put("Requests", [10, 20, 30, 40]);
});

function query(id: string, metricName: string): MetricDataQuery {
  const metric = { namespace: "Weather", metricName, dimensions: {} };
  return { id, metricStat: { metric, periodSeconds: 60, stat: "Sum" }, returnData: false };
}

function evaluate(expression: string): (number | undefined)[] {
  const [result] = metrics.getMetricData(
    [query("errors", "Errors"), query("requests", "Requests"), { id: "result", expression }],
    { from: start, until: start + 4 * minute },
  );
  return [0, 1, 2, 3].map((at) => result?.points.get(start + at * minute));
}

describe("metric math", () => {
  test.each([
    ["errors + requests", [11, 22, undefined, 44]],
    ["100 * errors / requests", [10, 10, undefined, 10]],
    ["-errors", [-1, -2, undefined, -4]],
    ["2 ^ 3 ^ 2", [512, 512, 512, 512]],
    ["(1 + 2) * 3", [9, 9, 9, 9]],
    ["1 + 2 * 3", [7, 7, 7, 7]],
    ["SUM([errors, requests])", [11, 22, 30, 44]],
    ["SUM(METRICS())", [11, 22, 30, 44]],
    ["MAX([errors, requests])", [10, 20, 30, 40]],
    ["requests - AVG(requests)", [-15, -5, 5, 15]],
    ["RATE(requests)", [undefined, 10 / 60, 10 / 60, 10 / 60]],
    ["DIFF(requests)", [undefined, 10, 10, 10]],
    ["RUNNING_SUM(requests)", [10, 30, 60, 100]],
    ["FILL(errors, 0)", [1, 2, 0, 4]],
    ["FILL(errors, REPEAT)", [1, 2, 2, 4]],
    ["FILL(errors, requests)", [1, 2, 30, 4]],
    ["IF(requests > 15, requests)", [undefined, 20, 30, 40]],
    ["IF(requests > 15 AND requests < 35, 1, 0)", [0, 1, 1, 0]],
    ["errors / PERIOD(errors)", [1 / 60, 2 / 60, undefined, 4 / 60]],
    ["ABS(0 - errors)", [1, 2, undefined, 4]],
    ["TIME_SERIES(5)", [5, 5, 5, 5]],
    ["errors / (requests - 20)", [-0.1, undefined, undefined, 0.2]],
  ])("%s", (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  test.each([
    ["errors +", /unexpected 'the end of the expression' at position 8/],
    ["errors requests", /unexpected 'requests'/],
    ["absent * 2", /Unrecognized metric id 'absent'/],
    ["result + 1", /refers to itself/],
    ["NOSUCH(errors)", /does not support the function NOSUCH/],
    ["constructor(errors)", /does not support the function CONSTRUCTOR/],
    ["errors # 2", /unexpected '#'/],
  ])("refuses %s", (expression, message) => {
    expect(() => evaluate(expression)).toThrow(
      expect.objectContaining({ code: "ValidationException", message: expect.stringMatching(message) }),
    );
  });
});

describe("GetMetricData", () => {
  test("returns what is not hidden, labelled by its metric", () => {
    const results = [
      ...metrics.getMetricData(
        [
          { ...query("errors", "Errors"), returnData: true },
          { id: "twice", expression: "errors * 2", label: "Twice" },
        ],
        { from: start, until: start + 10 * minute },
      ),
    ];
    expect(results.map(({ id, label, points }) => [id, label, [...points.values()]])).toEqual([
      ["errors", "Errors", [1, 2, 4]],
      ["twice", "Twice", [2, 4, 8]],
    ]);
  });

  test.each([
    ["an id that begins with a capital", [{ id: "A", expression: "1" }]],
    ["two queries of one id", [query("a", "Errors"), query("a", "Errors")]],
    ["neither metric nor expression", [{ id: "a" }]],
    ["an expression that breaks off", [{ id: "a", expression: "1 / 0 +" }]],
    ["a metric that no query has", [{ id: "a", expression: "b * 2" }]],
    ["parentheses without end", [{ id: "a", expression: `${"(".repeat(800)}1${")".repeat(800)}` }]],
    ["an expression that is too long", [{ id: "a", expression: `1${"+1".repeat(1024)}` }]],
    ["a statement that selects nothing", [{ id: "a", expression: "SELECT SUM(x) WHERE a = 'b'" }]],
  ])("refuses %s", (_what, queries) => {
    expect(() => metrics.getMetricData(queries, { from: 0, until: 1 })).toThrow(
      expect.objectContaining({ code: "ValidationException" }),
    );
  });

  test("refuses a range that ends before it begins", () => {
    expect(() => metrics.getMetricData([], { from: 1, until: 1 })).toThrow(/StartTime must be less/);
  });

  const months = { from: start - 450 * 86_400_000, until: start };
  test.each([
    [
      "fills every second of months",
      [query("errors", "Errors"), { id: "a", expression: "FILL(errors, 0)", periodSeconds: 1 }],
    ],
    ["is one number for every second of months", [{ id: "a", expression: "1 + 1", periodSeconds: 1 }]],
    ["is a series of one number", [{ id: "a", expression: "TIME_SERIES(1)", periodSeconds: 1 }]],
  ])("refuses what %s before it is computed", (_what, queries) => {
    expect(() => [...metrics.getMetricData(queries, months)]).toThrow(/exceeds the limit of 100,800/);
  });

  test("refuses many expressions over long series", () => {
    const queries = Array.from({ length: 100 }, (_, at) => ({ id: `a${at}`, expression: "TIME_SERIES(1)" }));
    const range = { from: start - 60 * 86_400_000, until: start };
    expect(() => [...metrics.getMetricData(queries, range)]).toThrow(/exceeds the limit/);
  });

  test("the least and the largest of more values than a call has arguments", () => {
    const expression = "MAX(TIME_SERIES(3)) + MIN(TIME_SERIES(2)) + STDDEV(TIME_SERIES(1))";
    const range = { from: start - 69 * 86_400_000, until: start };
    const [result] = metrics.getMetricData([{ id: "a", expression }], range);
    expect(result?.points.get(start - minute)).toBe(5);
  });
});

describe("Metrics Insights", () => {
  const range = { from: start, until: start + 10 * minute };

  function select(expression: string): unknown {
    const store = new Metrics({ clock: new VirtualClock(start) });
    const put = (machine: string, value: number) =>
      store.putMetricData("Mill", [
        { metricName: "Turns", dimensions: { Machine: machine }, value, timestamp: start },
      ]);
    put("a", 1);
    put("a", 2);
    put("b", 5);
    store.putMetricData("Mill", [{ metricName: "Turns", value: 100, timestamp: start }]);
    const results = store.getMetricData([{ id: "q", expression, periodSeconds: 60 }], range);
    return [...results].map(({ label, points }) => [label, ...points.values()]);
  }

  test.each([
    ["SELECT SUM(Turns) FROM Mill", [["q", 108]]],
    ['select max(Turns) from SCHEMA("Mill", Machine)', [["q", 5]]],
    ["SELECT AVG(Turns) FROM SCHEMA(Mill, Machine) WHERE Machine = 'a'", [["q", 1.5]]],
    ["SELECT COUNT(Turns) FROM Mill WHERE Machine != 'b'", [["q", 2]]],
    [
      "SELECT SUM(Turns) FROM Mill GROUP BY Machine ORDER BY SUM() DESC",
      [
        ["b", 5],
        ["a", 3],
      ],
    ],
    ["SELECT MIN(Turns) FROM Mill GROUP BY Machine ORDER BY MIN() ASC LIMIT 1", [["a", 1]]],
    ["SELECT SUM(Turns) FROM Nothing", []],
  ])("%s", (expression, expected) => {
    expect(select(expression)).toEqual(expected);
  });
});
