// What stands for a Task in a test: a function, a canned answer as AWS's mock files spell it, or one of these for each attempt.

import type { Json } from "../aws/json.ts";
import { Failure } from "../engine/failure.ts";
import type { TaskCall, TaskResult, TaskRunner } from "../engine/seams.ts";
import { jsonProblem } from "./json-problem.ts";
import { checkStubs, isMockStep, type MockedResponse, type MockStep } from "./stub-checks.ts";

/** What a function returns so that its Task runs into its timeout. */
export const neverAnswers = Symbol("never answers");

/** Answers with the Task's result, throws its error, or never answers. An Error's name is the error, its message the cause. */
export type TaskFunction = (
  input: Json,
  task: TaskCall,
) => TaskResult | typeof neverAnswers | Promise<TaskResult>;

export type TaskStub = TaskFunction | MockStep | MockedResponse | readonly (TaskFunction | MockStep)[];

/** Stubs by the name of a Task state, or by its Resource; of a Map with an ItemReader, by the Map's name. */
export type TaskStubs = Readonly<Record<string, TaskStub>>;

/** Runs stubs in the place of tasks, and knows whether any is still at work. */
export class StubbedTasks implements TaskRunner {
  /** How many stubs have been called and have not answered yet. */
  working = 0;
  /** The states that asked and had no stub. */
  readonly unanswered = new Set<string>();
  readonly #stubs: TaskStubs;
  readonly #attempts = new Map<string, number>();

  /** Throws InvalidStub. */
  constructor(stubs: TaskStubs) {
    checkStubs(stubs);
    this.#stubs = stubs;
  }

  run(task: TaskCall): TaskResult | Promise<TaskResult> {
    const names = [task.stateName, task.resource];
    if (this.has(names)) return this.answer(names, task);
    this.unanswered.add(task.stateName);
    return new Failure("States.Runtime", `There is no stub for the Task state "${task.stateName}".`);
  }

  /** Whether there is a stub of one of these names. */
  has(names: readonly string[]): boolean {
    return names.some((each) => Object.hasOwn(this.#stubs, each));
  }

  /** What the stub of the first of these names that has one answers. */
  answer(names: readonly string[], task: TaskCall): TaskResult | Promise<TaskResult> {
    const name = names.find((each) => Object.hasOwn(this.#stubs, each)) ?? "";
    const stub = this.#stubs[name] as TaskStub;
    const attempt = this.#attempts.get(name) ?? 0;
    this.#attempts.set(name, attempt + 1);
    const step = stepOf(stub, attempt);
    if (step === undefined) {
      return new Failure("States.Runtime", `The stub "${name}" has no answer for attempt ${attempt}.`);
    }
    const answer = typeof step === "function" ? this.#call(step, task) : answerOf(step);
    const checked = (result: TaskResult) => checkedAnswer(result, name, task);
    return isThenable(answer) ? answer.then(checked) : checked(answer);
  }

  #call(stub: TaskFunction, task: TaskCall): TaskResult | Promise<TaskResult> {
    try {
      const answer = stub(task.arguments, task);
      if (answer === neverAnswers) return new Promise(() => {});
      return isThenable(answer) ? this.#track(answer) : answer;
    } catch (thrown) {
      return failureOf(thrown);
    }
  }

  async #track(answer: PromiseLike<TaskResult>): Promise<TaskResult> {
    this.working += 1;
    try {
      return await answer;
    } catch (thrown) {
      return failureOf(thrown);
    } finally {
      this.working -= 1;
    }
  }
}

/** Also a promise of another realm: a test runner has one of its own. */
function isThenable(answer: unknown): answer is Promise<TaskResult> {
  return typeof (answer as Partial<Promise<TaskResult>> | null | undefined)?.then === "function";
}

/** The answer to an attempt; the last one of a list answers all that follow. */
function stepOf(stub: TaskStub, attempt: number): TaskFunction | MockStep | undefined {
  if (typeof stub === "function") return stub;
  if (Array.isArray(stub)) return stub[Math.min(attempt, stub.length - 1)];
  if (isMockStep(stub)) return stub;
  return Object.entries(stub as MockedResponse).find(([attempts]) => covers(attempts, attempt))?.[1];
}

function covers(attempts: string, attempt: number): boolean {
  const [first = Number.NaN, last = first] = attempts.split("-").map(Number);
  return attempt >= first && attempt <= last;
}

function answerOf(step: MockStep): TaskResult {
  return "Return" in step ? step.Return : new Failure(step.Throw.Error, step.Throw.Cause);
}

function checkedAnswer(answer: TaskResult, name: string, { stateName }: TaskCall): TaskResult {
  const problem = answer instanceof Failure ? undefined : jsonProblem(answer);
  if (problem === undefined) return answer;
  return new Failure(
    "States.Runtime",
    `The stub "${name}" answered the state "${stateName}" with what is not JSON (${problem}): a result must be JSON.`,
  );
}

/** As Lambda does it: an exception's name is the error, its message the cause. */
function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  return thrown instanceof Error
    ? new Failure(thrown.name, thrown.message)
    : new Failure("Error", String(thrown));
}
