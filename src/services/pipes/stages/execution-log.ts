// The log of a pipe's executions: a record for each step, as far as the level asks for it.
// EventBridge user guide, "Logging Amazon EventBridge Pipes performance" and "EventBridge Pipes log schema reference".

import type { JsonObject } from "../../../aws/json.ts";
import type { LogSink } from "../../../aws/log-sink.ts";
import type { Clock } from "../../../time/clock.ts";
import type { LogConfiguration, LogLevel } from "../pipe-definition.ts";
import type { BucketLogs } from "./bucket-logs.ts";
import type { PipeRouter } from "./target.ts";

type Stage = "ENRICHMENT" | "TARGET";

/** Each at the first level that tells it. */
const levels = {
  ERROR: [
    ...["EXECUTION_FAILED", "EXECUTION_PARTIALLY_FAILED", "EXECUTION_THROTTLED", "EXECUTION_TIMEOUT"],
    ...["ENRICHMENT_INVOCATION_FAILED", "ENRICHMENT_STAGE_FAILED", "ENRICHMENT_TRANSFORMATION_FAILED"],
    ...["TARGET_INVOCATION_FAILED", "TARGET_INVOCATION_PARTIALLY_FAILED", "TARGET_STAGE_FAILED"],
    ...["TARGET_STAGE_PARTIALLY_FAILED", "TARGET_TRANSFORMATION_FAILED"],
  ],
  INFO: [
    ...["EXECUTION_STARTED", "EXECUTION_SUCCEEDED", "ENRICHMENT_STAGE_ENTERED", "ENRICHMENT_STAGE_SUCCEEDED"],
    ...["TARGET_STAGE_ENTERED", "TARGET_STAGE_SUCCEEDED"],
  ],
} as const;

export type Step =
  | (typeof levels)["ERROR" | "INFO"][number]
  | `${Stage}_TRANSFORMATION_${"STARTED" | "SUCCEEDED"}`
  | `${Stage}_INVOCATION_${"STARTED" | "SUCCEEDED"}`
  | "TARGET_STAGE_SKIPPED";

/** Told where the pipe includes execution data only: what a step has made of the batch, or what was asked and answered. */
export interface StepData {
  readonly payload?: string;
  readonly awsRequest?: string;
  readonly awsResponse?: string;
}

export interface StepError {
  readonly message: string;
  readonly details?: string;
  /** Whose error it is, as the service is called in ARNs. */
  readonly awsService?: string;
}

const rank: Readonly<Record<LogLevel, number>> = { OFF: 0, ERROR: 1, INFO: 2, TRACE: 3 };

/** A log event takes no more. */
const longestRecord = 256 * 1024 - 26;
/** In the order in which they are cut. */
const dataFields = ["payload", "awsRequest", "awsResponse"] as const;

interface LoggedPipe {
  readonly name: string;
  readonly arn: string;
  readonly definition: { readonly RoleArn: string };
}

interface LogPlaces {
  readonly router: Pick<PipeRouter, "deliver">;
  readonly logs: LogSink;
  readonly bucketLogs: Pick<BucketLogs, "append">;
  readonly clock: Clock;
}

export class ExecutionLog {
  readonly #arn: string;
  readonly #write: (timestamp: number, message: string) => void;
  readonly #level: LogLevel;
  /** Whether it tells what data there was: to whoever does not ask for it no text of a batch is made. */
  readonly includesData: boolean;
  readonly #clock: Clock;

  private constructor(pipe: LoggedPipe, configuration: LogConfiguration, to: LogPlaces) {
    this.#arn = pipe.arn;
    this.#write = writerTo(pipe, configuration, to);
    this.#level = configuration.Level;
    this.includesData = configuration.IncludeExecutionData?.includes("ALL") === true;
    this.#clock = to.clock;
  }

  /** Undefined for a pipe that logs nothing. */
  static of(
    pipe: LoggedPipe,
    configuration: LogConfiguration | undefined,
    to: LogPlaces,
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
      ...(this.includesData ? data : {}),
      ...{ truncatedFields: null, error: error === undefined ? null : { ...error } },
    };
    this.#write(timestamp, recordText(record));
  }
}

/** To each of the destinations that the pipe has. */
function writerTo(
  { name: pipe, arn, definition }: LoggedPipe,
  {
    CloudwatchLogsLogDestination: group,
    FirehoseLogDestination: stream,
    S3LogDestination: bucket,
  }: LogConfiguration,
  { router, logs, bucketLogs }: LogPlaces,
) {
  const groupName = /:log-group:([^:]+)/.exec(group?.LogGroupArn ?? "")?.[1];
  return (timestamp: number, message: string) => {
    if (groupName !== undefined) logs.append(groupName, pipe, [{ timestamp, message }]);
    if (bucket !== undefined) bucketLogs.append(pipe, bucket, message);
    if (stream !== undefined)
      // What it does not take is left out, as of a bucket.
      void router.deliver({
        arn: stream.DeliveryStreamArn,
        caller: { arn, roleArn: definition.RoleArn },
        payload: { text: `${message}\n` },
      });
  };
}

function levelOf(step: Step): LogLevel {
  if ((levels.ERROR as readonly string[]).includes(step)) return "ERROR";
  return (levels.INFO as readonly string[]).includes(step) ? "INFO" : "TRACE";
}

/** A record that is too long loses the ends of its data, one field after the other until it is short enough, and names them. */
function recordText(record: JsonObject): string {
  let text = JSON.stringify(record);
  let short = record;
  const truncatedFields: string[] = [];
  for (const name of dataFields) {
    const excess = Buffer.byteLength(text) - longestRecord;
    if (excess <= 0) break;
    const value = short[name];
    if (typeof value !== "string") continue;
    truncatedFields.push(name);
    // What names the field comes on top.
    short = { ...short, [name]: cut(value, excess + name.length + 4), truncatedFields };
    text = JSON.stringify(short);
  }
  return text;
}

/** The longest beginning of a text that is so many bytes shorter as JSON, or nothing. */
function cut(text: string, excess: number): string {
  const most = writtenBytes(text) - excess;
  let shortest = 0;
  let longest = Math.min(text.length, longestRecord);
  while (shortest < longest) {
    const middle = (shortest + longest + 1) >> 1;
    if (writtenBytes(text.slice(0, middle)) <= most) shortest = middle;
    else longest = middle - 1;
  }
  return text.slice(0, shortest);
}

function writtenBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}
