// What a user configures for services that the region does not have (`millrace.config.json`): canned answers, programs that
// stand for jobs, and calls that may go to AWS. Every problem is told at once, with its place.

import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import { jobKinds } from "../jobs/job-kinds.ts";
import type { JobProgram } from "../jobs/run-program.ts";
import { parseTaskResource } from "../resource.ts";
import { refusalOf } from "../service-patterns.ts";
import type { MockAnswer, MockCase } from "./mocks.ts";

export interface TaskSettings {
  readonly mocks: ReadonlyMap<string, readonly MockCase[]>;
  readonly jobs: ReadonlyMap<string, ReadonlyMap<string, JobProgram>>;
  /** Names as `translate:translateText` with `aws-sdk:` before them or not; `*` for every action of a service. */
  readonly allowAwsCalls: ReadonlySet<string>;
}

export const noSettings: TaskSettings = { mocks: new Map(), jobs: new Map(), allowAwsCalls: new Set() };

export class SettingsError extends Error {
  override readonly name = "SettingsError";
  /** Each with its place, such as `/jobs/glue:startJobRun/nightly: expected …`. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** Throws SettingsError. */
export function parseTaskSettings(value: unknown): TaskSettings {
  const reader = new SettingsReader();
  const settings = reader.read(value);
  if (reader.problems.length > 0) throw new SettingsError(reader.problems);
  return settings;
}

class SettingsReader {
  readonly problems: string[] = [];

  read(value: unknown): TaskSettings {
    const root = this.#object(value, "", ["mocks", "jobs", "allowAwsCalls"]);
    return {
      mocks: this.#map(root.mocks, "/mocks", (each, path, name) => this.#mock(each, path, name)),
      jobs: this.#map(root.jobs, "/jobs", (each, path, name) => this.#jobs(each, path, name)),
      allowAwsCalls: new Set(
        this.#list(root.allowAwsCalls ?? [], "/allowAwsCalls").map((each, index) =>
          this.#allowed(each, `/allowAwsCalls/${index}`),
        ),
      ),
    };
  }

