import { beforeEach, describe, expect, test } from "@jest/globals";
import type { MetricDataQuery } from "../../../../src/services/cloudwatch/metrics/metric-data-query.ts";
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
    ["errors + requests", [11, 22, 30, 44]],
    ["100 * errors / requests", [10, 10, 0, 10]],
    ["requests / errors", [10, 10, undefined, 10]],
    ["requests < errors * 100", [1, 1, 0, 1]],
    ["AVG([errors, requests])", [5.5, 11, 15, 22]],
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
    ["FILL(errors, LINEAR)", [1, 2, 3, 4]],
    ["DIFF_TIME(errors)", [undefined, 60, undefined, 120]],
    ["errors * 0 + DATAPOINT_COUNT(errors)", [3, 3, undefined, 3]],
    ["DATAPOINT_COUNT([errors, requests])", [2, 2, 1, 2]],
    ["requests * METRIC_COUNT(METRICS())", [20, 40, 60, 80]],
    ['SUM(METRICS("err"))', [1, 2, undefined, 4]],
    ["FIRST(SORT(METRICS(), AVG, DESC))", [10, 20, 30, 40]],
    ["LAST(SORT([requests, errors], MAX, DESC, 1))", [10, 20, 30, 40]],
    ["SUM(SLICE([requests, errors], 1))", [1, 2, undefined, 4]],
    ["SUM(SLICE([requests, errors, errors], 0, 1))", [10, 20, 30, 40]],
    ["METRIC_COUNT(REMOVE_EMPTY([IF(errors < 0, errors), errors])) * errors", [1, 2, undefined, 4]],
    ["MINUTE(errors)", [0, 1, 2, 3]],
    ["HOUR(errors) + DAY(errors) + DATE(errors) + MONTH(errors) + YEAR(errors)", [2032, 2032, 2032, 2032]],
    ["EPOCH(errors) / 60", [0, 1, 2, 3].map((at) => start / minute + at)],
    ["IF(requests > 0, errors, 7)", [1, 2, 0, 4]],
    ["IF(requests < 0, 7, errors)", [1, 2, undefined, 4]],
    ["LOG10(requests - 10) * 0", [undefined, 0, 0, 0]],
    ["FILL(errors, requests)", [1, 2, 30, 4]],
    ["IF(requests > 15, requests)", [undefined, 20, 30, 40]],
    ["IF(requests > 15 AND requests < 35, 1, 0)", [0, 1, 1, 0]],
    ["errors / PERIOD(errors)", [1 / 60, 2 / 60, undefined, 4 / 60]],
    ["ABS(0 - errors)", [1, 2, undefined, 4]],
    ["TIME_SERIES(5)", [5, 5, 5, 5]],
    ["errors / (requests - 20)", [-0.1, undefined, 0, 0.2]],
  ])("%s", (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  test.each([
    ["errors +", /unexpected 'the end of the expression' at position 8/],
    ["errors requests", /unexpected 'requests'/],
    ["absent * 2", /Unrecognized metric id 'absent'/],
    ["SORT(METRICS(), STDDEV, ASC)", /Unrecognized metric id 'STDDEV'/],
    ["SORT(METRICS(), AVG, 1)", /SORT needs one of ASC, DESC as argument 3/],
    ["METRICS(errors)", /METRICS needs a text in quotes as argument 1/],
    ["METRICS() * METRICS()", /an operator between two lists/],
    ["SEARCH('', 'Sum')", /neither a schema nor a search term/],
    ["SEARCH('{A,', 'Sum')", /unexpected the end at position 3, expected the name of a dimension/],
    ["SEARCH('a AND', 'Sum')", /expected a term/],
    ["SEARCH(errors, 'Sum')", /SEARCH needs a text in quotes as argument 1/],
    ["ANOMALY_DETECTION_BAND(errors + 1)", /needs the id of a query as argument 1/],
    ["ANOMALY_DETECTION_BAND(errors, 0)", /standard deviations above 0/],
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

test.each([
  ["SEARCH('a', 'Most')", "The value Most for parameter Stat is not supported."],
  ["SEARCH('a', 'Sum', 7)", "The value 7 for parameter Period is invalid."],
])("metric math refuses %s", (expression, message) => {
  expect(() => evaluate(expression)).toThrow(message);
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

  test.each([
    ["ends as it begins", { from: 1, until: 1 }, "StartTime must not equal parameter EndTime"],
    ["ends before it begins", { from: 2, until: 1 }, "EndTime must be greater than StartTime"],
  ])("refuses a range that %s", (_, range, message) => {
    expect(() => metrics.getMetricData([], range)).toThrow(message);
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

describe("SEARCH", () => {
  const store = new Metrics({ clock: new VirtualClock(start + minute) });
  const put = (namespace: string, metricName: string, dimensions: Record<string, string>, at = start) =>
    store.series(namespace, metricName, dimensions).recordAt(at, 1);
  put("AWS/Lambda", "Errors", { FunctionName: "ProjectA-read" });
  put("AWS/Lambda", "Errors", { FunctionName: "ProjectB-read" });
  put("AWS/Lambda", "Errors", {});
  put("AWS/Lambda", "Invocations", { FunctionName: "ProjectA-read" });
  put("AWS/EC2", "CPUUtilization", { InstanceId: "i-1234567890123456", InstanceType: "t2.micro" });
  put("Mine", "CustomCount1", {});
  put("Mine", "Network-Errors_2", { Name: "Europe\\France Traffic(Network)" });
  put("Mine", "CustomOld", {}, start - 15 * 86_400_000);
  const range = { from: start, until: start + minute };

  const dynamic = ["PROP('Dim.FunctionName')", "PROP('Stat')", "LAST"].map((name) => `\${${name}}`).join(" ");

  function find(search: string, label?: string): readonly string[] {
    const expression = `SEARCH('${search}', 'Sum', 60)`;
    const query = { id: "found", expression, ...(label === undefined ? {} : { label }) };
    return [...store.getMetricData([query], range)].map((result) => result.label);
  }

  test.each<[search: string, labels: readonly string[]]>([
    ['{AWS/Lambda,FunctionName} MetricName="Errors"', ["ProjectA-read", "ProjectB-read"]],
    ['{AWS/Lambda, FunctionName}, MetricName="Errors" NOT ProjectB', ["Errors"]],
    [
      '{"AWS/Lambda","FunctionName"} MetricName="Errors" OR (MetricName="Invocations" AND (ProjectA OR ProjectC))',
      ["ProjectA-read Errors", "ProjectB-read Errors", "ProjectA-read Invocations"],
    ],
    ['{AWS/Lambda,FunctionName} FunctionName=("ProjectA-read" OR "x")', ["Errors", "Invocations"]],
    ["{AWS/Lambda} Errors", ["ProjectA-read", "ProjectB-read", "Errors"]],
    ["(EC2 OR EBS) MetricName=utilization", ["CPUUtilization"]],
    ['InstanceType="t2.micro" Namespace="AWS/EC2"', ["CPUUtilization"]],
    ["InstanceType=micro", ["CPUUtilization"]],
    ['"InstanceId"="i-1234567890123456"', ["CPUUtilization"]],
    ["i-1234567890123456", ["CPUUtilization"]],
    ["NOT Namespace=AWS", ["CustomCount1", "Network-Errors_2 Europe\\France Traffic(Network)"]],
    ...["count", "Count", "COUNT", "CustomCount", "Count1", "customcount1", '"CustomCount1"'].map(
      (word): [string, string[]] => [`{Mine} ${word}`, ["CustomCount1"]],
    ),
    ...["couNT", "customcount", "count1", '"Custom"', '"customcount1"', "CustomOld"].map(
      (word): [string, string[]] => [`{Mine} ${word}`, []],
    ),
    ...["network/errors", "network+errors", "Network_Errors", '"Network-Errors_2"'].map(
      (word): [string, string[]] => [`{Mine} ${word}`, ["Network-Errors_2"]],
    ),
    ['"Europe\\\\France Traffic\\(Network\\)"', ["Network-Errors_2"]],
    [":aws.AccountId = LOCAL CustomCount1", ["CustomCount1"]],
    ["nowhere", []],
  ])("%s", (search, labels) => {
    expect(find(search)).toEqual(labels);
  });

  test.each([
    [undefined, ["ProjectA-read", "ProjectB-read"]],
    ["", ["ProjectA-read", "ProjectB-read"]],
    ["All:", ["All: ProjectA-read", "All: ProjectB-read"]],
    [dynamic, ["ProjectA-read Sum 1", "ProjectB-read Sum 1"]],
  ])("names what it finds by the label %j", (label, labels) => {
    expect(find('{AWS/Lambda,FunctionName} MetricName="Errors"', label)).toEqual(labels);
  });

  test("may be a part of other expressions, in its own period", () => {
    const queries = [
      { id: "all", expression: "SEARCH('{AWS/Lambda,FunctionName} Errors', 'Sum', 300)", returnData: false },
      { id: "total", expression: "SUM(FILL(all, 0))" },
    ];
    const [total] = store.getMetricData(queries, { from: start, until: start + 10 * minute });
    expect([...(total?.points ?? [])]).toEqual([
      [start, 2],
      [start + 5 * minute, 0],
    ]);
  });
});
