// The log of a pipe's executions: a record for each step, as far as the level asks for it.
// EventBridge user guide, "Logging Amazon EventBridge Pipes performance" and "EventBridge Pipes log schema reference".

import type { Json, JsonObject } from "../../../aws/json.ts";
import type { LogSink } from "../../../aws/log-sink.ts";
import type { Clock } from "../../../time/clock.ts";
import type { LogConfiguration, LogLevel } from "../pipe-definition.ts";

type Stage = "ENRICHMENT" | "TARGET";

/** Each at the first level that tells it. */
const levels = {
  ERROR: [
    ...["EXECUTION_FAILED", "EXECUTION_PARTIALLY_FAILED", "EXECUTION_THROTTLED", "EXECUTION_TIMED_OUT"],
    ...["ENRICHMENT_INVOCATION_FAILED", "ENRICHMENT_STAGE_FAILED", "ENRICHMENT_TRANSFORMATION_FAILED"],
    ...["TARGET_INVOCATION_FAILED", "TARGET_INVOCATION_PARTIALLY_FAILED", "TARGET_STAGE_FAILED"],
    ...["TARGET_STAGE_PARTIALLY_FAILED", "TARGET_TRANSFORMATION_FAILED"],
  ],
  INFO: [
    ...["EXECUTION_STARTED", "EXECUTION_SUCCEEDED", "ENRICHMENT_STAGE_ENTERED", "ENRICHMENT_STAGE_SUCCEEDED"],
    ...["TARGET_STAGE_ENTERED", "TARGET_STAGE_SUCCEEDED", "TARGET_STAGE_SKIPPED"],
  ],
} as const;

export type Step =
  | (typeof levels)["ERROR" | "INFO"][number]
  | `${Stage}_TRANSFORMATION_${"STARTED" | "SUCCEEDED"}`
  | `${Stage}_INVOCATION_${"STARTED" | "SUCCEEDED"}`;

/** Told where the pipe includes execution data only. */
export interface StepData {
  readonly payload?: string;
  readonly awsRequest?: string;
  readonly awsResponse?: string;
}

export interface StepError {
  readonly message: string;
  readonly details?: string;
}

const rank: Readonly<Record<LogLevel, number>> = { OFF: 0, ERROR: 1, INFO: 2, TRACE: 3 };

/** A log event takes no more. */
const longestRecord = 256 * 1024 - 26;
const longestField = 64 * 1024;

export class ExecutionLog {
  readonly #arn: string;
  readonly #place: readonly [group: string, stream: string];
  readonly #level: LogLevel;
  readonly #includesData: boolean;
  readonly #logs: LogSink;
  readonly #clock: Clock;

  private constructor(
    pipe: { readonly name: string; readonly arn: string },
    configuration: LogConfiguration,
    to: { readonly logs: LogSink; readonly clock: Clock },
  ) {
    this.#arn = pipe.arn;
    const group = configuration.CloudwatchLogsLogDestination?.LogGroupArn ?? "";
    this.#place = [/:log-group:([^:]+)/.exec(group)?.[1] ?? "", pipe.name];
    this.#level = configuration.Level;
    this.#includesData = configuration.IncludeExecutionData?.includes("ALL") === true;
    this.#logs = to.logs;
    this.#clock = to.clock;
  }

  /** Undefined for a pipe that logs nothing. */
  static of(
    pipe: { readonly name: string; readonly arn: string },
    configuration: LogConfiguration | undefined,
    to: { readonly logs: LogSink; readonly clock: Clock },
  ): ExecutionLog | undefined {
    if (configuration === undefined || configuration.Level === "OFF") return undefined;
    return new ExecutionLog(pipe, configuration, to);
  }

  step(executionId: string, messageType: Step, data: StepData = {}, error?: StepError): void {
    const logLevel = levelOf(messageType);
    if (rank[logLevel] > rank[this.#level]) return;
    const timestamp = this.#clock.now();
    const record: JsonObject = {
      ...{ executionId, timestamp, messageType, resourceArn: this.#arn, logLevel },
      ...(this.#includesData ? data : {}),
      ...(error === undefined ? {} : { error: { ...error } }),
    };
    this.#logs.append(...this.#place, [{ timestamp, message: recordText(record) }]);
  }
}

function levelOf(step: Step): LogLevel {
  if ((levels.ERROR as readonly string[]).includes(step)) return "ERROR";
  return (levels.INFO as readonly string[]).includes(step) ? "INFO" : "TRACE";
}

/** A record that is too long loses the ends of its longest fields, and names them. */
function recordText(record: JsonObject): string {
  const text = JSON.stringify(record);
  if (Buffer.byteLength(text) <= longestRecord) return text;
  const isLong = (value: Json | undefined) => typeof value === "string" && value.length > longestField;
  const truncatedFields = ["awsRequest", "awsResponse", "payload"].filter((name) => isLong(record[name]));
  const short = truncatedFields.map((name) => [name, String(record[name]).slice(0, longestField / 2)]);
  return JSON.stringify({ ...record, ...Object.fromEntries(short), truncatedFields });
}
