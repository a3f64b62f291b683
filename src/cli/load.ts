// `millrace load`: drives deterministic readings into the running service at a rate, and reports what became of them.

import { loadReport } from "../load/load-report.ts";
import { booksVerdict, paceVerdict, summaryRows } from "../load/load-summary.ts";
import { LoadTest } from "../load/load-test.ts";
import { numberOption, portOption } from "./command.ts";
import type { OptionValues } from "./command-option.ts";
import { printStackNotes } from "./dev/banner.ts";
import { interruption } from "./interruption.ts";
import { loadSetting, printResult, refuseOptions, reportFile, writeReport } from "./load-output.ts";
import { dataFolder, resetData } from "./local-region.ts";
import { openLocalService } from "./local-service.ts";
import type { Printer } from "./printer.ts";
import { bar, count, seconds } from "./progress.ts";
import { type ExitCode, exitCodes, UsageError } from "./usage-error.ts";

export async function load(options: OptionValues, printer: Printer): Promise<ExitCode> {
  refuseOptions(options, ["stage", "stack-name", "yes"], "is for --target aws");
  if (options.from !== "here")
    throw new UsageError("--from is for --target aws: a region of this machine is sent to from here");
  const folder = process.cwd();
  const ratePerSecond = numberOption(options, "rate", 1);
  const durationSeconds = numberOption(options, "duration", 1);
  const port = portOption(options, "port");
  const { data, directory } = dataFolder(folder, options, ".millrace/load");
  const report = reportFile(options, printer);
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
    const books = booksVerdict(result);
    printResult(printer, summaryRows(result), [paceVerdict(result), books]);
    const setting = loadSetting(`npm run load -- --rate ${ratePerSecond} --duration ${durationSeconds}`);
    writeReport(printer, report, loadReport(result, setting), { setting, result });
    return books.level === "good" ? exitCodes.success : exitCodes.failed;
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
