// `millrace load`: drives deterministic readings into the running service at a rate, and reports what became of them.

import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { basename, dirname, extname, join } from "node:path";
import { type LoadSetting, loadReport } from "../load/load-report.ts";
import { booksVerdict, paceVerdict, summaryRows } from "../load/load-summary.ts";
import { type LoadResult, LoadTest } from "../load/load-test.ts";
import { numberOption, type OptionValues, portOption } from "./command.ts";
import { printStackNotes } from "./dev/banner.ts";
import { interruption } from "./interruption.ts";
import { dataFolder, resetData } from "./local-region.ts";
import { openLocalService } from "./local-service.ts";
import type { Printer } from "./printer.ts";
import { bar, count, seconds } from "./progress.ts";
import { type ExitCode, exitCodes, UsageError } from "./usage-error.ts";

export async function load(options: OptionValues, printer: Printer): Promise<ExitCode> {
  const folder = process.cwd();
  const ratePerSecond = numberOption(options, "rate", 1);
  const durationSeconds = numberOption(options, "duration", 1);
  const port = portOption(options, "port");
  const report = reportFile(options);
  const data = dataFolder(folder, (options.data as string | undefined) ?? ".millrace/load");
  const directory = options["in-memory"] === true ? undefined : data;
  resetData(data);

  printer.line("millrace: packaging the service in serverless.yml …");
  const service = await openLocalService({ folder, port, directory, printer });
  const interrupted = interruption();
  try {
    printStackNotes(printer, service.stacks);
    const { region, names } = service;
    const test = new LoadTest({ region, names, ratePerSecond, durationSeconds });
    void interrupted.promise.then(() => test.stop());
    region.start();
    printer.line(`sending ${count(ratePerSecond)} records a second for ${durationSeconds} s …`);
    await test.warmUp();
    const timer = setInterval(() => printer.live(progressText(printer, test, durationSeconds)), 1000);
    const result = await test.run();
    clearInterval(timer);
    printResult(printer, result);
    const written = writeReport(report, durationSeconds, result);
    printer.line(`  report: ${written.join(", ")}`);
    return booksVerdict(result).level === "good" ? exitCodes.success : exitCodes.failed;
  } finally {
    await service.close();
    interrupted.dispose();
  }
}

function progressText(printer: Printer, test: LoadTest, durationSeconds: number): string {
  const { elapsedSeconds, sent, processed, iteratorAgeMs } = test.progress();
  const done = printer.interactive
    ? `${bar(elapsedSeconds / durationSeconds)} `
    : `${elapsedSeconds.toFixed(0)} s  `;
  return `${done}sent ${count(sent)}  processed ${count(processed)}  iterator age ${seconds(iteratorAgeMs)}`;
}

function printResult(printer: Printer, result: LoadResult): void {
  printer.line();
  for (const [name, value] of summaryRows(result)) printer.line(`  ${name.padEnd(24)}${value.padStart(20)}`);
  printer.line();
  for (const { level, sign, head, rest } of [paceVerdict(result), booksVerdict(result)])
    printer.line(`  ${printer.style(colours[level], `${sign} ${head}`)} ${rest}`.trimEnd());
}

const colours = { good: "green", warning: "yellow", bad: "red" } as const;

/** Made sure of before the test, which may take long. Throws UsageError. */
function reportFile(options: OptionValues): string {
  const file = String(options.report);
  if (extname(file) !== ".html")
    throw new UsageError(`--report takes a file that ends in .html, not "${file}"`);
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch (cause) {
    throw new UsageError(`--report: the folder of ${file} cannot be made: ${(cause as Error).message}`);
  }
  return file;
}

/** The page, and beside it the same as JSON. Answers with their paths. */
function writeReport(file: string, durationSeconds: number, result: LoadResult): readonly string[] {
  const setting: LoadSetting = {
    at: new Date(),
    processor: cpus()[0]?.model ?? "an unknown processor",
    cores: cpus().length,
    node: process.versions.node,
    command: `npm run load -- --rate ${result.asked} --duration ${durationSeconds}`,
  };
  const data = join(dirname(file), `${basename(file, extname(file))}.json`);
  writeFileSync(file, loadReport(result, setting));
  writeFileSync(data, `${JSON.stringify({ setting, result }, undefined, 2)}\n`);
  return [file, data];
}
