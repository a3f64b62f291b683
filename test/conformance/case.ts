// Files of recordings; and of AWS Step Functions a recorded case, what was asked and what it answered: one line of a file.

import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Json, JsonObject } from "../../src/aws/json.ts";

export interface RecordedCase {
  readonly name: string;
  readonly category: string;
  readonly kind:
    | "execution"
    | "definitionError"
    | "validateDefinition"
    | "testState"
    | "testStateError"
    | "apiError"
    | "apiSequence";
  readonly type: "STANDARD" | "EXPRESS";
  readonly sync?: boolean;
  readonly tier: "pure" | "lambda" | "api";
  readonly definition: Json;
  readonly input?: Json;
  /** Function name to behaviour. */
  readonly functions?: Readonly<Record<string, string>>;
  readonly call?: RecordedCall;
  /** Calls in order, of an `apiSequence`. */
  readonly steps?: readonly RecordedCall[];
  /** Calls that come first. */
  readonly setup?: readonly RecordedCall[];
  readonly expected: ExpectedAnswer;
  readonly placeholders?: Readonly<Record<string, string>>;
  readonly wildcards?: readonly string[];
  /** The day of the recording: `2024-11-28`. */
  readonly recorded: string;
}

/** The operation in snake_case. */
export interface RecordedCall {
  readonly op: string;
  readonly args: Readonly<Record<string, Json>>;
  /** The answer, the error's account, or nothing if it was not looked at. */
  readonly expect?: Json;
}

export interface ExpectedAnswer {
  readonly status: string;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  readonly causeJson?: Json;
  readonly history?: readonly ExpectedEvent[];
  readonly response?: { readonly diagnostics?: readonly Json[]; readonly result?: string };
}

export interface ExpectedEvent {
  /** 0 or [0] where the recorder sorted events that have no fixed order. */
  readonly id: number | readonly number[];
  readonly previousEventId: number;
  readonly type: string;
  readonly [member: string]: Json;
}

/** A file of recordings: the folder it is in, its name without the ending, and its lines. */
export interface RecordedFile {
  readonly folder: string;
  readonly name: string;
  readonly rows: readonly JsonObject[];
}

/** The `*.jsonl` files of a folder, or of its `cases` folder. */
export function readFiles(folder: string): readonly RecordedFile[] {
  const names = readdirSync(folder);
  if (!names.some((name) => name.endsWith(".jsonl")) && names.includes("cases"))
    return readFiles(join(folder, "cases"));
  return names
    .filter((name) => name.endsWith(".jsonl"))
    .sort()
    .map((name) => ({ folder, name: basename(name, ".jsonl"), rows: readRows(join(folder, name)) }));
}

function readRows(file: string): readonly JsonObject[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as JsonObject);
}
