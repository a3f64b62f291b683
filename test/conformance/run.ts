// Holds Millrace to recordings of AWS: `npx node test/conformance/run.ts FOLDER [WORD] [--only FILES]`. Runs every case of the
// folder's `*.jsonl` files (or of the one that is named), whose name or file holds the word; says where the failing ones
// first differ, and counts. Exits with 1 if any fails.

import { parseArgs } from "node:util";
import type { Json, JsonObject } from "../../src/aws/json.ts";
import { type RecordedFile, readFiles } from "./case.ts";
import { caseKinds } from "./case-kinds.ts";
import type { Difference } from "./match.ts";

interface Score {
  passed: number;
  failed: number;
}

const usage = `Usage: npm run conformance -- FOLDER [WORD] [--only FILES]

  FOLDER        the recordings: *.jsonl files of cases
  WORD          only cases whose name, or whose file's name, holds it
  --only FILES  only the files of these names, such as kinesis,events,scheduler`;

async function main(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { only: { type: "string" }, help: { type: "boolean", default: false } },
  });
  const [folder, word = ""] = positionals;
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (folder === undefined) throw new TypeError("Which folder of recordings?");
  const only = values.only?.split(",");
  const files = readFiles(folder).filter(({ name }) => only === undefined || only.includes(name));
  if (files.length === 0) {
    console.error(`There are no recordings${values.only ? ` of ${values.only}` : ""} in ${folder}`);
    return 2;
  }
  const scores = new Map<string, Score>();
  for (const file of files) scores.set(file.name, await runFile(file, word));
  return report(scores);
}

async function runFile(file: RecordedFile, word: string): Promise<Score> {
  const score = { passed: 0, failed: 0 };
  const category = file.name;
  for (const row of file.rows) {
    const name = String(row.name ?? row.expression ?? "");
    if (!name.includes(word) && !category.includes(word)) continue;
    const difference = await differenceOf(row, file);
    if (difference === undefined) score.passed += 1;
    else {
      score.failed += 1;
      tell(`${category} ${name}`, difference);
    }
  }
  return score;
}

async function differenceOf(row: JsonObject, file: RecordedFile): Promise<Difference | undefined> {
  const kind = caseKinds.find(({ takes }) => takes(row));
  if (kind === undefined)
    return { at: "skipped", expected: "a known kind of case", actual: Object.keys(row) };
  try {
    return await kind.difference(row, file);
  } catch (thrown) {
    const account = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    return { at: "thrown", expected: undefined, actual: account };
  }
}

function tell(name: string, { at, expected, actual }: Difference): void {
  console.log(`FAIL ${name} at ${at}`);
  console.log(`     expected ${shown(expected)}`);
  console.log(`     actual   ${shown(actual)}`);
}

const longest = 2000;

function shown(json: Json | undefined): string {
  const text = JSON.stringify(json) ?? "nothing";
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function report(scores: ReadonlyMap<string, Score>): number {
  for (const [category, { passed, failed }] of scores) {
    if (passed + failed > 0)
      console.log(`${category.padEnd(24)} ${String(passed).padStart(4)} of ${passed + failed}`);
  }
  const all = [...scores.values()];
  const failed = all.reduce((sum, score) => sum + score.failed, 0);
  console.log(`${all.reduce((sum, score) => sum + score.passed, 0)} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof TypeError ? `${error.message}\n\n${usage}` : error);
  process.exitCode = 2;
}
