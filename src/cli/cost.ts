// `millrace cost`: what the service costs on AWS at a rate, by the ways to run it, and what of AWS's quotas it takes.

import { type Bill, billFor, monthHours } from "../cost/bill.ts";
import { breakEvens } from "../cost/break-even.ts";
import { type Design, designs } from "../cost/designs.ts";
import { obstaclesTo } from "../cost/obstacles.ts";
import { pricesOf } from "../cost/prices.ts";
import { quotaUses } from "../cost/quotas.ts";
import { scaleFor } from "../cost/scale.ts";
import { defaultWorkload, mostBytes, type Workload } from "../cost/workload.ts";
import { columns } from "./columns.ts";
import { type Command, numberOption } from "./command.ts";
import type { OptionValues } from "./command-option.ts";
import { outputFormat, outputOption } from "./output-option.ts";
import type { Printer } from "./printer.ts";
import { exitCodes, UsageError } from "./usage-error.ts";

/** What a pipe waits for at most, and how long Lambda lets a function run. */
const mostWindowSeconds = 300;
const mostInvocationMs = 900_000;

function number(name: keyof Workload, value: string, summary: string) {
  return { type: "string", value, default: String(defaultWorkload[name]), summary } as const;
}

export const costCommand: Command = {
  name: "cost",
  summary: "what the weather service costs on AWS at a rate, and what of AWS's quotas it takes",
  examples: [
    "millrace cost --rate 100000",
    "millrace cost --rate 5000 --batch 100 --bytes 1000 --findings 0.01",
    "millrace cost --rate 100000 --hours 1 --output json",
  ],
  options: {
    rate: number("recordsPerSecond", "N", "records a second, all the time"),
    batch: number("batch", "N", "records that a batch has at most"),
    window: number("windowSeconds", "S", "seconds for which the pipe waits for them"),
    parallelization: number("parallelization", "N", "batches of a shard at once, 1 to 10"),
    bytes: number("bytes", "N", "bytes of a record's data"),
    findings: number("findings", "SHARE", "share of the records that show a finding"),
    repeated: number("repeated", "SHARE", "share of the findings that were announced before"),
    rejected: number("rejected", "SHARE", "share of the records that are no readings"),
    severe: number("severe", "SHARE", "share of the new findings that somebody approves"),
    headroom: number("headroom", "SHARE", "capacity of the stream above the rate"),
    "invocation-ms": number("invocationMs", "MS", "what an invocation takes by itself"),
    "record-ms": number("recordMs", "MS", "what it takes for each record"),
    stream: number("stream", "provisioned|on-demand", "mode of the stream"),
    "pipes-count": number("pipesCount", "batch|record", "what EventBridge Pipes counts in pieces of 64 KB"),
    hours: { type: "string", value: "N", default: String(monthHours), summary: "hours to pay for" },
    output: outputOption,
  },
  run: async (options, printer) => {
    const workload = workloadOf(options);
    const hours = above0(options, "hours", 1e6);
    const bills = designs.map((design) => billFor(workload, design, hours));
    if (outputFormat(options) === "text") print(printer, workload, hours, bills);
    else printer.line(JSON.stringify(account(workload, hours, bills)));
    return exitCodes.success;
  },
};

function workloadOf(options: OptionValues): Workload {
  return {
    recordsPerSecond: above0(options, "rate", 1e9),
    batch: whole(options, "batch", 10_000),
    windowSeconds: upTo(options, "window", mostWindowSeconds),
    parallelization: whole(options, "parallelization", 10),
    bytes: whole(options, "bytes", mostBytes),
    findings: share(options, "findings"),
    repeated: share(options, "repeated"),
    rejected: share(options, "rejected"),
    severe: share(options, "severe"),
    headroom: upTo(options, "headroom", 100),
    invocationMs: upTo(options, "invocation-ms", mostInvocationMs),
    recordMs: upTo(options, "record-ms", mostInvocationMs),
    stream: word(options, "stream", ["provisioned", "on-demand"]),
    pipesCount: word(options, "pipes-count", ["batch", "record"]),
  };
}

function above0(options: OptionValues, name: string, most: number): number {
  const value = upTo(options, name, most);
  if (value > 0) return value;
  throw new UsageError(`--${name} takes a number above 0, not "${options[name]}"`);
}

function upTo(options: OptionValues, name: string, most: number): number {
  const value = numberOption(options, name, 0);
  if (value <= most) return value;
  throw new UsageError(`--${name} takes a number up to ${count(most)}, not "${options[name]}"`);
}

