// A state machine in a unit test: the whole language, stubs in the place of tasks, and time that takes no time.

import { readFileSync } from "node:fs";
import { compileDefinition } from "../asl/compile/compile-definition.ts";
import type { CompiledMachine } from "../asl/compile/compiled-machine.ts";
import type { State, StateMachineDefinition, StateScope } from "../asl/definition.ts";
import { readDefinitionText } from "../asl/definition-text/definition-text.ts";
import type { Substitutions } from "../asl/definition-text/substitutions.ts";
import type { Diagnostic } from "../asl/diagnostic.ts";
import { innerScopes } from "../asl/inner-scopes.ts";
import { type RenderedSource, renderDiagnostics } from "../asl/validate/render.ts";
import { loadDefinition } from "../asl/validate/validate.ts";
import { didYouMean } from "../aws/did-you-mean.ts";
import type { Json, JsonObject } from "../aws/json.ts";
import { type Execution, type ExecutionEnd, startExecution, type WorkflowType } from "../engine/execution.ts";
import type { HistoryEvent } from "../engine/history/event.ts";
import { seededRandom } from "../engine/random.ts";
import type { EngineSeams, ExecutionIdentity } from "../engine/seams.ts";
import { slice } from "../engine/slice.ts";
import { VirtualClock } from "../time/virtual-clock.ts";
import { runChildrenHere } from "./child-executions.ts";
import { checkInput, checkOptions, type OptionKinds, optionKinds } from "./run-checks.ts";
import { RunHistory } from "./run-history.ts";
import { StubbedTasks, type TaskStubs } from "./task-stubs.ts";

export interface StateMachineOptions {
  /** @default "STANDARD" */
  readonly type?: WorkflowType;
  /** The name that the context object tells. @default "test", or the file's name without its extensions */
  readonly name?: string;
  /** Where the definition stands, for messages. @default "definition" */
  readonly file?: string;
  /** What stands for each `${…}` of the definition, as CloudFormation's DefinitionSubstitutions. */
  readonly substitutions?: Substitutions;
}

export interface RunOptions {
  /** What stands for each Task state and each ItemReader, by the state's name or by the Resource. */
  readonly tasks?: TaskStubs;
  /** When the execution starts, in milliseconds since the epoch. @default 2026-01-01T00:00:00Z */
  readonly startTime?: number;
  /** The same seed gives the same UUIDs, random numbers and jitter. @default "seed" */
  readonly seed?: string;
  /** The execution's name. @default "execution" */
  readonly name?: string;
  /** Variables that are there from the start, for a definition that is a part of a larger one. */
  readonly variables?: JsonObject;
}

const machineOptions: OptionKinds<StateMachineOptions> = {
  type: optionKinds.workflowType,
  name: optionKinds.text,
  file: optionKinds.text,
  substitutions: optionKinds.object,
};

const runOptions: OptionKinds<RunOptions> = {
  tasks: optionKinds.object,
  startTime: optionKinds.time,
  seed: optionKinds.text,
  name: optionKinds.text,
  variables: optionKinds.variables,
};

/**
 * What a loop that waits for nothing takes, so that it ends as on AWS: this long for each ten thousand states that it enters. Such a
 * Standard execution takes minutes on AWS until it has its 25,000 events, an Express one does tens of thousands of states meanwhile.
 */
const restMs: Readonly<Record<WorkflowType, number>> = { STANDARD: 240_000, EXPRESS: 20_000 };

export interface RunResult {
  readonly status: ExecutionEnd["status"];
  /** Undefined unless the execution succeeded. */
  readonly output: Json | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** The names of the states that were entered, in their order; those of concurrent branches as they came. */
  readonly path: readonly string[];
  readonly history: readonly HistoryEvent[];
  /** How long the execution would have taken. */
  readonly durationSeconds: number;
  /** The Task states, and Map states with an ItemReader, that no stub stood for. */
  readonly unanswered: readonly string[];
}

export interface StrayStub {
  readonly name: string;
  /** The state or Resource that is called much the same. */
  readonly meant: string | undefined;
}

/** Says everything that is wrong with a definition, each with its place. */
export class InvalidDefinition extends Error {
  override readonly name = "InvalidDefinition";
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[], source: RenderedSource) {
    super(renderDiagnostics(diagnostics, source));
    this.diagnostics = diagnostics;
  }
}

/**
 * A state machine to run in a test. A definition may be in YAML, too; a `${…}` that is not filled in is left open.
 * @example
 * const machine = StateMachine.fromFile("statemachines/order.asl.json");
 * const { status, output } = await machine.run({ id: 1 }, { tasks: { Price: () => ({ cents: 990 }) } });
 */
export class StateMachine {
  readonly #machine: CompiledMachine;
  readonly #type: WorkflowType;
  readonly #name: string;
  readonly #stubbable: ReadonlySet<string>;

