// Every kind of problem a definition can have, from test/cases/diagnostics: one file a code.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { Diagnostic } from "../../../src/asl/diagnostic.ts";
import { loadDefinition } from "../../../src/asl/validate/validate.ts";
import type { JsonObject } from "../../../src/aws/json.ts";

interface DiagnosticCase {
  readonly description: string;
  readonly type?: "STANDARD" | "EXPRESS";
  readonly definition?: JsonObject;
  readonly text?: string;
  readonly expect: readonly { readonly code: string; readonly path: string; readonly message?: string }[];
}

const folder = join(import.meta.dirname, "../../cases/diagnostics");
const files = readdirSync(folder).map((file) => ({
  file,
  code: file.replace(".json", "").replaceAll("-", "_").toUpperCase(),
  cases: JSON.parse(readFileSync(join(folder, file), "utf8")).cases as readonly DiagnosticCase[],
}));

describe.each(files)("$code", ({ code, cases }) => {
  test.each(cases.map((each) => [each.description, each] as const))("%s", (_description, each) => {
    const { definition, diagnostics } = loadDefinition(each.text ?? each.definition ?? null, {
      type: each.type ?? "STANDARD",
    });
    expect(diagnostics.map((found, index) => seen(found, each.expect[index]))).toEqual(each.expect);
    expect(definition === undefined).toBe(diagnostics.some((found) => found.severity === "ERROR"));
  });

  test("has a case of its own", () => {
    expect(cases.some((each) => each.expect.some((expected) => expected.code === code))).toBe(true);
  });
});

/** What the case says of a diagnostic: the message only where the case knows AWS's. */
function seen(found: Diagnostic, expected: { readonly message?: string } | undefined): object {
  const { code, path, message } = found;
  return expected?.message === undefined ? { code, path } : { code, path, message };
}
