// `millrace start`: brings the region up, replays a year of weather through the service, and stays up until Ctrl-C.

import { join } from "node:path";
import { ReceiptBook } from "../load/receipt-book.ts";
import { Replay, type ReplayResult } from "../load/replay.ts";
import { readReplayRecords } from "../load/weather-data.ts";
import { Repair } from "../storage/damage.ts";
import { numberOption, type OptionValues, portOption } from "./command.ts";
import { interruption } from "./interruption.ts";
import {
  dataFolder,
  type LocalService,
  openLocalService,
  printWarnings,
  resetData,
  usageErrorOf,
} from "./local-service.ts";
import { printDamage } from "./print-damage.ts";
import type { Printer } from "./printer.ts";
import { ReplayLine } from "./progress.ts";
import { printReplaySummary } from "./replay-summary.ts";
import { watchTrouble } from "./trouble.ts";
import { type ExitCode, exitCodes } from "./usage-error.ts";

const dayMs = 86_400_000;

export async function start(options: OptionValues, printer: Printer): Promise<ExitCode> {
  const folder = process.cwd();
  const port = portOption(options, "port");
  const rate = numberOption(options, "rate", 0);
  const data = dataFolder(folder, options.data as string | undefined);
  const directory = options["in-memory"] === true ? undefined : data;
  if (options.reset === true) resetData(data);

  const startedAt = performance.now();
  printer.line("millrace: packaging the service in serverless.yml …");
  const retentionMs = numberOption(options, "retention", 1) * dayMs;
  const repair = options.repair === true ? new Repair(printDamage(printer)) : undefined;
  const service = await openLocalService({ folder, port, directory, retentionMs, repair, printer });
  const interrupted = interruption();
  let trouble: ReturnType<typeof watchTrouble> | undefined;
  let replaying: Replaying | undefined;
  try {
    printBanner(printer, service, { directory, startedAt });
    trouble = watchTrouble(service.region, printer);
    replaying = openReplay(service, { directory, rate, repair });
    const result = await runReplay(replaying.replay, { service, printer, interrupted });
    if (result === undefined) return exitCodes.interrupted;
    printReplaySummary(printer, result);
    if (options.exit === true) return result.problems.length === 0 ? exitCodes.success : exitCodes.failed;
    printNextSteps(printer, service);
    await interrupted.promise;
    return exitCodes.success;
  } catch (error) {
    throw usageErrorOf(error);
  } finally {
    printer.line("stopping …");
    trouble?.stop();
    await service.close();
    replaying?.replay.close();
    replaying?.book.close();
    interrupted.dispose();
  }
}

interface Replaying {
  readonly replay: Replay;
  readonly book: ReceiptBook;
}

interface ReplayOptions {
  readonly directory: string | undefined;
  readonly rate: number;
  readonly repair: Repair | undefined;
}

/** The book stays open as long as the region is up. Throws DamagedFile unless a repair is under way. */
function openReplay({ region, names }: LocalService, { directory, rate, repair }: ReplayOptions): Replaying {
  const file = directory === undefined ? undefined : join(directory, "replay", "receipts.jsonl");
  const book = new ReceiptBook(file, repair);
  const records = readReplayRecords();
  return { book, replay: new Replay({ region, names, records, book, ratePerSecond: rate }) };
}

interface ReplayRun {
  readonly service: LocalService;
  readonly printer: Printer;
  readonly interrupted: ReturnType<typeof interruption>;
}

async function runReplay(
  replay: Replay,
  { service, printer, interrupted }: ReplayRun,
): Promise<ReplayResult | undefined> {
  service.region.start();
  const line = new ReplayLine(printer, () => replay.progress());
  void interrupted.promise.then(() => replay.stop());
  const result = await replay.run();
  line.stop();
  return result;
}

function printBanner(
  printer: Printer,
  { url, region, deployed }: LocalService,
  { directory, startedAt }: { readonly directory: string | undefined; readonly startedAt: number },
): void {
  const { states, kinesis: streams, lambda: functions } = region.services;
  const machines = states.machines.list({}).items.map((machine) => machine.name);
  const kept = [...deployed.resources.values()].filter(({ type }) => type.startsWith("AWS::IAM::")).length;
  const unenforced = [...deployed.unenforced.values()].reduce((sum, each) => sum + each, kept);
  printer.line(`millrace is ready in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  printer.line();
  printer.line(`  API        ${printer.style("cyan", url)}  (any credentials)`);
  printer.line(
    `  Data       ${directory ?? "in memory"}${directory === undefined ? "" : "  (start afresh with --reset)"}`,
  );
  const { executions: recovered, late, problems } = region.services.states.recovery;
  if (recovered > 0) {
    const what = recovered === 1 ? "execution that was" : "executions that were";
    printer.line(`  Recovered  ${recovered} ${what} open when the region went down`);
  }
  for (const arn of late) printer.line(`  Taking up  ${arn}, which takes long, while the region is at work`);
  for (const problem of problems) printer.warning(`not recovered: ${problem}`);
  for (const absence of region.services.cloudformation.absences)
    printer.warning(`not put up again: ${absence}`);
  printer.line(`  Machines   ${machines.join(", ")}`);
  printer.line(`  Streams    ${streams.all.map((stream) => stream.name).join(", ")}`);
  printer.line(
    `  Functions  ${functions
      .list()
      .map((each) => each.functionName)
      .join(", ")}`,
  );
  printer.line(`  Not local  ${unenforced} roles and policies: permissions are not enforced here`);
  printer.line();
  printWarnings(deployed, printer);
}

function printNextSteps(printer: Printer, { url, names }: LocalService): void {
  printer.line();
  printer.line("The region stays up. Try, in another terminal:");
  printer.line(`  export AWS_ENDPOINT_URL=${url} AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1`);
  printer.line("  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local");
  printer.line("  export AWS_DISABLE_HOST_PREFIX_INJECTION=true AWS_PAGER=");
  printer.line(`  aws dynamodb scan --table-name ${names.findingsTable} --max-items 3`);
  printer.line(`  aws sqs receive-message --queue-url ${url}/000000000000/${names.deadLettersQueue}`);
  printer.line(`  aws cloudwatch list-metrics --namespace AWS/States`);
  printer.line();
  printer.line("Ctrl-C stops it.");
}
