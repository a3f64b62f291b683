// What an execution writes to its log group: its history events, as AWS writes them, filtered by the configured level.
// https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html

import type { LogSink } from "../../../aws/log-sink.ts";
import type { HistoryEvent, HistoryEventType, Recorder } from "../../../engine/history/event.ts";
import type { LogLevel, StateMachine } from "../machines/state-machine.ts";
import { withoutData } from "./history-data.ts";

const fatal: ReadonlySet<string> = new Set<HistoryEventType>([
  "ExecutionAborted",
  "ExecutionFailed",
  "ExecutionTimedOut",
]);
const failing = /(Failed|TimedOut|Aborted)$|^FailStateEntered$/;

/** Whether a log of this level takes events of this type. */
function isLogged(level: LogLevel, type: HistoryEventType): boolean {
  if (level === "ALL") return true;
  if (level === "ERROR") return failing.test(type);
  return level === "FATAL" && fatal.has(type);
}

/** Of an execution that was redriven before, how often. */
interface LoggedExecution {
  readonly arn: string;
  readonly redriveCount?: number | undefined;
}

/** A recorder that writes to the machine's log group, or undefined if it logs nothing. */
export function createExecutionLog(
  machine: StateMachine,
  { arn, redriveCount = 0 }: LoggedExecution,
  sink: LogSink | undefined,
): Recorder | undefined {
  const { level, includeExecutionData, logGroupArns } = machine.logging;
  const logGroupArn = logGroupArns?.[0];
  if (sink === undefined || level === "OFF" || logGroupArn === undefined) return undefined;
  const group = logGroupArn.split(":")[6] ?? "";
  let redrives = redriveCount;
  return {
    // Every record tells how often the execution was redriven, also where the redrive itself is not logged.
    wants: (type) => isLogged(level, type) || type === "ExecutionRedriven",
    withoutData: !includeExecutionData,
    record(event) {
      redrives = event.executionRedrivenEventDetails?.redriveCount ?? redrives;
      if (!isLogged(level, event.type)) return;
      const record = logRecord(event, { arn, redriveCount: redrives }, includeExecutionData);
      const message = JSON.stringify(record);
      sink.append(group, streamName(machine.name, event.timestamp), [
        { timestamp: event.timestamp, message },
      ]);
    },
  };
}

/** Every value but `details` is a text, as AWS has it. */
function logRecord(
  event: HistoryEvent,
  { arn, redriveCount }: LoggedExecution,
  includeData: boolean,
): object {
  return {
    id: String(event.id),
    type: event.type,
    details: detailsOf(event, includeData),
    previous_event_id: String(event.previousEventId),
    event_timestamp: String(event.timestamp),
    execution_arn: arn,
    redrive_count: String(redriveCount),
  };
}

function detailsOf(event: HistoryEvent, includeData: boolean): object {
  const [, details = {}] = Object.entries(event).find(([member]) => member.endsWith("EventDetails")) ?? [];
  return includeData ? details : withoutData(details);
}

/** AWS groups a machine's records by the minute. */
function streamName(machineName: string, timestamp: number): string {
  return `states/${machineName}/${new Date(timestamp).toISOString().slice(0, 16).replace(/[T:]/g, "-")}`;
}
