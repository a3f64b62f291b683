// Counts what executions have functions and other services do, as AWS/States does. Activities count their tasks themselves: only
// they know when a worker takes one.

import type { MetricSink } from "../../../aws/metric-sink.ts";
import { Failure } from "../../../engine/failure.ts";
import type { TaskCall, TaskResult, TaskRunner } from "../../../engine/seams.ts";
import { expiryOf } from "../../../engine/task/expiry.ts";
import type { Clock } from "../../../time/clock.ts";
import type { TaskOutcome } from "../monitoring/observers.ts";
import { type TaskFamily, TaskMetrics } from "../monitoring/task-metrics.ts";

export interface MeasuredTasksOptions {
  readonly clock: Clock;
  readonly metrics: MetricSink;
}

export function measuredTasks(tasks: TaskRunner, { clock, metrics }: MeasuredTasksOptions): TaskRunner {
  const known = new Map<string, TaskMetrics | undefined>();
  const metricsOf = (resource: string) => {
    if (!known.has(resource)) {
      const family = familyOf(resource);
      known.set(resource, family && new TaskMetrics(metrics, family, resource));
    }
    return known.get(resource);
  };
  const measure = (call: TaskCall, ask: () => Answer): Answer => {
    const measured = metricsOf(call.resource);
    if (measured === undefined) return ask();
    const end = begin(call, { measured, clock });
    const answer = ask();
    Promise.resolve(answer).then(
      (result) => end(result instanceof Failure ? "failed" : "succeeded"),
      () => end("failed"),
    );
    return answer;
  };
  const { resume, lacks } = tasks;
  return {
    ...(lacks && { lacks: (activityArn) => lacks.call(tasks, activityArn) }),
    run: (call) => measure(call, () => tasks.run(call)),
    ...(resume && {
      resume: (call, submitted) => measure(call, () => resume.call(tasks, call, submitted)),
    }),
  };
}

type Answer = TaskResult | PromiseLike<TaskResult>;

function familyOf(resource: string): TaskFamily | undefined {
  if (resource.includes(":activity:")) return undefined;
  return resource.includes(":function:") ? "function" : "integration";
}

interface Measuring {
  readonly measured: TaskMetrics;
  readonly clock: Clock;
}

/** A call begins as soon as it is scheduled. Answers with what is to be called at its end, whichever end comes first. */
function begin(call: TaskCall, { measured, clock }: Measuring): (outcome: TaskOutcome) => void {
  const scheduledAt = clock.now();
  measured.scheduled();
  measured.started(0);
  let isOver = false;
  const end = (outcome: TaskOutcome) => {
    if (isOver) return;
    isOver = true;
    measured.ended(outcome, { scheduledAt, startedAt: scheduledAt, endedAt: clock.now() });
  };
  // A signal is not free, and without a time of its own a task does not expire.
  if (call.timeoutSeconds !== undefined || call.heartbeatSeconds !== undefined) {
    const { signal } = call;
    signal.addEventListener("abort", () => end(expiryOf(signal) ?? "abandoned"), { once: true });
  }
  return end;
}
