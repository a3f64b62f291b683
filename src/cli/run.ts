// `millrace run`: one execution of one definition, its waits and retries in no time, its tasks answered by what is given.

import { hasErrors } from "../asl/diagnostic.ts";
import { renderDiagnostics } from "../asl/validate/render.ts";
import type { Json } from "../aws/json.ts";
import { checkMockConfig, InvalidMockConfig, mockedTasks } from "../library/mock-config.ts";
import { InvalidInput } from "../library/run-checks.ts";
import { type RunOptions, type RunResult, StateMachine } from "../library/state-machine.ts";
import { checkStubs, InvalidStub, stubOfJson } from "../library/stub-checks.ts";
import type { TaskStub, TaskStubs } from "../library/task-stubs.ts";
import { strayStubs } from "../library/test-cases.ts";
import type { Command } from "./command.ts";
import type { OptionValues } from "./command-option.ts";
import {
  namedValues,
  readDefinition,
  readJsonOption,
  substituteOption,
  substitutionsOf,
  typeOption,
  workflowType,
} from "./definition-file.ts";
import type { Printer } from "./printer.ts";
import { seconds } from "./progress.ts";
import { statePath } from "./state-path.ts";
import { stepLines } from "./step-lines.ts";
import { type ExitCode, exitCodes, UsageError } from "./usage-error.ts";

export const runCommand: Command = {
  name: "run",
  summary: "run one execution of a definition, step by step, and print its output",
  examples: [
    `millrace run order.asl.json --input '{"id":1}' --task 'Price={"cents":990}'`,
    `millrace run order.asl.json --task 'Price=[{"Throw":{"Error":"Busy"}},{"Return":{"cents":990}}]'`,
    "millrace run order.asl.json --input @order.json --mocks MockConfigFile.json --case FlakyThenOk",
  ],
  words: { value: "FILE", least: 1, most: 1 },
  options: {
    input: {
      type: "string",
      short: "i",
      value: "JSON",
      default: "{}",
      summary: "the input: JSON, @FILE, or - for stdin",
    },
    task: {
      type: "string",
      multiple: true,
      value: "STATE=JSON",
      summary:
        'what the Task of that name, or of that Resource, answers: its result, {"Throw":{"Error","Cause"}}, {"Return":…}, a list of these two, or these by attempt ({"0-1":…}); may be given more than once',
    },
    mocks: { type: "string", value: "FILE", summary: "a MockConfigFile.json that answers the tasks" },
    case: { type: "string", value: "NAME", summary: "the test case of the mock file" },
    substitute: substituteOption,
    type: typeOption,
    quiet: { type: "boolean", short: "q", summary: "say nothing of each step" },
    seed: { type: "string", value: "TEXT", summary: "what UUIDs, random numbers and jitter follow from" },
  },
  run,
};

async function run(
  options: OptionValues,
  printer: Printer,
  [file = ""]: readonly string[],
): Promise<ExitCode> {
  const input = readJsonOption("input", String(options.input ?? "{}"));
  const machine = readMachine(file, options, printer);
  const tasks = { ...mocksOf(options, file), ...tasksOf(options) };
  for (const stray of strayStubs(machine, tasks)) printer.warning(stray);
  const result = await executed(machine, input, {
    tasks,
    ...(options.seed === undefined ? {} : { seed: String(options.seed) }),
  });
  if (options.quiet !== true) for (const line of stepLines(result.history)) printer.note(line);
  printer.note(`${result.status}  ${statePath(result.path)}  ${seconds(result.durationSeconds * 1000)}`);
  if (result.status === "SUCCEEDED") {
    printer.line(JSON.stringify(result.output, undefined, 2));
    return exitCodes.success;
  }
  const [unanswered] = result.unanswered;
  printer.error(
    failureText(result),
    unanswered === undefined ? undefined : `--task '${unanswered}=JSON' says what it answers`,
  );
  return exitCodes.failed;
}

async function executed(machine: StateMachine, input: Json, options: RunOptions): Promise<RunResult> {
  try {
    return await machine.run(input, options);
  } catch (error) {
    if (error instanceof InvalidInput) throw new UsageError(`--input: ${error.message}`);
    throw error;
  }
}

/** Warnings of the definition are told before it runs. */
function readMachine(file: string, options: OptionValues, printer: Printer): StateMachine {
  const { diagnostics, source } = readDefinition(file, options);
  const warnings = diagnostics.filter(({ severity }) => severity === "WARNING");
  if (warnings.length > 0 && !hasErrors(diagnostics)) printer.note(renderDiagnostics(warnings, source));
  return StateMachine.fromFile(file, {
    type: workflowType(options),
    substitutions: substitutionsOf(options),
  });
}

function failureText({ error, cause }: RunResult): string {
  return [error ?? "the execution failed without an error name", cause].filter(Boolean).join(": ");
}

function tasksOf(options: OptionValues): TaskStubs {
  const stubs = namedValues(options, "task", "STATE=JSON").map(([name, answer]): [string, TaskStub] => {
    return [name, stubOfJson(readJsonOption("task", answer))];
  });
  const tasks = Object.fromEntries(stubs);
  try {
    checkStubs(tasks);
  } catch (error) {
    if (error instanceof InvalidStub) throw new UsageError(`--task: ${error.message}`);
    throw error;
  }
  return tasks;
}

function mocksOf(options: OptionValues, file: string): TaskStubs {
  if (options.mocks === undefined) return {};
  if (options.case === undefined) throw new UsageError("--mocks needs --case NAME, the test case to run");
  const mocks = String(options.mocks);
  try {
    const config = checkMockConfig(readJsonOption("mocks", `@${mocks}`));
    return mockedTasks(config, machineNameIn(Object.keys(config.StateMachines), file), String(options.case));
  } catch (error) {
    if (error instanceof InvalidMockConfig) throw new UsageError(`${mocks}: ${error.message}`);
    throw error;
  }
}

/** The machine that is called like the file; in a file of one machine, that one. */
function machineNameIn(names: readonly string[], file: string): string {
  const [only] = names;
  if (names.length === 1 && only !== undefined) return only;
  return /([^/\\]*?)(?:\.asl)?\.[^./\\]*$/.exec(file)?.[1] ?? file;
}
