// A state machine in a unit test: the whole language, functions in the place of tasks, and time that takes no time.

import { compileDefinition } from "../asl/compile/compile-definition.ts";
import type { CompiledMachine } from "../asl/compile/compiled-machine.ts";
import type { Diagnostic } from "../asl/diagnostic.ts";
import { loadDefinition } from "../asl/validate/validate.ts";
import type { Json } from "../aws/json.ts";
import { VirtualClock } from "../time/virtual-clock.ts";
import { type Execution, type ExecutionEnd, startExecution, type WorkflowType } from "./execution.ts";
import { Failure } from "./failure.ts";
import type { HistoryEvent } from "./history/event.ts";
import { seededRandom } from "./random.ts";
import type { ExecutionIdentity, TaskCall, TaskResult } from "./seams.ts";

/** Stands for a Task: answers with its result, throws its error, or never answers. */
export type TaskStub = (
  input: Json,
  task: TaskCall,
) => TaskResult | typeof neverAnswers | Promise<TaskResult>;

/** What a stub returns so that the Task runs into its timeout. */
export const neverAnswers = Symbol("never answers");

export interface StateMachineOptions {
  /** @default "STANDARD" */
  readonly type?: WorkflowType;
}

export interface RunOptions {
  /** A stub for each Task state by its name. */
  readonly tasks?: Readonly<Record<string, TaskStub>>;
  /** When the execution starts, in milliseconds since the epoch. @default 2026-01-01T00:00:00Z */
  readonly startTime?: number;
  /** The same seed gives the same UUIDs, random numbers and jitter. @default "seed" */
  readonly seed?: string;
}

export interface RunResult {
  readonly end: ExecutionEnd;
  readonly history: readonly HistoryEvent[];
  /** How long the execution would have taken. */
  readonly durationMs: number;
}

export class InvalidDefinition extends Error {
  override readonly name = "InvalidDefinition";
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(({ code, message, path }) => `${code}: ${message} at ${path}`).join("\n"));
    this.diagnostics = diagnostics;
  }
}

/**
 * A state machine to run in a test.
 * @example
 * const machine = new StateMachine(readFileSync("statemachines/order.asl.json", "utf8"));
 * const { end } = await machine.run({ id: 1 }, { tasks: { Price: () => ({ cents: 990 }) } });
 */
export class StateMachine {
  readonly #machine: CompiledMachine;
  readonly #type: WorkflowType;

  /** Takes the text of a definition, or the definition itself. Throws InvalidDefinition with all that is wrong. */
  constructor(definition: string | Json, { type = "STANDARD" }: StateMachineOptions = {}) {
    const loaded = loadDefinition(definition, { type });
    if (loaded.definition === undefined) throw new InvalidDefinition(loaded.diagnostics);
    this.#machine = compileDefinition(loaded.definition);
    this.#type = type;
  }

  /** Runs an execution to its end. Time stands still while a stub works, and leaps when all there is to do is wait. */
  async run(input: Json, options: RunOptions = {}): Promise<RunResult> {
    const clock = new VirtualClock(options.startTime ?? Date.UTC(2026, 0, 1));
    const stubs = new Stubs(options.tasks ?? {});
    const history: HistoryEvent[] = [];
    const startTime = clock.now();
    const execution = startExecution(
      this.#machine,
      { identity: identityAt(startTime), type: this.#type, input, redriveCount: 0 },
      {
        clock,
        tasks: stubs,
        recorder: { record: (event) => void history.push(event) },
        random: seededRandom(options.seed ?? "seed"),
      },
    );
    await leapToEnd(execution, clock, stubs);
    return { end: await execution.ended, history, durationMs: clock.now() - startTime };
  }
}

async function leapToEnd(execution: Execution, clock: VirtualClock, stubs: Stubs): Promise<void> {
  while (execution.end === undefined) {
    await new Promise((resolve) => setImmediate(resolve));
    if (execution.end === undefined && stubs.working === 0) clock.advanceToNextTimer();
  }
}

class Stubs {
  /** How many stubs have been called and have not answered yet. */
  working = 0;
  readonly #stubs: Readonly<Record<string, TaskStub>>;

  constructor(stubs: Readonly<Record<string, TaskStub>>) {
    this.#stubs = stubs;
  }

  run(task: TaskCall): TaskResult | Promise<TaskResult> {
    const stub = Object.hasOwn(this.#stubs, task.stateName) ? this.#stubs[task.stateName] : undefined;
    if (stub === undefined) {
      return new Failure("States.Runtime", `The test has no stub for the Task state "${task.stateName}".`);
    }
    try {
      const answer = stub(task.arguments, task);
      if (answer === neverAnswers) return new Promise(() => {});
      return answer instanceof Promise ? this.#track(answer) : answer;
    } catch (thrown) {
      return failureOf(thrown);
    }
  }

  async #track(answer: Promise<TaskResult>): Promise<TaskResult> {
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

/** As Lambda does it: an exception's name is the error, its message the cause. */
function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  return thrown instanceof Error
    ? new Failure(thrown.name, thrown.message)
    : new Failure("Error", String(thrown));
}

function identityAt(startTime: number): ExecutionIdentity {
  return {
    arn: "arn:aws:states:us-east-1:000000000000:execution:test:execution",
    name: "execution",
    stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:test",
    stateMachineName: "test",
    roleArn: "arn:aws:iam::000000000000:role/test",
    startTime,
  };
}
