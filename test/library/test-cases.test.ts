// Case files whose definition is in them.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { InvalidCaseFile, runCaseFile } from "../../src/library/test-cases.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-cases-"));
afterAll(() => rmSync(folder, { recursive: true }));

function run(content: object) {
  const file = join(folder, "it.cases.json");
  writeFileSync(file, JSON.stringify(content));
  return runCaseFile(file);
}

const definition = {
  StartAt: "Name",
  States: { Name: { Type: "Pass", Parameters: { "of.$": "$$.StateMachine.Name" }, End: true } },
};
const named = (of: string) => [{ name: "it is named", expect: { output: { of } } }];

test.each<[object, string]>([
  [{}, "test"],
  [{ name: "orders" }, "orders"],
])("a definition in the file runs, with %j", async (more, of) => {
  await expect(run({ definition, ...more, cases: named(of) })).resolves.toMatchObject([{ differences: [] }]);
});

test.each([{ definition: 1 }, {}, { definition, name: 2 }])("%j is no case file", async (content) => {
  await expect(run({ ...content, cases: named("") })).rejects.toThrow(InvalidCaseFile);
});
