import { describe, expect, test } from "@jest/globals";
import type { Diagnostic } from "../../../src/asl/diagnostic.ts";
import {
  invalidDefinitionMessage,
  renderDiagnostics,
  summariseDiagnostics,
} from "../../../src/asl/validate/render.ts";
import { loadDefinition } from "../../../src/asl/validate/validate.ts";

const text = `{
  "StartAt": "Charge",
  "States": {
    "Charge": { "Type": "Pass", "Result": "$.x", "Next": "Shp" },
    "Ship": { "Type": "Succeed" }
  }
}`;
const { diagnostics } = loadDefinition(text, { type: "STANDARD" });

describe("rendering diagnostics", () => {
  test("AWS's message lists the errors, not the warnings", () => {
    expect(invalidDefinitionMessage(diagnostics)).toBe(
      "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: Shp at /States/Charge/Next, " +
        'MISSING_TRANSITION_TARGET: State "Ship" is not reachable. at /States/Ship\'',
    );
  });

  test("AWS's message says null where there is no location", () => {
    const loop = { StartAt: "A", States: { A: { Type: "Pass", Next: "A" } } };
    expect(invalidDefinitionMessage(loadDefinition(loop, { type: "STANDARD" }).diagnostics)).toBe(
      "Invalid State Machine Definition: 'MISSING_END_STATE: Workflow has no terminal state at null'",
    );
  });

  test("the list tells file, line and column, place, message and hint", () => {
    expect(renderDiagnostics(diagnostics, { file: "orders.asl.json", text })).toBe(
      `warning[PASS_RESULT_IS_STATIC] orders.asl.json:4:43 /States/Charge/Result
  The result of a Pass state is taken literally: a path in it is not evaluated
  hint: Use 'Parameters' to build the result from the input.
error[MISSING_TRANSITION_TARGET] orders.asl.json:4:58 /States/Charge/Next
  Missing 'Next' target: Shp
  hint: Did you mean 'Ship'?
error[MISSING_TRANSITION_TARGET] orders.asl.json:5:13 /States/Ship
  State "Ship" is not reachable.
  hint: No 'StartAt', 'Next', 'Default' or 'Catch' leads to it.`,
    );
  });

  test("without the text the list tells only the place", () => {
    expect(renderDiagnostics(diagnostics.slice(1, 2), { file: "orders" }).split("\n")[0]).toBe(
      "error[MISSING_TRANSITION_TARGET] orders /States/Charge/Next",
    );
  });

  test("a place that is not in the text is shown at the nearest around it", () => {
    const missing: Diagnostic = {
      code: "SCHEMA_VALIDATION_FAILED",
      severity: "ERROR",
      path: "/States/Ship/Retry[2]/x",
      message: "?",
    };
    expect(renderDiagnostics([missing], { file: "f", text })).toContain("f:5:13 /States/Ship/Retry[2]/x");
  });

  test("a syntax error is shown where it is", () => {
    const broken = '{\n  "StartAt" "A"\n}';
    const found = loadDefinition(broken, { type: "STANDARD" }).diagnostics;
    expect(renderDiagnostics(found, { file: "f.json", text: broken })).toMatch(
      /^error\[INVALID_JSON_DESCRIPTION\] f\.json:2:14\n {2}Unexpected character .*a colon.*\n {2}hint: /,
    );
  });

  test("the summary counts", () => {
    expect(summariseDiagnostics(diagnostics)).toBe("2 errors, 1 warning");
    expect(summariseDiagnostics([])).toBe("0 errors, 0 warnings");
  });
});
