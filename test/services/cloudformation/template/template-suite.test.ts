// Whole templates, as real ones are, with what they come to: the resources in the order of creation, their properties resolved.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { TemplateError } from "../../../../src/aws/template/template-error.ts";
import { workOut } from "./support/dry-stack.ts";
import { type TemplateFile, templateFiles } from "./support/template-files.ts";

const suite = join(import.meta.dirname, "suite");
const wrong = join(import.meta.dirname, "wrong");

describe("the template", () => {
  test.each(templateFiles(suite))("$name comes to what it should", async (file) => {
    const expected = JSON.parse(
      readFileSync(join(suite, file.name.replace(/\.\w+$/, ".expected.json")), "utf8"),
    );
    const stack = await workOut(file.text, file.name, file);
    // As texts, because the order counts.
    expect(JSON.stringify(stack, undefined, 1)).toBe(JSON.stringify(expected, undefined, 1));
  });
});

describe("the wrong template", () => {
  test.each(templateFiles(wrong))("$name is told of with every place", async (file) => {
    expect(file.expected).not.toEqual([]);
    const problems = (await problemsOf(file)).map(({ place, problem, hint }, index) => {
      const isHinted = file.expected[index]?.includes(" | ") === true;
      return `${place?.line ?? "-"}: ${problem}${isHinted ? ` | ${hint}` : ""}`;
    });
    expect(problems).toEqual(file.expected);
  });
});

async function problemsOf(file: TemplateFile): Promise<TemplateError["problems"]> {
  try {
    await workOut(file.text, file.name, file);
    return [];
  } catch (error) {
    if (error instanceof TemplateError) return error.problems;
    throw error;
  }
}
