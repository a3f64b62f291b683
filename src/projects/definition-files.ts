// The files of a project that hold a state machine's definition, and what is wrong with them.

import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { asJsonText, readDefinitionText } from "../asl/definition-text/definition-text.ts";
import { renderDiagnostics } from "../asl/validate/render.ts";
import { isJsonObject, type Json, type JsonObject } from "../aws/json.ts";

/** What a file holds if it may be a state machine's definition. */
export function definitionOf(path: string): Json | undefined {
  if (!/\.(?:json|ya?ml)$/.test(path)) return undefined;
  try {
    const text = readFileSync(path, "utf8");
    if (!text.includes("StartAt")) return undefined;
    const definition = JSON.parse(asJsonText(text, path)) as JsonObject;
    return isJsonObject(definition) && definition.States !== undefined ? definition : undefined;
  } catch {
    return undefined;
  }
}

/** What is wrong with those of a project's files that hold a definition, each with its line and as `millrace validate` tells it. */
export function definitionProblems(folder: string, paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => (definitionOf(path) === undefined ? [] : problemsOf(folder, path)));
}

/** Why a file that held a definition does not hold one any more. */
export function definitionFault(folder: string, path: string): string {
  const [problem = `${relative(folder, path)} holds no state machine's definition any more`] = problemsOf(
    folder,
    path,
  );
  return problem;
}

function problemsOf(folder: string, path: string): readonly string[] {
  const { diagnostics, source } = readDefinitionText(readFileSync(path, "utf8"), {
    type: "STANDARD",
    file: relative(folder, path),
  });
  const errors = diagnostics.filter(({ severity }) => severity === "ERROR");
  return errors.length === 0 ? [] : [renderDiagnostics(errors, source)];
}
