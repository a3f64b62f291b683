// What watching the service costs: logs, metrics, alarms, the dashboard, and traces.

import { perAlert } from "./executions.ts";
import type { Usage } from "./usage.ts";
import { alertsPerSecond, type Workload } from "./workload.ts";

/** Lambda's three lines, the handler's own and its metrics line. */
export const logBytesOfInvocation = 1600;
/** What the template watches itself with; test/service/watching.test.ts holds it against the template. */
export const watching = {
  /** Eleven of the handlers' own, and how often each function starts. */
  customMetrics: 18,
  alarms: 39,
  compositeAlarms: 4,
} as const;
const daysKept = 14;
/** What is stored of a byte that was taken in. */
const compressed = 0.15;
const gb = 2 ** 30;
const monthHours = 730;
/** X-Ray's default rule: the first of each second, and one in twenty of the others. */
const sampled = { reservoir: 1, share: 0.05 } as const;

export interface Watched {
  readonly executionsPerSecond: number;
  readonly invocationsPerSecond: number;
  readonly alertsPerSecond: number;
}

export function monitoringUsage(watched: Watched, seconds: number): readonly Usage[] {
  const functionBytes = watched.invocationsPerSecond * logBytesOfInvocation * seconds;
  const workflowBytes = watched.alertsPerSecond * perAlert.workflowLogBytes * seconds;
  const months = seconds / 3600 / monthHours;
  const traces = tracesPerSecond(watched.executionsPerSecond) + tracesPerSecond(watched.alertsPerSecond);
  return [
    { service: "CloudWatch Logs", price: "functionLogs", quantity: functionBytes / gb },
    { service: "CloudWatch Logs", price: "workflowLogs", quantity: workflowBytes / gb },
    {
      service: "CloudWatch Logs",
      price: "logStorage",
      quantity: ((functionBytes + workflowBytes) / gb) * compressed * (daysKept / (365 / 12)),
    },
    { service: "CloudWatch metrics", price: "metricMonth", quantity: watching.customMetrics * months },
    { service: "CloudWatch metrics", price: "alarmMonth", quantity: watching.alarms * months },
    {
      service: "CloudWatch metrics",
      price: "compositeAlarmMonth",
      quantity: watching.compositeAlarms * months,
    },
    { service: "CloudWatch metrics", price: "dashboardMonth", quantity: months },
    { service: "X-Ray", price: "trace", quantity: traces * seconds },
  ];
}

function tracesPerSecond(executions: number): number {
  return executions <= sampled.reservoir
    ? executions
    : sampled.reservoir + (executions - sampled.reservoir) * sampled.share;
}

/** What invocations and alerts there are of a workload whose executions come at this rate. */
export function watchedOf(workload: Workload, executionsPerSecond: number): Watched {
  const alerts = alertsPerSecond(workload);
  const invocationsPerSecond = 2 * executionsPerSecond + alerts * (1 + perAlert.notifications);
  return { executionsPerSecond, invocationsPerSecond, alertsPerSecond: alerts };
}
