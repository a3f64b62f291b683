// Tells how attempts at tasks go, while somebody wants to know.

import type { Listeners } from "../../../aws/listeners.ts";
import { Failure } from "../../../engine/failure.ts";
import type { TaskCall, TaskResult, TaskRunner } from "../../../engine/seams.ts";
import { expiryOf } from "../../../engine/task/expiry.ts";
import type { Clock } from "../../../time/clock.ts";
import type { TaskAttempt } from "../monitoring/observers.ts";

interface Watching {
  readonly clock: Clock;
  readonly attempts: Listeners<TaskAttempt>;
}

export function watchedTasks(tasks: TaskRunner, watching: Watching): TaskRunner {
  const { attempts } = watching;
  const { resume, lacks } = tasks;
  return {
    ...(lacks && { lacks: (activityArn) => lacks.call(tasks, activityArn) }),
    run: (call) => (attempts.areAny ? watched(call, tasks.run(call), watching) : tasks.run(call)),
    ...(resume && {
      resume(call, submitted) {
        const answer = resume.call(tasks, call, submitted);
        return attempts.areAny ? watched(call, answer, watching) : answer;
      },
    }),
  };
}

type Answer = TaskResult | PromiseLike<TaskResult>;

function watched(call: TaskCall, answer: Answer, { clock, attempts }: Watching): Answer {
  const { stateName, execution, retryCount, signal } = call;
  const { arn, name, stateMachineName } = execution;
  const told = { arn, name, stateMachineName, stateName, retryCount };
  const failed = ({ error, cause }: Failure) =>
    attempts.tell(() => ({ ...told, at: clock.now(), error, cause }));
  if (retryCount > 0) attempts.tell(() => ({ ...told, at: clock.now(), error: undefined, cause: undefined }));
  signal.addEventListener("abort", () => expiryOf(signal) && failed(timeout), { once: true });
  Promise.resolve(answer).then(
    (result) => result instanceof Failure && !signal.aborted && failed(result),
    () => {},
  );
  return answer;
}

const timeout = new Failure("States.Timeout");
