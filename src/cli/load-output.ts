// What a load test ends with: its table and verdicts on the terminal, its report as a page, and beside it as JSON.

import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { basename, dirname, extname, join } from "node:path";
import type { LoadSetting } from "../load/load-report.ts";
import type { Verdict } from "../load/load-summary.ts";
import type { SummaryRow } from "../load/report-page.ts";
import { makeFolders } from "../storage/private-files.ts";
import type { OptionValues } from "./command-option.ts";
import type { Printer } from "./printer.ts";
import { UsageError } from "./usage-error.ts";

const colours = { good: "green", warning: "yellow", bad: "red" } as const;

export function printResult(
  printer: Printer,
  rows: readonly SummaryRow[],
  verdicts: readonly Verdict[],
): void {
  printer.line();
  for (const [name, value] of rows) printer.line(`  ${name.padEnd(24)}${value.padStart(20)}`);
  printer.line();
  for (const { level, sign, head, rest } of verdicts)
    printer.line(`  ${printer.style(colours[level], `${sign} ${head}`)} ${rest}`.trimEnd());
}

/** Throws UsageError for an option that the other target has. */
export function refuseOptions(options: OptionValues, names: readonly string[], why: string): void {
  const given = names.find((name) => options[name] !== undefined);
  if (given !== undefined) throw new UsageError(`--${given} ${why}`);
}

/** Made sure of before the test, which may take long; which folder had to be made is told. Throws UsageError. */
export function reportFile(options: OptionValues, printer: Printer): string {
  const file = String(options.report);
  if (extname(file) !== ".html")
    throw new UsageError(`--report takes a file that ends in .html, not "${file}"`);
  try {
    const made = makeFolders(dirname(file));
    if (made !== undefined) printer.line(`made the folder ${made} for the report`);
  } catch (cause) {
    throw new UsageError(`--report: the folder of ${file} cannot be made: ${(cause as Error).message}`);
  }
  return file;
}

export function loadSetting(command: string): LoadSetting {
  return {
    at: new Date(),
    processor: cpus()[0]?.model ?? "an unknown processor",
    cores: cpus().length,
    node: process.versions.node,
    command,
  };
}

/** Tells the paths of both. */
export function writeReport(printer: Printer, file: string, page: string, data: unknown): void {
  const beside = join(dirname(file), `${basename(file, extname(file))}.json`);
  writeFileSync(file, page);
  writeFileSync(beside, `${JSON.stringify(data, undefined, 2)}\n`);
  printer.line(`  report: ${file}, ${beside}`);
}
