// `millrace run`: one execution of one definition, its waits and retries in no time, its tasks answered by what is given.

import { checkMockConfig, InvalidMockConfig, mockedTasks } from "../library/mock-config.ts";
import { type RunResult, StateMachine } from "../library/state-machine.ts";
import type { TaskStub, TaskStubs } from "../library/task-stubs.ts";
import type { Command, OptionValues } from "./command.ts";
import { readJsonOption, readText, typeOption, workflowType } from "./definition-file.ts";
import type { Printer } from "./printer.ts";
import { seconds } from "./progress.ts";
import { type ExitCode, exitCodes, UsageError } from "./usage-error.ts";

export const runCommand: Command = {
  name: "run",
  summary: "run one execution of a definition and print its output",
  examples: [
    `millrace run order.asl.json --input '{"id":1}' --task 'Price={"cents":990}'`,
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
      summary: "what the Task of that name, or of that Resource, answers; may be given more than once",
    },
    mocks: { type: "string", value: "FILE", summary: "a MockConfigFile.json that answers the tasks" },
    case: { type: "string", value: "NAME", summary: "the test case of the mock file" },
    type: typeOption,
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
  const machine = new StateMachine(readText(file), { type: workflowType(options), file });
  const result = await machine.run(input, {
    tasks: { ...mocksOf(options, file), ...tasksOf(options) },
    ...(options.seed === undefined ? {} : { seed: String(options.seed) }),
  });
  printer.plainError(`${result.status}  ${result.path.join(" → ")}  ${seconds(result.durationMs)}`);
  if (result.status === "SUCCEEDED") {
    printer.line(JSON.stringify(result.output, undefined, 2));
    return exitCodes.success;
  }
  printer.error(failureText(result));
  return exitCodes.failed;
}

function failureText({ error, cause }: RunResult): string {
  return [error ?? "the execution failed without an error name", cause].filter(Boolean).join(": ");
}

function tasksOf(options: OptionValues): TaskStubs {
  const stubs: [string, TaskStub][] = [];
  for (const given of (options.task as readonly string[] | undefined) ?? []) {
    const at = given.indexOf("=");
    if (at < 1) throw new UsageError(`--task takes STATE=JSON, not "${given}"`);
    stubs.push([given.slice(0, at), { Return: readJsonOption("task", given.slice(at + 1)) }]);
  }
  return Object.fromEntries(stubs);
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
