// `millrace test`: runs test cases that are written as data, and reports like a test runner.

import { globSync } from "node:fs";
import { basename, relative } from "node:path";
import { InvalidMockConfig, type MockConfig, mockedTasks, readMockConfig } from "../library/mock-config.ts";
import { InvalidDefinition, StateMachine } from "../library/state-machine.ts";
import { type CaseResult, InvalidCaseFile, runCaseFile } from "../library/test-cases.ts";
import type { Command, OptionValues } from "./command.ts";
import type { Printer } from "./printer.ts";
import { type ExitCode, exitCodes, UsageError } from "./usage-error.ts";

export const testCommand: Command = {
  name: "test",
  summary: "run *.cases.json files, or the test cases of a MockConfigFile.json",
  examples: [
    "millrace test",
    "millrace test statemachines/order.cases.json",
    "millrace test MockConfigFile.json",
  ],
  words: { value: "[FILE…]", least: 0, most: Number.POSITIVE_INFINITY },
  options: {},
  run: runTests,
};

const ignored = ["**/node_modules/**", "**/.*/**"];

async function runTests(_: OptionValues, printer: Printer, words: readonly string[]): Promise<ExitCode> {
  const files = words.length > 0 ? words : globSync("**/*.cases.json", { exclude: ignored });
  if (files.length === 0) {
    throw new UsageError("there is no *.cases.json here", {
      hint: "name files, or write cases beside a definition: docs/testing.md shows how",
    });
  }
  let passed = 0;
  let failed = 0;
  for (const file of [...files].sort()) {
    printer.line(relative(process.cwd(), file) || file);
    for (const result of await resultsOf(file)) {
      if (result.differences.length === 0) passed += 1;
      else failed += 1;
      printResult(printer, result);
    }
  }
  printer.line();
  printer.line(`${passed} passed, ${failed} failed`);
  return failed === 0 ? exitCodes.success : exitCodes.failed;
}

function printResult(printer: Printer, { name, path, differences }: CaseResult): void {
  const mark = differences.length === 0 ? printer.style("green", "✔") : printer.style("red", "✖");
  printer.line(`  ${mark} ${name}  ${printer.style("dim", path.join(" → "))}`.trimEnd());
  for (const difference of differences) printer.line(`      ${difference}`);
}

async function resultsOf(file: string): Promise<readonly CaseResult[]> {
  try {
    if (!basename(file).endsWith(".cases.json")) return await runMockConfig(readMockConfig(file));
    return await runCaseFile(file);
  } catch (error) {
    if (error instanceof InvalidDefinition)
      return [{ name: "the definition", path: [], differences: [error.message] }];
    if (error instanceof InvalidCaseFile || error instanceof InvalidMockConfig)
      throw new UsageError(error.message);
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new UsageError((error as Error).message);
    throw error;
  }
}

/** A mock file expects nothing: a case of it passes if its execution succeeds. Definitions are found by the machines' names. */
async function runMockConfig(config: MockConfig): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  for (const [machineName, { TestCases }] of Object.entries(config.StateMachines)) {
    const [file] = globSync(`**/${machineName}.{asl.json,json}`, { exclude: ignored });
    if (file === undefined)
      throw new UsageError(`there is no ${machineName}.asl.json for the mock file's ${machineName}`);
    const machine = StateMachine.fromFile(file);
    for (const testCase of Object.keys(TestCases)) {
      const run = await machine.run({}, { tasks: mockedTasks(config, machineName, testCase) });
      const problem = [run.error, run.cause].filter(Boolean).join(": ");
      const differences = run.status === "SUCCEEDED" ? [] : [`${run.status} ${problem}`];
      results.push({ name: `${machineName}#${testCase}`, path: run.path, differences });
    }
  }
  return results;
}
