// Holds Millrace to recordings of AWS Step Functions: `node test/conformance/run.ts FOLDER [word]`. Runs every case (whose
// name or category holds the word), says how the failing ones differ, and counts. Exits with 1 if any fails.

import { apiErrorDifference, apiSequenceDifference } from "./api-case.ts";
import { type RecordedCase, readCases } from "./case.ts";
import { diagnosticsDifference, refusalDifference } from "./definition-case.ts";
import { executionDifference } from "./execution-case.ts";
import type { Difference } from "./match.ts";
import { testStateDifference, testStateErrorDifference } from "./test-state-case.ts";

type Check = (recorded: RecordedCase) => Difference | undefined | Promise<Difference | undefined>;

const checks: { readonly [Kind in RecordedCase["kind"]]?: Check } = {
  execution: executionDifference,
  definitionError: refusalDifference,
  validateDefinition: diagnosticsDifference,
  testState: testStateDifference,
  testStateError: testStateErrorDifference,
  apiError: apiErrorDifference,
  apiSequence: apiSequenceDifference,
};

interface Score {
  passed: number;
  failed: number;
}

async function main([folder, word = ""]: readonly string[]): Promise<number> {
  if (folder === undefined) {
    console.error("Usage: node test/conformance/run.ts FOLDER [word]");
    return 2;
  }
  const scores = new Map<string, Score>();
  const skipped = new Map<string, number>();
  for (const recorded of readCases(folder)) {
    if (!recorded.name.includes(word) && !recorded.category.includes(word)) continue;
    const check = checkOf(recorded);
    if (check === undefined) skipped.set(recorded.kind, (skipped.get(recorded.kind) ?? 0) + 1);
    else count(scores, recorded, await differenceOf(check, recorded));
  }
  return report(scores, skipped);
}

/** Undefined for what needs services besides Step Functions. */
function checkOf({ kind, tier, expected }: RecordedCase): Check | undefined {
  if (tier === "api" && kind !== "apiSequence" && kind !== "apiError") return undefined;
  // Refused for another reason than its definition.
  if (kind === "definitionError" && expected.error !== "InvalidDefinition") return apiErrorDifference;
  return checks[kind];
}

async function differenceOf(check: Check, recorded: RecordedCase): Promise<Difference | undefined> {
  try {
    return await check(recorded);
  } catch (thrown) {
    const account = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    return { at: "thrown", expected: undefined, actual: account };
  }
}

function count(scores: Map<string, Score>, recorded: RecordedCase, difference: Difference | undefined): void {
  const score = scores.get(recorded.category) ?? { passed: 0, failed: 0 };
  scores.set(recorded.category, score);
  if (difference === undefined) {
    score.passed += 1;
    return;
  }
  score.failed += 1;
  console.log(`FAIL ${recorded.category} ${recorded.name} at ${difference.at}`);
  console.log(`     expected ${JSON.stringify(difference.expected)}`);
  console.log(`     actual   ${JSON.stringify(difference.actual)}`);
}

function report(scores: ReadonlyMap<string, Score>, skipped: ReadonlyMap<string, number>): number {
  for (const [category, { passed, failed }] of scores) {
    console.log(`${category.padEnd(24)} ${String(passed).padStart(4)} of ${passed + failed}`);
  }
  for (const [kind, cases] of skipped) console.log(`skipped: ${cases} ${kind}`);
  const all = [...scores.values()];
  const failed = all.reduce((sum, score) => sum + score.failed, 0);
  console.log(`${all.reduce((sum, score) => sum + score.passed, 0)} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
