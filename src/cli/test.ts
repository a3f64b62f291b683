// `millrace test`: runs test cases that are written as data, and reports like a test runner.

import { existsSync, globSync, statSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { InvalidMockConfig, type MockConfig, mockedTasks, readMockConfig } from "../library/mock-config.ts";
import { InvalidInput, InvalidOption } from "../library/run-checks.ts";
import { InvalidDefinition, type RunResult, StateMachine } from "../library/state-machine.ts";
import { InvalidStub } from "../library/stub-checks.ts";
import { type CaseResult, InvalidCaseFile, runCaseFile, strayStubs } from "../library/test-cases.ts";
import type { Command } from "./command.ts";
import type { OptionValues } from "./command-option.ts";
import {
  readJsonOption,
  substituteOption,
  substitutionsOf,
  typeOption,
  workflowType,
} from "./definition-file.ts";
import { definitionOf } from "./mock-definitions.ts";
import { outputFormat, outputOption, printThings } from "./output-option.ts";
import type { Printer } from "./printer.ts";
import { statePath } from "./state-path.ts";
import { type ExitCode, exitCodes, UsageError } from "./usage-error.ts";

export const testCommand: Command = {
  name: "test",
  summary: "run *.cases.json files, or the test cases of a MockConfigFile.json",
  examples: [
    "millrace test",
    "millrace test statemachines",
    "millrace test statemachines/order.cases.json",
    "millrace test MockConfigFile.json",
    "millrace test test/MockConfigFile.json --definition order.asl.yaml --input @order.json",
  ],
  words: { value: "[FILE…]", least: 0, most: Number.POSITIVE_INFINITY },
  options: {
    definition: {
      type: "string",
      multiple: true,
      value: "FILE",
      summary: "the definition of a mock file's machine; NAME=FILE where it has several",
    },
    input: {
      type: "string",
      short: "i",
      value: "JSON",
      default: "{}",
      summary: "the input of a mock file's cases: JSON, @FILE, or - for stdin",
    },
    substitute: substituteOption,
    type: typeOption,
    output: outputOption,
  },
  run: runTests,
};

const ignored = ["**/node_modules/**", "**/.*/**"];

async function runTests(
  options: OptionValues,
  printer: Printer,
  words: readonly string[],
): Promise<ExitCode> {
  const files = words.length > 0 ? words.flatMap(filesOf) : casesIn(".");
  if (files.length === 0) {
    throw new UsageError("there is no *.cases.json here", {
      hint: "name files, or write cases beside a definition: docs/testing.md shows how",
    });
  }
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined) throw new UsageError(`there is no file ${missing}`);
  const format = outputFormat(options);
  const all: (CaseResult & { readonly file: string; readonly passed: boolean })[] = [];
  for (const path of [...files].sort()) {
    const file = relative(process.cwd(), path) || path;
    if (format === "text") printer.line(file);
    for (const result of await resultsOf(path, options)) {
      const told = { file, passed: result.differences.length === 0, ...result };
      all.push(told);
      if (format === "text") printResult(printer, result);
      if (format === "jsonl") printer.line(JSON.stringify(told));
    }
  }
  const failed = all.filter(({ passed }) => !passed).length;
  if (format === "json") printThings(printer, format, all);
  if (format === "text") {
    printer.line();
    printer.line(`${all.length - failed} passed, ${failed} failed`);
  }
  return failed === 0 ? exitCodes.success : exitCodes.failed;
}

/** Of a folder its case files, wherever they are in it. */
function filesOf(word: string): readonly string[] {
  return statSync(word, { throwIfNoEntry: false })?.isDirectory() === true ? casesIn(word) : [word];
}

function casesIn(folder: string): readonly string[] {
  return globSync("**/*.cases.json", { cwd: folder, exclude: ignored }).map((file) => join(folder, file));
}

function printResult(printer: Printer, { name, path, differences }: CaseResult): void {
  const mark = differences.length === 0 ? printer.style("green", "✔") : printer.style("red", "✖");
  printer.line(`  ${mark} ${name}  ${printer.style("dim", statePath(path))}`.trimEnd());
  for (const difference of differences) printer.line(`      ${difference}`);
}

async function resultsOf(file: string, options: OptionValues): Promise<readonly CaseResult[]> {
  try {
    if (!basename(file).endsWith(".cases.json"))
      return await runMockConfig(readMockConfig(file), file, options);
    return await runCaseFile(file);
  } catch (error) {
    if (error instanceof InvalidDefinition)
      return [{ name: "the definition", path: [], differences: [error.message] }];
    if (error instanceof InvalidCaseFile || error instanceof InvalidMockConfig)
      throw new UsageError(error.message);
    if (error instanceof InvalidStub || error instanceof InvalidInput || error instanceof InvalidOption)
      throw new UsageError(`${file}: ${error.message}`);
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new UsageError((error as Error).message);
    throw error;
  }
}

/**
 * A mock file expects nothing, and a case may be there to fail: it passes if every Task was answered and every state that it
 * mocks is there. How it ended is told.
 */
async function runMockConfig(
  config: MockConfig,
  mockFile: string,
  options: OptionValues,
): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  const machines = Object.keys(config.StateMachines);
  const input = readJsonOption("input", String(options.input ?? "{}"));
  for (const [machineName, { TestCases }] of Object.entries(config.StateMachines)) {
    const file = definitionOf(machineName, { mockFile, machines, options });
    const substitutions = substitutionsOf(options);
    const machine = StateMachine.fromFile(file, {
      name: machineName,
      type: workflowType(options),
      substitutions,
    });
    for (const testCase of Object.keys(TestCases)) {
      const tasks = mockedTasks(config, machineName, testCase);
      const run = await machine.run(input, { tasks });
      const ended = run.status === "SUCCEEDED" ? "" : ` ${run.status} ${run.error ?? ""}`.trimEnd();
      results.push({
        name: `${machineName}#${testCase}${ended}`,
        path: run.path,
        differences: [...strayStubs(machine, tasks), ...unanswered(run)],
      });
    }
  }
  return results;
}

function unanswered({ unanswered: states, error, cause }: RunResult): readonly string[] {
  const missing = states.map((state) => `the Task state "${state}" is not mocked`);
  if (error !== "States.Runtime" || missing.length > 0) return missing;
  return [[error, cause].filter(Boolean).join(": ")];
}
