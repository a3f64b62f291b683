// `millrace load --target aws`: drives readings into a deployed stack from this machine, and reports what CloudWatch says of them.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject } from "../aws/json.ts";
import { billFor } from "../cost/bill.ts";
import { designNamed } from "../cost/designs.ts";
import { prices, pricesOf } from "../cost/prices.ts";
import { shardLimits } from "../cost/scale.ts";
import { defaultWorkload } from "../cost/workload.ts";
import { isLoopback } from "../http-client/loopback.ts";
import { awsLoadReport } from "../load/aws/aws-load-report.ts";
import { awsBooksVerdict, awsPaceVerdict, awsSummaryRows } from "../load/aws/aws-load-summary.ts";
import { AwsLoadTest } from "../load/aws/aws-load-test.ts";
import { awsClients, closeClients } from "../load/aws/clients.ts";
import { type DeployedService, readDeployedService } from "../load/aws/deployed-service.ts";
import { producerTasks } from "../load/aws/producer-share.ts";
import { readSnippet } from "../services/cloudformation/template/template-source.ts";
import { createLoadRecords } from "../weather/load-records.ts";
import { inWordsOfAws } from "./aws-trouble.ts";
import { numberOption } from "./command.ts";
import type { OptionValues } from "./command-option.ts";
import { interruption } from "./interruption.ts";
import { loadSetting, printResult, refuseOptions, reportFile, writeReport } from "./load-output.ts";
import type { Printer } from "./printer.ts";
import { count } from "./progress.ts";
import { type ExitCode, exitCodes, UsageError } from "./usage-error.ts";

export async function loadAws(options: OptionValues, printer: Printer): Promise<ExitCode> {
  refuseOptions(options, ["data", "in-memory"], "is for a region of this machine, not for --target aws");
  const ratePerSecond = numberOption(options, "rate", 1);
  const durationSeconds = numberOption(options, "duration", 1);
  const from = senderOf(options);
  const stackName = stackNameOf(options, process.cwd());
  const report = reportFile(options, printer);
  const endpoint = endpointOf(process.env.AWS_ENDPOINT_URL);
  const clients = awsClients(endpoint?.href);
  const interrupted = interruption();
  try {
    const service = await readDeployedService(clients, stackName);
    const region = await clients.kinesis.config.region();
    const where = endpoint === undefined ? `${region} of AWS` : `${region} at ${endpoint.href}`;
    printer.line(`the stack ${stackName} in ${where}`);
    tellCost(printer, service, ratePerSecond, durationSeconds);
    if (from === "inside") tellProducers(printer, ratePerSecond, durationSeconds);
    const isFree = endpoint !== undefined && isLoopback(endpoint);
    if (!isFree && options.yes !== true)
      throw new UsageError("this test costs money at AWS, as told above", {
        hint: "give --yes to pay for it",
      });
    const test = new AwsLoadTest({ clients, service, ratePerSecond, durationSeconds, from });
    void interrupted.promise.then(() => test.stop());
    const result = await withProgress(printer, test, ratePerSecond, durationSeconds);
    const books = awsBooksVerdict(result);
    printResult(printer, awsSummaryRows(result), [awsPaceVerdict(result), books]);
    const setting = loadSetting(
      `npm run load -- --target aws --stack-name ${stackName} --rate ${ratePerSecond} --duration ${durationSeconds}${from === "inside" ? " --from inside" : ""}`,
    );
    const readings = Object.entries(result.readings).map(([name, minutes]) => [
      name,
      Object.fromEntries([...minutes].map(([at, value]) => [new Date(at).toISOString(), value])),
    ]);
    const data = { setting, service, result: { ...result, readings: Object.fromEntries(readings) } };
    writeReport(printer, report, awsLoadReport(result, setting, service, where), data);
    return books.level === "good" ? exitCodes.success : exitCodes.failed;
  } catch (error) {
    throw inWordsOfAws(error, stackName, endpoint);
  } finally {
    closeClients(clients);
    interrupted.dispose();
  }
}

async function withProgress(
  printer: Printer,
  test: AwsLoadTest,
  ratePerSecond: number,
  durationSeconds: number,
) {
  printer.line(`sending ${count(ratePerSecond)} records a second for ${durationSeconds} s …`);
  const timer = setInterval(() => {
    const { acknowledged, refused, received } = test.progress();
    printer.live(
      `acknowledged ${count(acknowledged)}  refused ${count(refused)}  received, as CloudWatch shows ${count(received)}`,
    );
  }, 5000);
  try {
    return await test.run();
  } finally {
    clearInterval(timer);
  }
}

/** As `serverless deploy` names it. Throws UsageError if nothing says how. */
function stackNameOf(options: OptionValues, folder: string): string {
  if (typeof options["stack-name"] === "string") return options["stack-name"];
  const stage = typeof options.stage === "string" ? options.stage : "dev";
  const file = join(folder, "serverless.yml");
  const written = existsSync(file) ? readSnippet(readFileSync(file, "utf8"), "serverless.yml") : undefined;
  if (isJsonObject(written) && typeof written.service === "string") return `${written.service}-${stage}`;
  throw new UsageError("there is no serverless.yml here that names the service", {
    hint: "name the stack by --stack-name, or run this where serverless.yml is",
  });
}

function senderOf({ from }: OptionValues): "here" | "inside" {
  if (from === "here" || from === "inside") return from;
  throw new UsageError(`--from takes here or inside, not "${String(from)}"`);
}

function endpointOf(text: string | undefined): URL | undefined {
  if (text === undefined || text === "") return undefined;
  if (URL.canParse(text)) return new URL(text);
  throw new UsageError(`AWS_ENDPOINT_URL takes a URL, not "${text}"`);
}

function tellCost(printer: Printer, service: DeployedService, rate: number, seconds: number): void {
  const workload = {
    ...defaultWorkload,
    recordsPerSecond: rate,
    bytes: createLoadRecords()(0).data.length,
    stream: service.onDemand ? "on-demand" : "provisioned",
  } as const;
  const { usd } = billFor(workload, designNamed("express-batch"), seconds / 3600);
  printer.line(
    `${count(rate)} records a second for ${seconds} s cost about $${usd.toFixed(usd < 1 ? 4 : 2)} at AWS ` +
      `(${pricesOf.region}, prices of ${pricesOf.date}), shards for as long included`,
  );
  const most = service.shards * shardLimits.recordsPerSecond;
  if (!service.onDemand && rate > most)
    printer.warning(
      `the stream's ${service.shards} shards take ${count(most)} records a second; the rest is refused`,
    );
}

/** What the functions that send cost is little beside the rest. */
function tellProducers(printer: Printer, rate: number, seconds: number): void {
  const { length } = producerTasks(rate, seconds, 0);
  const [{ usd }] = prices.lambdaArmDuration.tiers;
  const cost = (length * seconds * usd).toFixed(4);
  printer.line(
    `${length === 1 ? "a function sends" : `${length} functions send`} them from inside, for $${cost} more, in the stack ` +
      "that is put up for the test and taken away after it",
  );
}
