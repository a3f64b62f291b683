// Test cases as data: a `*.cases.json` beside a definition names inputs, what tasks answer, and what is expected.

import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { isJsonObject, type Json, type JsonObject } from "../aws/json.ts";
import type { ExecutionEnd, WorkflowType } from "../engine/execution.ts";
import { mockedTasks, readMockConfig } from "./mock-config.ts";
import { type RunResult, StateMachine } from "./state-machine.ts";
import type { TaskStubs } from "./task-stubs.ts";

export interface CaseFile {
  /** The definition's file, from the folder of the case file; or the definition itself. */
  readonly definition: string | JsonObject;
  /** Of the machine, where the definition is no file. @default "test" */
  readonly name?: string;
  /** @default "STANDARD" */
  readonly type?: WorkflowType;
  /** What stands for each `${…}` of the definition, as CloudFormation's DefinitionSubstitutions. */
  readonly substitutions?: Readonly<Record<string, string>>;
  readonly cases: readonly TestCase[];
}

export interface TestCase {
  readonly name: string;
  readonly input?: Json;
  readonly variables?: JsonObject;
  readonly seed?: string;
  /** By state or Resource: `{"Return": …}`, `{"Throw": {"Error", "Cause"}}`, a list of these, or these by attempt. */
  readonly tasks?: TaskStubs;
  /** A test case of a mock file, which answers the states that `tasks` does not. */
  readonly mocks?: { readonly file: string; readonly stateMachine: string; readonly case: string };
  readonly expect: Expectation;
}

/** Only what is named is compared. */
export interface Expectation {
  readonly status?: ExecutionEnd["status"];
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  readonly path?: readonly string[];
  readonly durationSeconds?: number;
}

export interface CaseResult {
  readonly name: string;
  readonly path: readonly string[];
  /** What differs, a line each; empty if the case passed. */
  readonly differences: readonly string[];
}

/** Names what is wrong with a case file, and where. */
export class InvalidCaseFile extends Error {
  override readonly name = "InvalidCaseFile";
}

/** Throws InvalidCaseFile, InvalidDefinition, InvalidMockConfig, or what the file system says. */
export async function runCaseFile(file: string): Promise<readonly CaseResult[]> {
  const { cases, ...described } = readCaseFile(file);
  const machine = machineOf(described, file);
  const results: CaseResult[] = [];
  for (const testCase of cases) {
    const { name, input = {}, variables, seed, expect } = testCase;
    const tasks = { ...mocksOf(testCase, file), ...testCase.tasks };
    const run = await machine.run(input, {
      tasks,
      ...(variables === undefined ? {} : { variables }),
      ...(seed === undefined ? {} : { seed }),
    });
    results.push({
      name,
      path: run.path,
      differences: [...strayStubs(machine, tasks), ...differencesOf(expect, run)],
    });
  }
  return results;
}

function machineOf(described: Omit<CaseFile, "cases">, file: string): StateMachine {
  const { definition, type = "STANDARD", substitutions = {}, name } = described;
  if (typeof definition === "string")
    return StateMachine.fromFile(resolve(dirname(file), definition), { type, substitutions });
  return new StateMachine(definition, { type, substitutions, ...(name === undefined ? {} : { name }) });
}

function mocksOf({ mocks }: TestCase, file: string): TaskStubs {
  if (mocks === undefined) return {};
  return mockedTasks(readMockConfig(resolve(dirname(file), mocks.file)), mocks.stateMachine, mocks.case);
}

/** A stub that stands for nothing is a slip of the pen, and what it was to show is not shown. */
export function strayStubs(machine: StateMachine, tasks: TaskStubs): readonly string[] {
  return machine.strayStubs(tasks).map(({ name, meant }) => {
    const hint = meant === undefined ? "" : `: did you mean "${meant}"?`;
    return `tasks: there is no Task state and no Resource "${name}"${hint}`;
  });
}

function differencesOf(expected: Expectation, run: RunResult): readonly string[] {
  const actual: Readonly<Record<keyof Expectation, unknown>> = {
    status: run.status,
    output: run.output,
    error: run.error,
    cause: run.cause,
    path: run.path,
    durationSeconds: run.durationSeconds,
  };
  const differences = Object.entries(expected)
    .filter(([member, value]) => !isDeepStrictEqual(value, actual[member as keyof Expectation]))
    .map(([member, value]) => {
      return `${member}: expected ${JSON.stringify(value)}, got ${JSON.stringify(actual[member as keyof Expectation])}`;
    });
  // A run that failed unexpectedly is not understood without its error.
  if (differences.length > 0 && run.error !== undefined && expected.error === undefined) {
    differences.push(`error: ${run.error}${run.cause === undefined ? "" : `: ${run.cause}`}`);
  }
  return differences;
}

const expectable = new Set(["status", "output", "error", "cause", "path", "durationSeconds"]);

function readCaseFile(file: string): CaseFile {
  const fail = (problem: string): never => {
    throw new InvalidCaseFile(`${file}: ${problem}`);
  };
  const parsed = parsedOr(readFileSync(file, "utf8"), fail);
  if (!isJsonObject(parsed)) return fail("must be a JSON object");
  if (typeof parsed.definition !== "string" && !isJsonObject(parsed.definition ?? null))
    return fail("/definition must name the definition's file, or be the definition");
  if (parsed.name !== undefined && typeof parsed.name !== "string") return fail("/name must be a text");
  if (!Array.isArray(parsed.cases) || parsed.cases.length === 0)
    return fail("/cases must be a list of cases");
  for (const [index, testCase] of (parsed.cases as readonly Json[]).entries()) {
    if (!isJsonObject(testCase) || typeof testCase.name !== "string") {
      return fail(`/cases/${index}/name must be a text`);
    }
    if (!isJsonObject(testCase.expect) || Object.keys(testCase.expect).length === 0) {
      return fail(`/cases/${index}/expect must say what is expected`);
    }
    const unknown = Object.keys(testCase.expect).find((member) => !expectable.has(member));
    if (unknown !== undefined) {
      return fail(`/cases/${index}/expect/${unknown} is none of ${[...expectable].join(", ")}`);
    }
  }
  return parsed as unknown as CaseFile;
}

function parsedOr(text: string, fail: (problem: string) => never): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    return fail(`is not JSON: ${(cause as Error).message}`);
  }
}
