// Export tasks: the events of a group within a time go into a bucket, packed, an object for each stream. There is one at a time.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/S3Export.html

import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { ObjectSink } from "../../aws/object-sink.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { reportUnexpected } from "../../aws/unexpected.ts";
import type { Records } from "../../storage/record-book.ts";
import { inSlices } from "../../time/time-slice.ts";
import type { LogEvent } from "./log-group.ts";
import type { Logs } from "./logs.ts";
import { invalid } from "./refusals.ts";

/** Of S3 only this is needed. */
export interface ExportBuckets extends ObjectSink {
  /** Throws ServiceError where there is no such bucket. */
  headBucket(bucket: string): void;
}

export interface ExportRequest {
  readonly taskName?: string | undefined;
  readonly logGroupName: string;
  readonly logStreamNamePrefix?: string | undefined;
  /** Both ends belong to the range. */
  readonly from: number;
  readonly to: number;
  readonly destination: string;
  readonly destinationPrefix?: string | undefined;
}

export interface ExportTask extends ExportRequest {
  readonly taskId: string;
  readonly destinationPrefix: string;
  readonly code: "PENDING" | "RUNNING" | "COMPLETED" | "FAILED" | "CANCELLED";
  readonly message?: string | undefined;
  readonly createdAt: number;
  readonly completedAt?: number | undefined;
}

/** Where the objects of a task lie that says nothing of it. */
const usualPrefix = "exportedlogs";
/** Those that ended are forgotten, the oldest first, beyond this number. */
const mostKept = 1000;
const pack = promisify(gzip);

export class ExportTasks {
  readonly #logs: Logs;
  readonly #tasks: Records<ExportTask>;
  #buckets: ExportBuckets | undefined;
  #isStopped = false;

  constructor(logs: Logs) {
    this.#logs = logs;
    this.#tasks = logs.book.records<ExportTask>("exportTask");
  }

  exportInto(buckets: ExportBuckets): void {
    this.#buckets = buckets;
  }

  /** Goes on with what the last run left. */
  start(): void {
    for (const task of this.#tasks.values()) if (isActive(task)) this.#begin(task);
  }

  /** What is under way is gone on with after the next start. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Throws ResourceNotFoundException, InvalidParameterException, and LimitExceededException while another task is active. */
  create(request: ExportRequest): ExportTask {
    this.#logs.group(request.logGroupName);
    if (request.from > request.to)
      throw invalid("The start of the time range to export must not be after its end.");
    try {
      this.#buckets?.headBucket(request.destination);
    } catch (problem) {
      if (!(problem instanceof ServiceError)) throw problem;
      throw invalid("The given bucket does not exist. Please make sure the bucket is valid.");
    }
    const all = this.#tasks.values();
    if (all.some(isActive)) throw new ServiceError("LimitExceededException", "Resource limit exceeded.");
    for (const { taskId } of all.slice(0, Math.max(0, all.length + 1 - mostKept))) this.#tasks.remove(taskId);
    const task: ExportTask = {
      ...request,
      destinationPrefix: request.destinationPrefix ?? usualPrefix,
      ...{ taskId: randomUUID(), code: "PENDING", createdAt: this.#logs.now() },
    };
    this.#tasks.put(task.taskId, task);
    this.#begin(task);
    return task;
  }

  /** The newest first. */
  all(): readonly ExportTask[] {
    return this.#tasks.values().toReversed();
  }

  /** Throws ResourceNotFoundException, and InvalidOperationException for one that has ended. */
  cancel(taskId: string): void {
    const task = this.#tasks.get(taskId);
    if (task === undefined)
      throw new ServiceError("ResourceNotFoundException", "The specified export task does not exist.");
    if (!isActive(task))
      throw new ServiceError("InvalidOperationException", "The specified export task has already finished");
    this.#end(task, "CANCELLED", "Cancelled by user");
  }

  #begin({ taskId }: ExportTask): void {
    setImmediate(() => {
      const task = this.#tasks.get(taskId);
      if (task === undefined || !this.#isWanted(taskId)) return;
      this.#tasks.keep(taskId, { ...task, code: "RUNNING" });
      this.#run(task).then(
        () => this.#isWanted(taskId) && this.#end(task, "COMPLETED", "Completed successfully"),
        (problem: unknown) => {
          if (!this.#isWanted(taskId)) return;
          this.#end(task, "FAILED", problem instanceof ServiceError ? problem.message : "Internal failure");
          if (!(problem instanceof ServiceError)) reportUnexpected(`the export task ${taskId}`, problem);
        },
      );
    });
  }

  async #run({
    taskId,
    logGroupName,
    logStreamNamePrefix = "",
    from,
    to,
    ...into
  }: ExportTask): Promise<void> {
    const { destination: bucket, destinationPrefix } = into;
    const put = (key: string, bytes: Uint8Array, contentType: string) =>
      this.#buckets?.putObject({ bucket, key, bytes, contentType });
    // AWS tries at the root of the bucket where no prefix is given.
    const tried = `${destinationPrefix === usualPrefix ? "" : `${destinationPrefix}/`}aws-logs-write-test`;
    await put(tried, Buffer.from("Permission Check Successful"), "text/plain");
    const isAsked = ({ logStreamName, timestamp }: LogEvent) =>
      timestamp >= from && timestamp <= to && logStreamName.startsWith(logStreamNamePrefix);
    const events = await inSlices(this.#logs.group(logGroupName).readInPieces(isAsked));
    for (const [stream, ofStream] of Map.groupBy(events, ({ logStreamName }) => logStreamName)) {
      if (!this.#isWanted(taskId)) return;
      const lines = ofStream.map(
        ({ timestamp, message }) => `${new Date(timestamp).toISOString()} ${message}\n`,
      );
      const key = `${destinationPrefix}/${taskId}/${stream.replaceAll("/", "-")}/000000.gz`;
      await put(key, await pack(lines.join("")), "application/x-gzip");
    }
  }

  #isWanted(taskId: string): boolean {
    const task = this.#tasks.get(taskId);
    return !this.#isStopped && task !== undefined && isActive(task);
  }

  #end(task: ExportTask, code: ExportTask["code"], message: string): void {
    this.#tasks.keep(task.taskId, { ...task, code, message, completedAt: this.#logs.now() });
  }
}

function isActive({ code }: ExportTask): boolean {
  return code === "PENDING" || code === "RUNNING";
}