  /** Takes the text of a definition, or the definition itself. Throws InvalidDefinition with all that is wrong, or InvalidOption. */
  constructor(definition: string | object, options: StateMachineOptions = {}) {
    checkOptions(options, machineOptions, "a state machine");
    this.#type = options.type ?? "STANDARD";
    this.#name = options.name ?? "test";
    const read = definitionOf(definition, { ...options, type: this.#type });
    this.#machine = compileDefinition(read);
    this.#stubbable = new Set(stubbableNames(read));
  }

  /** Throws InvalidDefinition, or what the file system says of the file. */
  static fromFile(file: string, options: StateMachineOptions = {}): StateMachine {
    return new StateMachine(readFileSync(file, "utf8"), { name: nameOf(file), file, ...options });
  }

  /** Those of the stubs that stand for no state and no Resource of the definition, each with what was probably meant. */
  strayStubs(tasks: TaskStubs): readonly StrayStub[] {
    const stray = Object.keys(tasks).filter((name) => !this.#stubbable.has(name));
    return stray.map((name) => ({ name, meant: didYouMean(name, this.#stubbable) }));
  }

  /** Runs an execution to its end; throws InvalidInput, InvalidOption, InvalidStub. Time stands still while a stub works, and leaps when all there is to do is wait. */
  async run(input: Json = {}, options: RunOptions = {}): Promise<RunResult> {
    checkOptions(options, runOptions, "a run");
    checkInput(input);
    const clock = new VirtualClock(options.startTime ?? Date.UTC(2026, 0, 1));
    const tasks = new StubbedTasks(options.tasks ?? {});
    const history = new RunHistory();
    const startTime = clock.now();
    const seams: EngineSeams = {
      clock,
      tasks,
      recorder: history,
      random: seededRandom(options.seed ?? "seed"),
      restMs: restMs[this.#type],
    };
    const execution = startExecution(
      this.#machine,
      {
        identity: this.#identity(options.name ?? "execution", startTime),
        type: this.#type,
        input,
        redriveCount: 0,
        variables: options.variables,
      },
      this.#type === "STANDARD" ? { ...seams, mapRuns: runChildrenHere(seams, tasks) } : seams,
    );
    await leapToEnd(execution, clock, tasks);
    const durationSeconds = (clock.now() - startTime) / 1000;
    return {
      ...resultOf(await execution.ended, history.events),
      durationSeconds,
      unanswered: [...tasks.unanswered],
    };
  }

  #identity(name: string, startTime: number): ExecutionIdentity {
    const prefix = "arn:aws:states:us-east-1:000000000000";
    return {
      arn: `${prefix}:execution:${this.#name}:${name}`,
      name,
      stateMachineArn: `${prefix}:stateMachine:${this.#name}`,
      stateMachineName: this.#name,
      roleArn: "arn:aws:iam::000000000000:role/test",
      startTime,
    };
  }
}

function definitionOf(
  definition: string | object,
  { type, file = "definition", substitutions = {} }: StateMachineOptions & { readonly type: WorkflowType },
): StateMachineDefinition {
  if (typeof definition === "string") {
    const read = readDefinitionText(definition, { type, file, substitutions });
    if (read.definition !== undefined) return read.definition;
    throw new InvalidDefinition(read.diagnostics, read.source);
  }
  // Written and read again, an object is JSON: members that are undefined are not there. What is no JSON at all is no object either.
  const loaded = loadDefinition(JSON.parse(JSON.stringify(definition) ?? "null") as Json, { type });
  if (loaded.definition !== undefined) return loaded.definition;
  throw new InvalidDefinition(loaded.diagnostics, { file });
}

/** `order` of `statemachines/order.asl.json`. */
function nameOf(file: string): string {
  return /([^/\\]*?)(?:\.asl)?\.[^./\\]*$/.exec(file)?.[1] ?? file;
}

async function leapToEnd(execution: Execution, clock: VirtualClock, tasks: StubbedTasks): Promise<void> {
  while (execution.end === undefined) {
    await new Promise((resolve) => setImmediate(resolve));
    const isWaiting = !execution.isUnsettled && !slice.isAwaited && tasks.working === 0;
    if (execution.end === undefined && isWaiting) clock.advanceToNextTimer();
  }
}

function resultOf(
  end: ExecutionEnd,
  history: readonly HistoryEvent[],
): Omit<RunResult, "durationSeconds" | "unanswered"> {
  const entered = history.map(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name);
  const failed = end.status !== "SUCCEEDED";
  return {
    status: end.status,
    output: failed ? undefined : end.output,
    error: failed ? end.error : undefined,
    cause: failed ? end.cause : undefined,
    path: entered.filter((name) => name !== undefined),
    history,
  };
}

/** What a stub may stand for: the names of Task states and of Maps that read their items, and their Resources. */
function stubbableNames(scope: StateScope): readonly string[] {
  return Object.entries(scope.States).flatMap(([name, state]) => [
    ...ownNames(name, state),
    ...innerScopes(state).flatMap(stubbableNames),
  ]);
}

function ownNames(name: string, state: State): readonly string[] {
  if (state.Type === "Task") return [name, state.Resource];
  if (state.Type !== "Map") return [];
  const { ItemReader: reader, ResultWriter: writer } = state;
  const resources = [reader?.Resource, writer?.Resource].filter((resource) => resource !== undefined);
  return reader === undefined ? resources : [name, ...resources];
}
