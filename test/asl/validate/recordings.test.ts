// What AWS itself accepted and refused, where recordings of it are at hand: set MILLRACE_CONFORMANCE to their folder.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { type Diagnostic, hasErrors } from "../../../src/asl/diagnostic.ts";
import { invalidDefinitionMessage } from "../../../src/asl/validate/render.ts";
import { loadDefinition, validateState } from "../../../src/asl/validate/validate.ts";
import { isJsonObject, type Json } from "../../../src/aws/json.ts";
import { atOnce } from "../../../src/time/time-slice.ts";

interface Recording {
  readonly name: string;
  readonly kind: string;
  readonly type: "STANDARD" | "EXPRESS";
  readonly definition: Json;
  readonly expected: {
    readonly error?: string;
    readonly cause?: string;
    readonly response?: { readonly result: string; readonly diagnostics: readonly object[] };
  };
}

const projectRoot = join(import.meta.dirname, "../../..");
const folder = join(process.env.MILLRACE_CONFORMANCE ?? join(projectRoot, "../shared/conformance"), "cases");
const recordings = existsSync(folder) ? readdirSync(folder).flatMap(readRecordings) : [];

function readRecordings(file: string): readonly Recording[] {
  const lines = readFileSync(join(folder, file), "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
}

const describeIfPresent = recordings.length > 0 ? describe : describe.skip;

describeIfPresent(`AWS's own answers, from ${folder}`, () => {
  test("every definition that AWS ran is valid", () => {
    const refused = recordings
      .filter((recording) => recording.kind === "execution")
      .map(({ name, definition, type }) => ({ name, ...loadDefinition(definition, { type }) }))
      .filter((loaded) => loaded.definition === undefined)
      .map(({ name, diagnostics }) => ({ name, diagnostics }));
    expect(refused).toEqual([]);
  });

  test("every state that TestState took is valid", () => {
    const refused = answered("testState")
      .map(([name, { definition }]) => ({ name, diagnostics: validateAlone(definition) }))
      .filter(({ diagnostics }) => hasErrors(diagnostics));
    expect(refused).toEqual([]);
  });

  test.each(answered("validateDefinition"))("ValidateStateMachineDefinition: %s", (_name, recording) => {
    const { diagnostics } = loadDefinition(recording.definition, { type: recording.type });
    const errors = diagnostics.filter(({ severity }) => severity === "ERROR");
    const answer = errors.map(({ code, message, severity, path }) => {
      return path === "" ? { code, message, severity } : { code, location: path, message, severity };
    });
    expect(answer).toEqual(recording.expected.response?.diagnostics);
  });

  test.each(refusedAs("definitionError"))("CreateStateMachine: %s", (_name, recording) => {
    const { diagnostics } = loadDefinition(recording.definition, { type: recording.type });
    expect(invalidDefinitionMessage(diagnostics)).toBe(withoutPrefix(recording.expected.cause));
  });

  test.each(refusedAs("testStateError"))("TestState: %s", (_name, recording) => {
    expect(invalidDefinitionMessage(validateAlone(recording.definition))).toBe(
      withoutPrefix(recording.expected.cause),
    );
  });
});

function answered(kind: string): readonly (readonly [string, Recording])[] {
  return recordings
    .filter((recording) => recording.kind === kind)
    .map((recording) => [recording.name, recording]);
}

function refusedAs(kind: string): readonly (readonly [string, Recording])[] {
  return answered(kind).filter(([, { expected }]) =>
    expected.cause?.includes("Invalid State Machine Definition"),
  );
}

/** Some recordings have the client's own words before AWS's. */
function withoutPrefix(cause: string | undefined): string | undefined {
  return cause?.slice(cause.indexOf("Invalid State Machine Definition"));
}

/** TestState takes a whole machine or a single state. */
function validateAlone(definition: Json): readonly Diagnostic[] {
  const isMachine = isJsonObject(definition) && "States" in definition;
  return isMachine
    ? loadDefinition(definition, { type: "STANDARD" }).diagnostics
    : atOnce(validateState(definition, { type: "STANDARD" }));
}
