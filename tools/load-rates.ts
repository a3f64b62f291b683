// The tables of `npm run load:table`: what a load test gave at several rates, the highest rate for numbers of cores, which it looks for,
// and what a model makes of the processor time of each part for more of them.

import { booksVerdict, microsecondsARecord, paceVerdict, whole } from "../src/load/load-summary.ts";
import type { LoadResult } from "../src/load/load-test.ts";
import { markdownTable } from "../test/bench/table.ts";

const modelled = [1, 2, 4, 8, 16];
/** A search ends when the highest rate is known to a twentieth. */
const closeEnough = 1.05;
const firstRate = 10_000;
const growth = 1.4;
/** A rate that was missed is followed by a little less than what was processed meanwhile. */
const below = 0.95;

/** One run at a rate. Undefined if the load test ended without a report, as it does where it can't even begin. */
export type Load = (rate: number) => LoadResult | undefined;

export interface Rate {
  readonly asked: number;
  readonly result: LoadResult | undefined;
}

export interface Highest {
  readonly cores: number;
  /** Of the highest rate that was sustained, if one was, and if the machine has as many cores. */
  readonly result: LoadResult | undefined;
}

/**
 * Begins with a low rate and what the processor time of its records allows, and comes nearer until the rates that were sustained and
 * missed are close, or `isOver` tells that there is no time for another run.
 */
export function highestRate(cores: number, load: Load, isOver: () => boolean): LoadResult | undefined {
  let sustained: LoadResult | undefined;
  let missed = Number.POSITIVE_INFINITY;
  for (let rate = firstRate; ; ) {
    const result = load(rate);
    const isFirst = sustained === undefined;
    if (result !== undefined && isSustained(result)) sustained = result;
    else missed = rate;
    const lowest = sustained?.asked ?? 0;
    if (isOver() || missed <= Math.max(1, lowest) * closeEnough) return sustained;
    const wanted = missed === rate ? (result?.processedPerSecond ?? 0) * below : rate * growth;
    const allowed = (cores * 1e6) / ((result && microsecondsARecord(result)) ?? Number.POSITIVE_INFINITY);
    const next = Math.round(isFirst && missed !== rate ? Math.max(wanted, allowed) : wanted);
    rate = next > lowest && next < missed ? next : Math.round((lowest + missed) / 2);
  }
}

function isSustained(result: LoadResult): boolean {
  return paceVerdict(result).level === "good" && booksVerdict(result).level === "good";
}

export function ratesTable(rates: readonly Rate[]): string {
  return markdownTable(
    [
      ...["records/s asked", "sustained", "lost", "p50, ms", "p99, ms", "p99.9, ms"],
      ...["µs a record", "memory in all, MiB"],
    ],
    "rrrrrrrr",
    rates.map(({ asked, result }) => [
      whole(asked),
      ...(result === undefined ? unreported : figures(result)),
    ]),
  );
}

const unreported = ["ended without a report", "", "", "", "", "", ""];

function figures(result: LoadResult): readonly string[] {
  return [
    ...[whole(result.processedPerSecond), whole(Math.max(0, result.sent - result.processed))],
    ...[result.latency.p50, result.latency.p99, result.latency.p999].map(whole),
    ...[microsecondsText(result), whole(result.mostMemoryMb)],
  ];
}

export function coresTable(highest: readonly Highest[], machine: number): string {
  const least = highest.find(({ result }) => result !== undefined)?.result?.asked ?? Number.NaN;
  return markdownTable(
    ["cores", "highest rate sustained", "of the first", "p99, ms", "µs a record"],
    "rrrrr",
    highest.map(({ cores, result }) => {
      if (result === undefined)
        return [String(cores), cores > machine ? tooFew(machine) : "none that was tried", "", "", ""];
      const { asked, latency } = result;
      const ratio = `${(asked / least).toFixed(2)} x`;
      return [String(cores), whole(asked), ratio, whole(latency.p99), microsecondsText(result)];
    }),
  );
}

/** From what each part took of the processor at the highest rate on the fewest cores, where nothing waits for another core. */
export function modelTable(highest: readonly Highest[], machine: number): string {
  const fewest = highest.find(({ result }) => result !== undefined)?.result;
  return markdownTable(
    ["cores, by the model", "records/s", "measured"],
    "rrr",
    modelled.map((cores) => {
      const model = fewest === undefined ? "unknown" : whole(modelledRate(fewest, cores));
      const measured = highest.find((each) => each.cores === cores)?.result;
      return [
        String(cores),
        model,
        measured ? whole(measured.asked) : cores > machine ? tooFew(machine) : "",
      ];
    }),
  );
}

function tooFew(machine: number): string {
  return `this machine has ${machine}`;
}

function microsecondsText(result: LoadResult): string {
  return microsecondsARecord(result)?.toFixed(2) ?? "unknown";
}

/** All processors together have so much time for a record; and the region's thread has one core at most. */
function modelledRate(result: LoadResult, cores: number): number {
  const all = microsecondsARecord(result) ?? Number.NaN;
  const mainThread = (result.processorSeconds.mainThread * 1e6) / result.processed;
  return Math.min((cores * 1e6) / all, 1e6 / mainThread);
}
