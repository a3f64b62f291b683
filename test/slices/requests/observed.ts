// Log events, metrics and alarms.

import type { Target } from "../../hostile/target.ts";
import { each, type LargeRequest, logs, metrics, times, told } from "./large-request.ts";

const hour = 3_600_000;

/** Until it is complete. */
async function insights(target: Target, queryString: string): Promise<string> {
  const started = await logs(target, "StartQuery", {
    logGroupName: "large",
    startTime: Math.floor((Date.now() - hour) / 1000),
    endTime: Math.floor((Date.now() + hour) / 1000),
    queryString,
  });
  if (started.status !== 200) return told(started);
  const { queryId } = JSON.parse(started.body);
  for (;;) {
    const answer = await logs(target, "GetQueryResults", { queryId });
    const { status } = JSON.parse(answer.body);
    if (status !== "Running" && status !== "Scheduled") return `${status}, ${await told(answer)}`;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export const observed: readonly LargeRequest[] = [
  {
    name: "Logs PutLogEvents of 10,000 events",
    prepare: async (target) => {
      await logs(target, "CreateLogGroup", { logGroupName: "large" });
      await logs(target, "CreateLogStream", { logGroupName: "large", logStreamName: "s" });
    },
    ask: (target) =>
      each(10, () =>
        logs(target, "PutLogEvents", {
          logGroupName: "large",
          logStreamName: "s",
          logEvents: times(10_000, (at) => ({
            timestamp: Date.now(),
            message: `{"level":"info","at":${at},"text":"some text"}`,
          })),
        }),
      ),
  },
  {
    name: "Logs FilterLogEvents",
    ask: (target) =>
      told(logs(target, "FilterLogEvents", { logGroupName: "large", filterPattern: "{ $.at = 9999999 }" })),
  },
  {
    name: "Logs GetLogEvents",
    ask: (target) => told(logs(target, "GetLogEvents", { logGroupName: "large", logStreamName: "s" })),
  },
  {
    name: "Logs a query that sorts 100,000 events",
    ask: (target) =>
      insights(target, "fields @timestamp, @message | filter level = 'info' | sort at desc | limit 10000"),
  },
  {
    name: "Logs a query that groups 100,000 events",
    ask: (target) =>
      insights(
        target,
        'parse @message /"at":(?<n>\\d+)/ | stats count(*), pct(at, 99), count_distinct(text) by n, bin(1m) | sort n desc',
      ),
  },
  {
    name: "Logs a query of regular expressions, and of duplicates",
    ask: (target) =>
      insights(
        target,
        "filter @message like /(some|any) te?xt$|x{5}/ | dedup at | display at, text, @message",
      ),
  },
  {
    name: "Logs PutLogEvents over 100 metric filters",
    prepare: (target) =>
      each(100, (at) =>
        logs(target, "PutMetricFilter", {
          logGroupName: "large",
          filterName: `f${at}`,
          filterPattern: `{ $.at = ${at} || $.text = "%x${at}%" }`,
          metricTransformations: [{ metricName: "m", metricNamespace: "n", metricValue: "1" }],
        }),
      ),
    ask: (target) =>
      told(
        logs(target, "PutLogEvents", {
          logGroupName: "large",
          logStreamName: "s",
          logEvents: times(10_000, (at) => ({
            timestamp: Date.now(),
            message: `{"level":"info","at":${at},"text":"some text"}`,
          })),
        }),
      ),
  },
  {
    name: "CloudWatch PutMetricData of 1,000 metrics with 150 values",
    ask: (target) =>
      told(
        metrics(target, "PutMetricData", {
          Namespace: "large",
          MetricData: times(1000, (at) => ({
            MetricName: `m${at}`,
            Values: times(150, (n) => n * 1.5),
            Timestamp: Date.now() / 1000,
          })),
        }),
      ),
  },
  {
    name: "CloudWatch GetMetricData of 500 metrics over two weeks",
    ask: (target) =>
      told(
        metrics(target, "GetMetricData", {
          MetricDataQueries: times(500, (at) => ({
            Id: `m${at}`,
            MetricStat: {
              Metric: { Namespace: "large", MetricName: `m${at}` },
              Period: 60,
              Stat: "p99",
            },
          })),
          StartTime: (Date.now() - 14 * 24 * hour) / 1000,
          EndTime: Date.now() / 1000,
        }),
      ),
  },
  {
    name: "CloudWatch GetMetricData of expressions over two weeks",
    ask: (target) =>
      told(
        metrics(target, "GetMetricData", {
          MetricDataQueries: [
            {
              Id: "m",
              MetricStat: { Metric: { Namespace: "large", MetricName: "m1" }, Period: 60, Stat: "Sum" },
              ReturnData: false,
            },
            ...times(499, (at) => ({ Id: `e${at}`, Expression: "FILL(m, 0) + FILL(m, 1) * 2" })),
          ],
          StartTime: (Date.now() - 14 * 24 * hour) / 1000,
          EndTime: Date.now() / 1000,
        }),
      ),
  },
  {
    name: "CloudWatch ListMetrics",
    ask: (target) => told(metrics(target, "ListMetrics", { Namespace: "large" })),
  },
  {
    name: "CloudWatch GetMetricData of a Metrics Insights query",
    ask: (target) =>
      told(
        metrics(target, "GetMetricData", {
          MetricDataQueries: [
            { Id: "s", Expression: 'SELECT SUM("m1") FROM "large" GROUP BY d', Period: 60 },
          ],
          StartTime: (Date.now() - 24 * hour) / 1000,
          EndTime: Date.now() / 1000,
        }),
      ),
  },
  {
    name: "CloudWatch GetMetricData of the longest expressions",
    ask: (target) =>
      told(
        metrics(target, "GetMetricData", {
          MetricDataQueries: times(500, (at) => ({
            Id: `e${at}`,
            Expression: "1+".repeat(1000).concat("1"),
          })),
          StartTime: (Date.now() - hour) / 1000,
          EndTime: Date.now() / 1000,
        }),
      ),
  },
  {
    name: "CloudWatch PutDashboard of 1 MB",
    ask: (target) =>
      told(
        metrics(target, "PutDashboard", {
          DashboardName: "large",
          DashboardBody: JSON.stringify({
            widgets: times(100, (n) => ({
              type: "metric",
              properties: {
                region: "us-east-1",
                metrics: times(100, (m) => ["large", `m${m}`, "d", `${n}`]),
              },
            })),
          }),
        }),
      ),
  },
  {
    name: "CloudWatch PutMetricAlarm and DescribeAlarms of 1,000",
    prepare: (target) =>
      each(1000, (at) =>
        metrics(target, "PutMetricAlarm", {
          AlarmName: `a${at}`,
          MetricName: `m${at}`,
          Namespace: "large",
          Statistic: "Sum",
          Period: 60,
          EvaluationPeriods: 100,
          Threshold: 1,
          ComparisonOperator: "GreaterThanThreshold",
        }),
      ),
    ask: (target) => told(metrics(target, "DescribeAlarms", { MaxRecords: 100 })),
  },
  {
    name: "CloudWatch what evaluates 1,000 alarms",
    ask: async () => {
      await new Promise((resolve) => setTimeout(resolve, 11_000));
      return "eleven seconds";
    },
  },
];
