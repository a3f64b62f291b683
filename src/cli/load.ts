// `millrace load`: drives deterministic readings into the running service at a rate, and reports what became of them.

import { type LoadResult, LoadTest } from "../load/load-test.ts";
import { numberOption, type OptionValues, portOption } from "./command.ts";
import { printStackNotes } from "./dev/banner.ts";
import { interruption } from "./interruption.ts";
import { dataFolder, resetData } from "./local-region.ts";
import { openLocalService } from "./local-service.ts";
import type { Printer } from "./printer.ts";
import { bar, count, seconds } from "./progress.ts";
import { type ExitCode, exitCodes } from "./usage-error.ts";

export async function load(options: OptionValues, printer: Printer): Promise<ExitCode> {
  const folder = process.cwd();
  const ratePerSecond = numberOption(options, "rate", 1);
  const durationSeconds = numberOption(options, "duration", 1);
  const port = portOption(options, "port");
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
    const timer = setInterval(() => printer.live(progressText(printer, test, durationSeconds)), 1000);
    const result = await test.run();
    clearInterval(timer);
    printResult(printer, result);
    return isBalanced(result) ? exitCodes.success : exitCodes.failed;
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

function isBalanced({ sent, processed, redelivered, failedExecutions }: LoadResult): boolean {
  return sent === processed && redelivered === 0 && failedExecutions === 0;
}

/** The last batches are always under way; a service that takes longer for them than this has fallen behind. */
const promptSeconds = 2;

function verdict(
  printer: Printer,
  { asked, sentPerSecond, processedPerSecond, catchUpSeconds }: LoadResult,
): string {
  if (sentPerSecond < asked * 0.98)
    return `${printer.style("yellow", "▲ The rate asked was not reached:")} this machine could send ${count(sentPerSecond)} records/s`;
  if (catchUpSeconds > promptSeconds)
    return `${printer.style("yellow", "▲ The service fell behind:")} it sustained ${count(processedPerSecond)} of ${count(asked)} records/s`;
  return `${printer.style("green", "✔ The service kept up")} with ${count(asked)} records/s`;
}

function printResult(printer: Printer, result: LoadResult): void {
  const { latency } = result;
  const ms = (value: number) => `${value.toFixed(value < 100 ? 1 : 0)} ms`;
  const rows: readonly (readonly [string, string])[] = [
    ["rate asked", `${count(result.asked)} records/s`],
    ["rate sent", `${count(result.sentPerSecond)} records/s`],
    ["rate processed", `${count(result.processedPerSecond)} records/s`],
    ["behind at the last", `${count(result.behind)} records`],
    ["caught up after", seconds(result.catchUpSeconds * 1000)],
    ["latency p50", ms(latency.p50)],
    ["latency p99", ms(latency.p99)],
    ["latency p99.9", ms(latency.p999)],
    ["latency, longest", ms(latency.most)],
    ["iterator age, longest", ms(result.mostIteratorAgeMs)],
    ["processor", `${result.cores.toFixed(2)} cores`],
    ["memory, most", `${count(result.mostMemoryMb)} MiB`],
    ["sent", count(result.sent)],
    ["processed", count(result.processed)],
    ["lost", count(Math.max(0, result.sent - result.processed))],
    ["delivered again", count(result.redelivered)],
    ["failed executions", count(result.failedExecutions)],
  ];
  printer.line();
  for (const [name, value] of rows) printer.line(`  ${name.padEnd(24)}${value.padStart(20)}`);
  printer.line();
  printer.line(`  ${verdict(printer, result)}`);
  if (isBalanced(result))
    printer.line(
      `  ${printer.style("green", "✔ The books balance:")} sent = processed, none lost, none twice`,
    );
  else printer.line(`  ${printer.style("red", "✖ The books do not balance.")}`);
}
