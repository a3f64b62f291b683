// `millrace replay`, which is `npm start`: brings this repository's own service up as `millrace dev` does, and replays a year of
// weather through it. A command of the repository: the package has neither the service nor its data.

import { join } from "node:path";
import { consolePath } from "../console/console-routes.ts";
import { type ServiceNames, serviceNames } from "../load/ingest-watch.ts";
import { ReceiptBook } from "../load/receipt-book.ts";
import { Replay, type ReplayResult } from "../load/replay.ts";
import { registerStations } from "../load/station-registry.ts";
import { readReplayRecords } from "../load/weather-data.ts";
import { numberOption } from "./command.ts";
import type { OptionValues } from "./command-option.ts";
import { printExports } from "./dev/banner.ts";
import { projectOf, type RunningProject, withProject } from "./dev/with-project.ts";
import type { LocalRegion } from "./local-region.ts";
import type { Printer } from "./printer.ts";
import { ReplayLine } from "./progress.ts";
import { printReplaySummary } from "./replay-summary.ts";
import { type ExitCode, exitCodes } from "./usage-error.ts";

export async function replay(options: OptionValues, printer: Printer): Promise<ExitCode> {
  const ratePerSecond = numberOption(options, "rate", 0);
  const project = projectOf(process.cwd(), options);
  return withProject({ options, project, isWatched: true }, printer, async (project) => {
    const { running, stacks, interrupted } = project;
    const names = serviceNames(stacks[0]?.outputs ?? {});
    await registerStations(running.region.services.dynamodb, names.stationsTable);
    const { book, replay } = openReplay(running, names, ratePerSecond);
    project.onClosed(() => {
      replay.close();
      book.close();
    });
    const result = await runReplay(replay, project, printer);
    if (result === undefined) return exitCodes.interrupted;
    printReplaySummary(printer, result, `${running.url}${consolePath}`);
    if (options.exit === true) return result.problems.length === 0 ? exitCodes.success : exitCodes.failed;
    printNextSteps(printer, running, names);
    await interrupted;
    return exitCodes.success;
  });
}

/** The book stays open as long as the region is up. Throws DamagedFile unless a repair is under way. */
function openReplay({ region, directory, repair }: LocalRegion, names: ServiceNames, ratePerSecond: number) {
  const file = directory === undefined ? undefined : join(directory, "replay", "receipts.jsonl");
  const book = new ReceiptBook(file, repair);
  const records = readReplayRecords();
  return { book, replay: new Replay({ region, names, records, book, ratePerSecond }) };
}

async function runReplay(
  replay: Replay,
  { begin, showOnlyFailures, interrupted }: RunningProject,
  printer: Printer,
): Promise<ReplayResult | undefined> {
  // The line of the replay tells of what goes well.
  showOnlyFailures(true);
  begin();
  const line = new ReplayLine(printer, () => replay.progress());
  void interrupted.then(() => replay.stop());
  const result = await replay.run();
  line.stop();
  showOnlyFailures(false);
  return result;
}

function printNextSteps(printer: Printer, running: LocalRegion, names: ServiceNames): void {
  const { url } = running;
  printer.line();
  printer.line("The region stays up. Try, in another terminal:");
  printExports(printer, running, { AWS_PAGER: "" });
  printer.line(`  aws dynamodb scan --table-name ${names.findingsTable} --max-items 3`);
  printer.line(
    `  aws sqs receive-message --endpoint-url $AWS_ENDPOINT_URL --queue-url ${url}/000000000000/${names.deadLettersQueue}`,
  );
  printer.line(`  aws cloudwatch list-metrics --namespace AWS/States`);
  printer.line();
  printer.line("Ctrl-C stops it.");
}