  #mock(value: Json, path: string, name: string): readonly MockCase[] {
    this.#checkResource(name, path);
    const cases = Array.isArray(value) ? value : [value];
    if (cases.length === 0) this.#problem(path, "expected at least one case, found none");
    return cases.map((each: Json, index) =>
      this.#case(each, Array.isArray(value) ? `${path}/${index}` : path),
    );
  }

  #case(value: Json, path: string): MockCase {
    const { when, answers, ...answer } = this.#object(value, path, ["when", "return", "throw", "answers"]);
    const wanted = this.#object(when ?? {}, `${path}/when`, ["state", "stateMachine", "arguments"]);
    const list =
      answers === undefined
        ? [this.#answer(answer, path)]
        : this.#list(answers, `${path}/answers`).map((each, index) =>
            this.#answer(
              this.#object(each, `${path}/answers/${index}`, ["return", "throw"]),
              `${path}/answers/${index}`,
            ),
          );
    if (answers !== undefined && Object.keys(answer).length > 0)
      this.#problem(path, "expected 'answers' or one of 'return' and 'throw', found both");
    const [first, ...more] = list;
    if (first === undefined) this.#problem(`${path}/answers`, "expected at least one answer, found none");
    return {
      state: this.#optionalText(wanted.state, `${path}/when/state`),
      stateMachine: this.#optionalText(wanted.stateMachine, `${path}/when/stateMachine`),
      arguments: wanted.arguments,
      answers: [first ?? { type: "return", value: null }, ...more],
    };
  }

  #answer(answer: JsonObject, path: string): MockAnswer {
    const { return: value, throw: thrown } = answer;
    if ((value === undefined) === (thrown === undefined)) {
      this.#problem(path, "expected one of 'return' and 'throw'");
      return { type: "return", value: null };
    }
    if (value !== undefined) return { type: "return", value };
    const failure = this.#object(thrown, `${path}/throw`, ["error", "cause"]);
    return {
      type: "throw",
      error: this.#text(failure.error, `${path}/throw/error`),
      cause: this.#optionalText(failure.cause, `${path}/throw/cause`),
    };
  }

  #jobs(value: Json, path: string, name: string): ReadonlyMap<string, JobProgram> {
    if (!jobKinds.has(name))
      this.#problem(path, `expected a job that can run here: one of ${[...jobKinds.keys()].join(", ")}`);
    return this.#map(value, path, (each, jobPath) => this.#program(each, jobPath));
  }

  #program(value: Json, path: string): JobProgram {
    const program = this.#object(value, path, ["command", "module", "export"]);
    if ((program.command === undefined) === (program.module === undefined)) {
      this.#problem(
        path,
        `expected {"command": ["program", "argument", …]} or {"module": "./file.mjs", "export": "name"}`,
      );
    }
    if (program.command === undefined) {
      return {
        type: "module",
        module: this.#text(program.module ?? "", `${path}/module`),
        exportName: this.#optionalText(program.export, `${path}/export`) ?? "default",
      };
    }
    const [file, ...more] = this.#list(program.command, `${path}/command`).map((each, index) =>
      this.#text(each, `${path}/command/${index}`),
    );
    if (file === undefined)
      this.#problem(`${path}/command`, "expected a program and its arguments, found none");
    return { type: "command", command: [file ?? "", ...more] };
  }

  #allowed(value: Json, path: string): string {
    const text = this.#text(value, path);
    if (!/^(aws-sdk:)?[a-z0-9-]+:([a-z]\w*|\*)$/.test(text))
      this.#problem(
        path,
        `expected a name such as "aws-sdk:translate:translateText", "glue:startJobRun" or "aws-sdk:translate:*", found ${JSON.stringify(value)}`,
      );
    return text;
  }

  #checkResource(name: string, path: string): void {
    const resource = parseTaskResource(`arn:aws:states:::${name}`);
    if (resource === undefined || (resource.type !== "optimized" && resource.type !== "sdk")) {
      this.#problem(
        path,
        'expected a resource without "arn:aws:states:::", such as "glue:startJobRun.sync" or "aws-sdk:s3:listBuckets"',
      );
      return;
    }
    const refusal = refusalOf(resource);
    if (refusal !== undefined) this.#problem(path, refusal);
  }

  #object(value: unknown, path: string, members: readonly string[]): JsonObject {
    if (!isJsonObject(value)) {
      this.#problem(path, `expected an object, found ${shown(value)}`);
      return {};
    }
    for (const name of Object.keys(value)) {
      if (!members.includes(name))
        this.#problem(`${path}/${name}`, `unknown; expected one of ${members.join(", ")}`);
    }
    return value;
  }

  #map<Value>(
    value: Json | undefined,
    path: string,
    read: (each: Json, path: string, name: string) => Value,
  ): ReadonlyMap<string, Value> {
    if (value === undefined) return new Map();
    if (!isJsonObject(value)) {
      this.#problem(path, `expected an object, found ${shown(value)}`);
      return new Map();
    }
    return new Map(
      Object.entries(value).map(([name, each]) => [name, read(each, `${path}/${name}`, name)] as const),
    );
  }

  #list(value: Json, path: string): readonly Json[] {
    if (Array.isArray(value)) return value;
    this.#problem(path, `expected a list, found ${shown(value)}`);
    return [];
  }

  #text(value: Json | undefined, path: string): string {
    if (typeof value === "string") return value;
    this.#problem(path, `expected a text, found ${shown(value)}`);
    return "";
  }

  #optionalText(value: Json | undefined, path: string): string | undefined {
    return value === undefined ? undefined : this.#text(value, path);
  }

  #problem(path: string, problem: string): void {
    this.problems.push(`${path || "/"}: ${problem}`);
  }
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 60);
}
