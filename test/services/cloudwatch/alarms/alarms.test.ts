import { beforeEach, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../../src/aws/arn.ts";
import type { AlarmConfiguration } from "../../../../src/services/cloudwatch/alarms/alarm-configuration.ts";
import { judge } from "../../../../src/services/cloudwatch/alarms/alarm-evaluation.ts";
import { alarmEvent, alarmMessage } from "../../../../src/services/cloudwatch/alarms/alarm-notification.ts";
import type { AlarmRule } from "../../../../src/services/cloudwatch/alarms/alarm-rule.ts";
import { type AlarmStateChange, Alarms } from "../../../../src/services/cloudwatch/alarms/alarms.ts";
import { limitsOf } from "../../../../src/services/cloudwatch/alarms/watched-points.ts";
import { Dashboards } from "../../../../src/services/cloudwatch/dashboards.ts";
import type { MetricStat } from "../../../../src/services/cloudwatch/metrics/metric-stat.ts";
import { Metrics } from "../../../../src/services/cloudwatch/metrics/metrics.ts";
import type { TimeRange } from "../../../../src/services/cloudwatch/metrics/time-range.ts";
import { StateMachineMetrics } from "../../../../src/services/step-functions/monitoring/state-machine-metrics.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";
import { badMembers, configuration, metricStat, missingData, reasons, refused } from "./alarm-cases.ts";

const minute = 60_000;
const start = Date.UTC(2026, 0, 1);

test.each(missingData)(
  "%s of 3 datapoints %s with missing data as %s",
  (datapointsToAlarm, text, treatment, expected) => {
    const rule: AlarmRule = {
      comparisonOperator: "GreaterThanThreshold",
      threshold: 5,
      evaluationPeriods: 3,
      datapointsToAlarm,
      treatMissingData: treatment,
    };
    const points = new Map(
      [...text].flatMap((each, at) => (each === "-" ? [] : [[at * minute, each === "X" ? 9 : 1] as const])),
    );
    expect(judge(rule, { points, limitsAt: () => limitsOf(rule) })?.state ?? "retain").toBe(expected);
  },
);

test.each(reasons)("say why: %s", (reason, more, values) => {
  const rule: AlarmRule = {
    ...{ comparisonOperator: "GreaterThanThreshold", treatMissingData: "missing" },
    ...{ evaluationPeriods: values.length, threshold: 5, ...more },
  };
  const points = new Map(values.map((value, at) => [start + at * minute, value]));
  const limitsAt = (at: number) => ({ lower: 1, upper: 5 + (at - start) / minute / 10 });
  const isBand = "thresholdMetricId" in more;
  expect(judge(rule, { points, limitsAt: isBand ? limitsAt : () => limitsOf(rule) })?.reason).toBe(reason);
});

describe("alarms", () => {
  let clock: VirtualClock;
  let metrics: Metrics;
  let alarms: Alarms;
  let changes: AlarmStateChange[];
  test.each(badMembers)("%s that CloudWatch does not take is refused", (_, wrong, message) => {
    const put = () => alarms.putMetricAlarm({ ...configuration, ...wrong });
    expect(put).toThrow(expect.objectContaining({ code: "ValidationException" }));
    expect(put).toThrow(message);
    expect(alarms.describeAlarms()).toEqual([]);
  });

  test("a query's unit is checked as an alarm's own", () => {
    const { metricStat: _, ...rest } = configuration;
    const metricsOf = [{ id: "m", metricStat: { ...metricStat, unit: "x" } }];
    expect(() => alarms.putMetricAlarm({ ...rest, metrics: metricsOf })).toThrow(
      "'x' at 'metrics.1.member.metricStat.unit'",
    );
  });

  beforeEach(() => {
    clock = new VirtualClock(start);
    metrics = new Metrics({ clock });
    changes = [];
    const onStateChange = (change: AlarmStateChange) => void changes.push(change);
    alarms = new Alarms({ clock, identity: localIdentity, metrics, onStateChange });
  });

  test("begin without data, and follow their metric", () => {
    alarms.putMetricAlarm(configuration);
    expect(alarms.describeAlarms()).toMatchObject([
      { state: "INSUFFICIENT_DATA", stateReason: "Unchecked: Initial alarm creation" },
    ]);
    metrics.series("Weather", "Errors", {}).record(7);
    clock.advanceBy(minute);
    clock.advanceBy(10 * minute);
    expect(changes.map(({ previousState, alarm, actions }) => [previousState, alarm.state, actions])).toEqual(
      [
        ["INSUFFICIENT_DATA", "OK", []],
        ["OK", "ALARM", configuration.alarmActions],
        ["ALARM", "OK", []],
      ],
    );
    expect(changes[1]?.alarm.stateReason).toBe(
      "Threshold Crossed: 1 datapoint [7.0 (01/01/26 00:00:00)] was greater than the threshold (5.0).",
    );
    alarms.close();
    expect(clock.pendingTimers).toBe(0);
  });

  test("tell SNS and EventBridge of a change in CloudWatch's own shapes", () => {
    alarms.putMetricAlarm(configuration);
    clock.advanceBy(1000);
    alarms.setAlarmState("errors", { state: "ALARM", reason: "testing" });
    const change = changes[0] as AlarmStateChange;
    const { subject, message } = alarmMessage(change, localIdentity);
    expect(subject).toBe('ALARM: "errors" in US East (N. Virginia)');
    expect(JSON.parse(message)).toMatchObject({
      AlarmName: "errors",
      AWSAccountId: "000000000000",
      NewStateValue: "ALARM",
      OldStateValue: "INSUFFICIENT_DATA",
      StateChangeTime: "2026-01-01T00:00:01.000+0000",
      Trigger: {
        MetricName: "Errors",
        StatisticType: "Statistic",
        Statistic: "SUM",
        Period: 60,
        Threshold: 5,
      },
    });
    expect(alarmEvent(change)).toMatchObject({
      source: "aws.cloudwatch",
      resources: ["arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors"],
      detail: {
        alarmName: "errors",
        state: { value: "ALARM", reason: "testing" },
        previousState: { value: "INSUFFICIENT_DATA", timestamp: "2026-01-01T00:00:00.000+0000" },
        configuration: { metrics: [{ metricStat: { metric: { name: "Errors" }, stat: "Sum" } }] },
      },
    });
    alarms.close();
  });

  test("may watch an expression", () => {
    const { metricStat, ...rest } = configuration;
    alarms.putMetricAlarm({
      ...rest,
      metrics: [
        { id: "e", ...(metricStat === undefined ? {} : { metricStat }), returnData: false },
        { id: "twice", expression: "e * 2" },
      ],
    });
    metrics.series("Weather", "Errors", {}).record(3);
    clock.advanceBy(minute);
    expect(alarms.describeAlarms({ stateValue: "ALARM" })).toHaveLength(1);
    alarms.close();
  });

  const errors = configuration.metricStat as MetricStat;
  test.each([
    ["a trimmed mean", { metricStat: { ...errors, stat: "tm90" } }],
    ["a percentage of values", { metricStat: { ...errors, stat: "PR(1:10)" } }],
    [
      "a statement that selects metrics",
      {
        metricStat: undefined,
        metrics: [{ id: "q", expression: "SELECT SUM(Errors) FROM Weather", periodSeconds: 60 }],
      },
    ],
  ])("may watch %s", (_what, watched) => {
    alarms.putMetricAlarm({ ...configuration, ...watched } as AlarmConfiguration);
    metrics.series("Weather", "Errors", {}).record(7);
    clock.advanceBy(minute);
    expect(alarms.describeAlarms({ stateValue: "ALARM" })).toHaveLength(1);
    alarms.close();
  });

  test.each([
    ["ignore", "INSUFFICIENT_DATA"],
    ["evaluate", "ALARM"],
  ])("%s percentiles of few samples", (evaluateLowSampleCountPercentile, state) => {
    const watched = { metricStat: { ...errors, stat: "p90" }, evaluateLowSampleCountPercentile };
    alarms.putMetricAlarm({ ...configuration, ...watched, treatMissingData: "missing" });
    const record = (times: number) => {
      for (let at = 0; at < times; at++) metrics.series("Weather", "Errors", {}).record(7);
      clock.advanceBy(minute);
    };
    record(99);
    expect(alarms.get("errors")?.state).toBe(state);
    record(100);
    expect(alarms.get("errors")?.state).toBe("ALARM");
    alarms.close();
  });

  test.each([
    "SEARCH('{Weather} Errors', 'Sum', 60)",
    "ANOMALY_DETECTION_BAND(e)",
    "LAMBDA(e)",
    "IF(e)",
    "FILL(e)",
    "RATE(1)",
    "TIME_SERIES(e)",
    "'text'",
  ])("are refused if they watch %s, which cannot be computed", (expression) => {
    const metricsOf = [
      { id: "e", metricStat: errors, returnData: false },
      { id: "watched", expression },
    ];
    const { metricStat: _, ...rest } = configuration;
    expect(() => alarms.putMetricAlarm({ ...rest, metrics: metricsOf })).toThrow(
      expect.objectContaining({ code: "ValidationException" }),
    );
    expect(alarms.describeAlarms()).toEqual([]);
  });

  test("that cannot be evaluated is told of, and no other suffers", () => {
    const faults: unknown[] = [];
    let readable = true;
    const broken = {
      read: (stat: MetricStat, range: TimeRange) => {
        if (stat.stat === "p50" && !readable) throw new Error("cannot be read");
        return metrics.read(stat, range);
      },
      getMetricData: metrics.getMetricData.bind(metrics),
    };
    const guarded = new Alarms({
      clock,
      identity: localIdentity,
      metrics: broken,
      onFault: (fault, name) => void faults.push([name, String(fault)]),
    });
    guarded.putMetricAlarm({ ...configuration, alarmName: "broken", metricStat: { ...errors, stat: "p50" } });
    guarded.putMetricAlarm(configuration);
    readable = false;
    metrics.series("Weather", "Errors", {}).record(7);
    clock.advanceBy(minute);
    expect(guarded.describeAlarms({ stateValue: "ALARM" })).toHaveLength(1);
    expect(faults[0]).toEqual(["broken", "Error: cannot be read"]);
    guarded.close();
  });

  test("can be set by hand, and stop when deleted", () => {
    alarms.putMetricAlarm({ ...configuration, actionsEnabled: false });
    alarms.setAlarmState("errors", { state: "ALARM", reason: "testing" });
    expect(changes).toMatchObject([{ alarm: { state: "ALARM", stateReason: "testing" }, actions: [] }]);
    alarms.deleteAlarms(["errors", "absent"]);
    clock.advanceBy(minute);
    expect(clock.pendingTimers).toBe(0);
  });

  test.each(refused)("refuse %s", (_what, wrong, code) => {
    expect(() => alarms.putMetricAlarm({ ...configuration, ...wrong } as AlarmConfiguration)).toThrow(
      expect.objectContaining({ code }),
    );
  });

  test("refuse a state for an alarm that does not exist", () => {
    expect(() => alarms.setAlarmState("absent", { state: "OK", reason: "" })).toThrow(
      expect.objectContaining({ code: "ResourceNotFound" }),
    );
  });
});

describe("dashboards", () => {
  const dashboards = new Dashboards({ clock: new VirtualClock(start), identity: localIdentity });

  test("keep their bodies", () => {
    dashboards.putDashboard("weather", '{"widgets":[]}');
    expect(dashboards.getDashboard("weather")).toMatchObject({
      dashboardArn: "arn:aws:cloudwatch::000000000000:dashboard/weather",
      dashboardBody: '{"widgets":[]}',
      sizeBytes: 14,
    });
    expect(dashboards.listDashboards("wea")).toHaveLength(1);
    expect(dashboards.listDashboards("x")).toHaveLength(0);
  });

  test.each<[string, string, readonly (readonly [string, string])[]]>([
    ["text that is no JSON", "{", []],
    ["a list", "[]", []],
    ["a body without widgets", "{}", [["", "Should have required property 'widgets'"]]],
    ["one widget that is no list", '{"widgets":{}}', [["/widgets", "Should be array"]]],
    [
      "widgets that are none",
      '{"widgets":[{"type":"text","properties":{"markdown":""}},7,{}]}',
      [
        ["/widgets/1", "Should be object"],
        ["/widgets/2", "Should have required property 'type'"],
        ["/widgets/2", "Should have required property 'properties'"],
      ],
    ],
  ])("refuse %s", (_what, body, messages) => {
    const told = messages.map(([dataPath, message]) => ({ dataPath, message }));
    expect(() => dashboards.putDashboard("x", body)).toThrow(
      expect.objectContaining({
        code: "DashboardInvalidInputError",
        message:
          told.length === 0
            ? "The field DashboardBody must be a valid JSON object"
            : `The dashboard body is invalid, there are ${told.length} validation errors:\n${JSON.stringify(told, undefined, 2)}`,
        members: {
          dashboardValidationMessages: messages.map(([DataPath, Message]) => ({ DataPath, Message })),
        },
      }),
    );
  });

  test.each([
    [
      "a name with a space",
      () => dashboards.putDashboard("a b", '{"widgets":[]}'),
      "InvalidParameterValueException",
    ],
    ["a missing one", () => dashboards.getDashboard("absent"), "DashboardNotFoundError"],
    ["deleting a missing one", () => dashboards.deleteDashboards(["absent"]), "DashboardNotFoundError"],
  ])("refuse %s", (_what, call, code) => {
    expect(call).toThrow(expect.objectContaining({ code }));
  });
});

test("a state machine's metrics count for itself and for the account", () => {
  const metrics = new Metrics({ clock: new VirtualClock(start) });
  const arn = "arn:aws:states:us-east-1:000000000000:stateMachine:ingest";
  const counters = new StateMachineMetrics(metrics, { stateMachineArn: arn });
  counters.started();
  counters.ended("SUCCEEDED", 12);
  const sum = (metricName: string, dimensions: Record<string, string>) => {
    const metric = { namespace: "AWS/States", metricName, dimensions };
    const range = { from: start, until: start + minute };
    return [...metrics.read({ metric, periodSeconds: 60, stat: "Sum" }, range).values()][0];
  };
  expect(sum("ExecutionsStarted", { StateMachineArn: arn })).toBe(1);
  expect(sum("ExecutionsSucceeded", {})).toBe(1);
  expect(sum("ExecutionTime", { StateMachineArn: arn })).toBe(12);
  expect(sum("ExecutionsFailed", { StateMachineArn: arn })).toBeUndefined();
});
