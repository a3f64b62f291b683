// The tasks of one activity and the workers that wait for them: whichever comes first waits for the other.

import { jsonTextOf } from "../../../aws/json-text.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { TaskCall, TaskResult } from "../../../engine/seams.ts";
import type { Clock } from "../../../time/clock.ts";
import type { ActivityMetrics } from "../monitoring/observers.ts";
import type { TaskTokens } from "./task-tokens.ts";

export interface WorkSeams {
  readonly clock: Clock;
  readonly tokens: TaskTokens;
  readonly metrics?: ((activityArn: string) => ActivityMetrics) | undefined;
}

export interface ActivityTask {
  readonly taskToken: string;
  /** JSON text. */
  readonly input: string;
}

interface QueuedTask {
  readonly task: TaskCall;
  readonly scheduledAt: number;
  startedAt: number | undefined;
}

interface Worker {
  readonly name: string | undefined;
  answer(task: ActivityTask | undefined): void;
}

/** API reference, GetActivityTask: "the maximum time the service holds on to the request before responding is 60 seconds". */
const longPollMs = 60_000;
/** Quotas, "Activity pollers per Amazon Resource Name". */
const mostWorkers = 1000;

export class WorkQueue {
  readonly #seams: WorkSeams;
  readonly #metrics: ActivityMetrics | undefined;
  /** By token, in the order in which they came. */
  readonly #tasks = new Map<string, QueuedTask>();
  readonly #workers = new Set<Worker>();

  constructor(activityArn: string, seams: WorkSeams) {
    this.#seams = seams;
    this.#metrics = seams.metrics?.(activityArn);
  }

  get waitingWorkers(): number {
    return this.#workers.size;
  }

  put(task: TaskCall): Promise<TaskResult> {
    const { clock, tokens } = this.#seams;
    const queued: QueuedTask = { task, scheduledAt: clock.now(), startedAt: undefined };
    const token = task.taskToken ?? "";
    this.#metrics?.scheduled();
    const result = tokens.wait(task, (outcome) => {
      this.#tasks.delete(token);
      const { scheduledAt, startedAt } = queued;
      this.#metrics?.ended(outcome, { scheduledAt, startedAt, endedAt: clock.now() });
    });
    if (task.signal.aborted) return result;
    const [worker] = this.#workers;
    if (worker === undefined) this.#tasks.set(token, queued);
    else worker.answer(this.#hand(queued, worker.name));
    return result;
  }

  take(workerName: string | undefined, signal: AbortSignal | undefined): Promise<ActivityTask | undefined> {
    const [next] = this.#tasks;
    if (next !== undefined) {
      this.#tasks.delete(next[0]);
      return Promise.resolve(this.#hand(next[1], workerName));
    }
    if (this.#workers.size >= mostWorkers) {
      throw new ServiceError(
        "ActivityWorkerLimitExceeded",
        "The maximum number of workers concurrently polling for activity tasks has been reached.",
      );
    }
    return new Promise((resolve) => {
      const worker: Worker = {
        name: workerName,
        answer: (task) => {
          this.#workers.delete(worker);
          timer.cancel();
          signal?.removeEventListener("abort", giveUp);
          resolve(task);
        },
      };
      const giveUp = () => worker.answer(undefined);
      const timer = this.#seams.clock.setTimer(longPollMs, giveUp);
      signal?.addEventListener("abort", giveUp, { once: true });
      this.#workers.add(worker);
      if (signal?.aborted) giveUp();
    });
  }

  close(): void {
    for (const worker of [...this.#workers]) worker.answer(undefined);
  }

  #hand(queued: QueuedTask, workerName: string | undefined): ActivityTask {
    const { task, scheduledAt } = queued;
    queued.startedAt = this.#seams.clock.now();
    this.#metrics?.started(queued.startedAt - scheduledAt);
    task.started(workerName);
    return { taskToken: task.taskToken ?? "", input: jsonTextOf(task.arguments) };
  }
}
