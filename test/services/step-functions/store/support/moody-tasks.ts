// An outside world of its own mind: what it does is not known from the turns before.

import { Failure } from "../../../../../src/engine/failure.ts";
import type { TaskCall, TaskResult, TaskRunner } from "../../../../../src/engine/seams.ts";
import type { Clock } from "../../../../../src/time/clock.ts";

export class MoodyTasks implements TaskRunner {
  /** How often an attempt was made that had been made before. */
  repeated = 0;
  readonly #attempts = new Set<TaskCall>();
  readonly #clock: Clock;
  readonly #nextMood: () => number;
  #asked = 0;

  constructor(clock: Clock, nextMood: () => number) {
    this.#clock = clock;
    this.#nextMood = nextMood;
  }

  run(task: TaskCall): TaskResult | PromiseLike<TaskResult> {
    if (this.#attempts.has(task)) this.repeated += 1;
    this.#attempts.add(task);
    const mood = this.#nextMood();
    this.#asked += 1;
    const answer = { asked: this.#asked, token: task.taskToken ?? null };
    switch (mood % 9) {
      case 0:
        return answer;
      case 1:
        return Promise.resolve(answer);
      case 2:
        return new Failure("Broken", `in mood ${mood}`);
      case 3:
        throw new Error("The runner is broken.");
      case 4:
        return new Promise(() => {});
      case 5:
        task.submitted({ submitted: true });
        return this.#after(mood, answer);
      case 6:
        this.#clock.setTimer(1_500, () => task.heartbeat());
        return this.#after(2_500, answer);
      default:
        return this.#after(mood * 100, answer);
    }
  }

  #after(delayMs: number, answer: TaskResult): Promise<TaskResult> {
    return new Promise((resolve) => void this.#clock.setTimer(delayMs, () => resolve(answer)));
  }
}
