// The parameters of a recorded request: marks stand for values of earlier answers, for bytes, for times and for long texts.

import { isJsonObject, type Json, type JsonObject } from "../../../src/aws/json.ts";
import type { Path } from "./service-case.ts";

export interface RunState {
  readonly answers: readonly (Json | undefined)[];
  /** When the case began, in milliseconds. */
  readonly startedAtMs: number;
}

/** Parameters as the SDK takes them: besides JSON, bytes and dates. */
export type Parameter = Json | Uint8Array | Date | readonly Parameter[] | ParameterObject;

export interface ParameterObject {
  readonly [name: string]: Parameter;
}

export function resolveParameters(json: Json, state: RunState): Parameter {
  if (Array.isArray(json)) return json.map((each: Json) => resolveParameters(each, state));
  if (!isJsonObject(json)) return json;
  const [[mark, argument] = ["", null], ...others] = Object.entries(json);
  const resolve = others.length === 0 ? marks[mark] : undefined;
  if (resolve !== undefined) return resolve(argument, state);
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [
      name,
      name === "Time" && typeof value === "string" ? pythonTime(value) : resolveParameters(value, state),
    ]),
  );
}

/** The Python SDK takes times as text in many spellings, also with the month first. */
function pythonTime(text: string): Date {
  const [, month, day, year, rest = ""] = /^(\d\d)-(\d\d)-(\d{4})(.*)$/.exec(text) ?? [];
  return new Date(year === undefined ? text : `${year}-${month}-${day}${rest}`);
}

/** Of an expectation, whose marks refer to nothing that a run knows. */
export function resolveMarks(json: Json): Json {
  return resolveParameters(json, { answers: [], startedAtMs: 0 }) as Json;
}

const marks: Readonly<Record<string, (argument: Json, state: RunState) => Parameter>> = {
  $from: (argument, { answers }) => {
    const { step, path } = argument as unknown as { readonly step: number; readonly path: Path };
    const value = valueAtPath(answers[step], path);
    if (value === undefined) throw new Error(`Step ${step} answered nothing at ${path.join(".")}`);
    return value;
  },
  $concat: (argument, state) =>
    (argument as readonly Json[]).map((part) => String(resolveParameters(part, state))).join(""),
  $repeat: (argument) => {
    const [text, times] = argument as readonly [string, number];
    return text.repeat(times);
  },
  $bytes: (argument) => new Uint8Array(Buffer.from(String(argument), "base64")),
  $now: (argument, { startedAtMs }) => new Date(startedAtMs + Number(argument) * 1000),
  $nowMs: (argument, { startedAtMs }) => startedAtMs + Number(argument) * 1000,
  $time: (argument) => new Date(String(argument)),
};

/** Leads into texts that are JSON. Undefined if there is nothing. */
export function valueAtPath(json: Json | undefined, path: Path): Json | undefined {
  let value = json;
  for (const step of path) {
    if (typeof value === "string") value = JSON.parse(value) as Json;
    value = (value as JsonObject | null | undefined)?.[step];
  }
  return value;
}