function whole(options: OptionValues, name: string, most: number): number {
  const value = numberOption(options, name, 1);
  if (Number.isInteger(value) && value <= most) return value;
  throw new UsageError(`--${name} takes a whole number from 1 to ${most}, not "${options[name]}"`);
}

function share(options: OptionValues, name: string): number {
  const value = numberOption(options, name, 0);
  if (value <= 1) return value;
  throw new UsageError(`--${name} takes a share from 0 to 1, not "${options[name]}"`);
}

function word<Word extends string>(options: OptionValues, name: string, words: readonly Word[]): Word {
  const found = words.find((each) => each === options[name]);
  if (found !== undefined) return found;
  throw new UsageError(`--${name} takes ${words.join(" or ")}, not "${options[name]}"`);
}

function account(workload: Workload, hours: number, bills: readonly Bill[]) {
  const scale = scaleFor(workload);
  return {
    prices: pricesOf,
    workload,
    hours,
    bills: bills.map(({ design, ...bill }) => ({
      ...{ design: design.name, ...bill },
      obstacles: obstaclesTo(workload, design),
    })),
    breakEvens: breakEvens(workload),
    scale,
    quotas: quotaUses(scale, workload).map(({ quota: { name, value, unit, raisable }, need, fits }) => ({
      ...{ name, value, unit, raisable, need, fits },
    })),
  };
}

function print(printer: Printer, workload: Workload, hours: number, bills: readonly Bill[]): void {
  const scale = scaleFor(workload);
  const of = hours === monthHours ? "a month of 730 hours" : `${count(hours)} hours`;
  printer.line(
    `${count(workload.recordsPerSecond)} records/s of ${count(workload.bytes)} bytes, batches of ${count(scale.recordsOfBatch)}: USD for ${of} in ${pricesOf.region}, prices of ${pricesOf.date}`,
  );
  printer.line();
  const width = printer.width === undefined ? undefined : printer.width - 2;
  for (const line of columns(billRows(bills), { width, names: [0] })) printer.line(`  ${line}`);
  printer.line();
  for (const { design } of bills) printObstacles(printer, workload, design);
  for (const { what, at, unit } of breakEvens(workload)) printer.line(`  ${count(at)} ${unit}: ${what}`);
  printer.line();
  printer.line("  What Express per batch takes of AWS's quotas:");
  const uses = quotaUses(scale, workload).map(({ quota, need, fits }) => [
    fits ? "✔" : quota.raisable ? "▲ have it raised" : "✖ too much",
    quota.name,
    `${count(need)} of ${count(quota.value)} ${quota.unit}`,
  ]);
  for (const line of columns(uses, { width, names: [1] })) printer.line(`  ${line}`);
}

function billRows(bills: readonly Bill[]): readonly (readonly string[])[] {
  const services = [...new Set(bills.flatMap(({ lines }) => lines.map(({ service }) => service)))];
  const usdOf = (bill: Bill, service: string) =>
    bill.lines.filter((line) => line.service === service).reduce((sum, { usd }) => sum + usd, 0);
  const rows: (readonly [string, ...string[]])[] = [
    ...services.map((service) => [service, ...bills.map((bill) => dollars(usdOf(bill, service)))] as const),
    ["in all", ...bills.map(({ usd }) => dollars(usd))],
    ["a million records", ...bills.map(({ usdPerMillionRecords }) => dollars(usdPerMillionRecords))],
  ].map(([name = "", ...cells]) => [name, ...cells] as const);
  const widths = bills.map(({ design }, at) =>
    Math.max(design.title.length, ...rows.map((row) => row[at + 1]?.length ?? 0)),
  );
  return [["", ...bills.map(({ design }) => design.title)], ...rows].map(([name = "", ...cells]) => [
    name,
    ...cells.map((cell, at) => cell.padStart(widths[at] ?? 0)),
  ]);
}

function printObstacles(printer: Printer, workload: Workload, design: Design): void {
  for (const { what, need, quota, unit } of obstaclesTo(workload, design))
    printer.line(
      `  ▲ ${design.title}: ${count(need)}${unit} ${what}, of which AWS gives ${count(quota)}${unit}`,
    );
}

function dollars(value: number): string {
  const digits = value >= 1 || value === 0 ? 2 : 4;
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function count(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: value < 10 ? 2 : value < 1000 ? 1 : 0 });
}
