import { describe, expect, test } from "@jest/globals";
import { parseInput } from "../../../../src/services/step-functions/executions/execution-input.ts";

const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;

describe("the input of an execution", () => {
  test.each([
    ["a scalar", "7", 7],
    ["text around JSON", ' {"a": null}\n', { a: null }],
  ])("may be %s", (_, text, value) => {
    expect(parseInput(text)).toEqual(value);
  });

  test("may be nested as deeply as AWS's JSON reader goes", () => {
    expect(JSON.stringify(parseInput(nested(1000)))).toBe(nested(1000));
  });

  test.each([
    [
      "nested one level deeper",
      nested(1001),
      "Document nesting depth (1001) exceeds the maximum allowed (1000",
    ],
    ["nested until the text is full", nested(131_072), "Document nesting depth (1001) exceeds"],
    ["blank", " ", "Invalid execution input."],
    ["no JSON", "{a", "Unexpected character"],
  ])("is refused if it is %s", (_, text, problem) => {
    expect(() => parseInput(text)).toThrow(
      expect.objectContaining({
        code: "InvalidExecutionInput",
        message: expect.stringContaining(`Invalid State Machine Execution Input: '${problem}`),
      }),
    );
  });

  test("takes no more than 256 KiB, counted in bytes", () => {
    expect(parseInput(`"${"é".repeat(131_071)}"`)).toHaveLength(131_071);
    expect(() => parseInput(`"${"é".repeat(131_072)}"`)).toThrow("less than or equal to 262144");
  });
});
