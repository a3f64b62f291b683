// The summary of a replay: the books, line by line, and whether they balance.

import type { ReplayResult } from "../load/replay.ts";
import type { Printer } from "./printer.ts";
import { count } from "./progress.ts";

export function printReplaySummary(printer: Printer, result: ReplayResult, consoleUrl: string): void {
  const { books, findings, published, approvals, foundInStream, seen, redelivered } = result;
  const { tally } = books;
  const rows: readonly (readonly [string, number, string])[] = [
    ["records put", books.put, foundInStream > 0 ? `${count(foundInStream)} of them by an earlier run` : ""],
    ["processed", tally.processed - books.deadLettered, "validated and assessed"],
    ["dead-lettered", books.deadLettered, "corrupt records, each with its reason in the queue"],
    ["lost", books.lost, ""],
    ...(books.waiting > 0 ? [["not processed yet", books.waiting, "the pipe goes on trying"] as const] : []),
    ["delivered again", redelivered, repeatsNote(redelivered, tally.duplicates)],
    ["findings", findings, `unusual conditions, each recorded once; seen ${count(tally.findings)} times`],
    [
      "alerts published",
      published,
      `findings whose alert went out; ${count(seen.alerts)} alert executions in this run`,
    ],
    ["warnings waiting", approvals.count, "of severe conditions: the public is warned if you approve"],
  ];
  printer.line();
  printer.line(printer.style("bold", "Summary"));
  for (const [name, value, note] of rows) {
    printer.line(`  ${name.padEnd(17)}${count(value).padStart(9)}  ${printer.style("dim", note)}`.trimEnd());
  }
  // Of a warning that an earlier run published, no link is left here: it was in the message.
  if (approvals.count > 0) printer.line(`    answer one: ${approvals.link ?? `${consoleUrl}#/approvals`}`);
  if (result.problems.length === 0) {
    const sum = `${count(books.put)} put = ${count(tally.processed - books.deadLettered)} processed + ${count(books.deadLettered)} dead-lettered`;
    printer.line(`  ${printer.style("green", "✔ The books balance:")} ${sum}`);
  } else {
    printer.line(`  ${printer.style("red", "✖ The books do not balance:")}`);
    for (const problem of result.problems) printer.line(`    ${problem}`);
  }
}

/** What a crash cut off is handed out again, and was processed before only if its execution had ended. */
function repeatsNote(redelivered: number, duplicates: number): string {
  const harmless = "made harmless by conditional writes";
  if (redelivered === 0 && duplicates === 0) return `at-least-once; ${harmless}`;
  return `by this run; ${count(duplicates)} had been processed before, over all runs: ${harmless}`;
}
