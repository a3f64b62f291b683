// Templates of the Serverless Application Model with what they expand to, and wrong ones with what AWS says of them, and of
// which line.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../../../src/aws/arn.ts";
import { TemplateError } from "../../../../../src/aws/template/template-error.ts";
import { readTemplateText } from "../../../../../src/services/cloudformation/template/template-source.ts";
import { samInPieces } from "../../../../../src/services/cloudformation/transforms/sam/sam-transform.ts";
import { templateTransforms } from "../../../../../src/services/cloudformation/transforms/template-transforms.ts";
import { atOnce } from "../../../../../src/time/time-slice.ts";
import { type TemplateFile, templateFiles } from "../../template/support/template-files.ts";

const suite = join(import.meta.dirname, "suite");
const wrong = join(import.meta.dirname, "wrong");

const expand = templateTransforms({
  identity: localIdentity,
  stored: () => undefined,
  readIncluded: () => "",
});

describe("the SAM template", () => {
  test.each(templateFiles(suite))("$name expands to what it should", ({ name, text }) => {
    const { body } = readTemplateText(text, name);
    const expected = readFileSync(join(suite, name.replace(/\.\w+$/, ".expected.json")), "utf8");
    expect(atOnce(samInPieces({ template: body, region: "eu-central-1" }))).toEqual({
      template: JSON.parse(expected),
    });
  });
});

describe("the wrong SAM template", () => {
  test.each(templateFiles(wrong))("$name is told of with every place", async (file) => {
    expect(file.expected).not.toEqual([]);
    const problems = (await problemsOf(file)).map(
      ({ place, problem }) => `${place?.line ?? "-"}: ${problem}`,
    );
    expect(problems).toEqual(file.expected);
  });
});

async function problemsOf({ name, text }: TemplateFile): Promise<TemplateError["problems"]> {
  try {
    await expand(readTemplateText(text, name), { stackName: "stack", parameters: new Map() });
    return [];
  } catch (error) {
    if (error instanceof TemplateError) return error.problems;
    throw error;
  }
}
