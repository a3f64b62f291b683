// The process that is killed: a region that is given metrics, log events, alarms and dashboards, and tells what it has acknowledged.

import type { WireObject } from "../../src/aws/wire/operation.ts";
import { Region } from "../../src/region/region.ts";

const [directory = "", life = ""] = process.argv.slice(2);
const region = await Region.open({ directory, endpoint: "http://127.0.0.1:4566" });

async function ask(service: string, operation: string, request: WireObject): Promise<void> {
  const run = region.apis.get(service)?.operations[operation];
  if (run === undefined) throw new Error(`${service} has no operation ${operation}`);
  await run(request, { requestId: "request", host: "localhost" });
}

const group = { logGroupName: "kept" };
const alarm = {
  ...{ Namespace: "Kept", MetricName: "Number", Statistic: "Sum", Period: 60, EvaluationPeriods: 1 },
  ...{ Threshold: 1, ComparisonOperator: "GreaterThanThreshold", TreatMissingData: "ignore" },
};
await ask("cloudwatchlogs", "CreateLogGroup", group).catch(() => undefined);
await ask("cloudwatchlogs", "CreateLogStream", { ...group, logStreamName: life });

const kinds: Readonly<Record<string, (name: string) => Promise<void>>> = {
  metric: (MetricName) =>
    ask("cloudwatch", "PutMetricData", { Namespace: "Kept", MetricData: [{ MetricName, Value: 7 }] }),
  event: (message) =>
    ask("cloudwatchlogs", "PutLogEvents", {
      ...{ ...group, logStreamName: life },
      logEvents: [{ timestamp: Date.now(), message }],
    }),
  async alarm(AlarmName) {
    await ask("cloudwatch", "PutMetricAlarm", { ...alarm, AlarmName });
    const StateValue = "ALARM";
    await ask("cloudwatch", "SetAlarmState", { AlarmName, StateValue, StateReason: "told" });
  },
  async composite(AlarmName) {
    await ask("cloudwatch", "PutCompositeAlarm", { AlarmName, AlarmRule: "TRUE" });
  },
  dashboard: (DashboardName) =>
    ask("cloudwatch", "PutDashboard", { DashboardName, DashboardBody: '{"widgets":[]}' }),
};

await Promise.all(
  Object.entries(kinds).map(async ([kind, give]) => {
    for (let number = 0; ; number++) {
      const name = `${kind}-${life}-${number}`;
      await give(name);
      process.stdout.write(`${name}\n`);
    }
  }),
);
