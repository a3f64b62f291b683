// Cases about definitions: ones that AWS refused, and ones whose diagnostics were asked for.

import type { Diagnostic } from "../../src/asl/diagnostic.ts";
import { loadDefinition } from "../../src/asl/validate/validate.ts";
import type { Json } from "../../src/aws/json.ts";
import type { RecordedCase } from "./case.ts";
import { type Difference, Matcher } from "./match.ts";

/** InvalidDefinition names the problems as `CODE: message at /place`. */
export function refusalDifference(recorded: RecordedCase): Difference | undefined {
  const problems = errorsOf(recorded).map(
    ({ code, message, path }) => `${code}: ${message}${path && ` at ${path}`}`,
  );
  const cause = `Invalid State Machine Definition: '${problems.join(", ")}'`;
  return new Matcher(recorded).difference(
    recorded.expected.cause,
    problems.length === 0 ? "accepted" : cause,
    "cause",
  );
}

export function diagnosticsDifference(recorded: RecordedCase): Difference | undefined {
  const { diagnostics, result } = recorded.expected.response ?? {};
  const found = loadDefinition(sourceOf(recorded), { type: recorded.type }).diagnostics;
  const matcher = new Matcher(recorded);
  const shown = found.map(({ code, severity, message, path }) => ({
    code,
    severity,
    message,
    ...(path === "" ? undefined : { location: path }),
  }));
  const verdict = found.some(({ severity }) => severity === "ERROR") ? "FAIL" : "OK";
  return (
    matcher.difference(result, verdict, "result") ??
    matcher.difference(diagnostics as Json, shown, "diagnostics")
  );
}

function errorsOf(recorded: RecordedCase): readonly Diagnostic[] {
  const { diagnostics } = loadDefinition(sourceOf(recorded), { type: recorded.type });
  return diagnostics.filter(({ severity }) => severity === "ERROR");
}

/** The very text that was sent: errors of syntax name its lines and columns. */
function sourceOf({ call, definition }: RecordedCase): Json {
  return call?.args.definition ?? definition;
}
