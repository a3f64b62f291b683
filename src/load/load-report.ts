// The report of a load test on this machine: what its page has to show.

import type { Plot, PlotPoint } from "../plots/line-plot.ts";
import type { LoadSample } from "./load-series.ts";
import { booksVerdict, hundredths, paceVerdict, summaryRows, whole } from "./load-summary.ts";
import type { LoadResult } from "./load-test.ts";
import { reportPage } from "./report-page.ts";

/** What the numbers were measured on. */
export interface LoadSetting {
  readonly at: Date;
  readonly processor: string;
  readonly cores: number;
  readonly node: string;
  readonly command: string;
}

export function settingText({ at, processor, cores, node }: LoadSetting): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")} UTC, ${cores} cores of ${processor}, Node.js ${node}`;
}

export function loadReport(result: LoadResult, setting: LoadSetting): string {
  return reportPage({
    title: `Load test: ${whole(result.asked)} records/s`,
    setting: settingText(setting),
    command: setting.command,
    verdicts: [paceVerdict(result), booksVerdict(result)],
    rows: summaryRows(result),
    plots: plotsOf(result),
    details: {
      title: "Second by second",
      columns: sampleColumns.map(([name]) => name),
      rows: result.samples.map((sample) => sampleColumns.map(([, value]) => value(sample))),
    },
  });
}

function plotsOf({ samples, phases }: LoadResult): readonly Plot[] {
  const x = { label: "seconds since the test began", format: hundredths };
  const bands = phases.map(({ phase, fromSeconds, toSeconds }) => ({
    ...{ from: fromSeconds, to: toSeconds, label: phase },
  }));
  const line = (label: string, value: (sample: LoadSample) => number | undefined) => ({
    label,
    points: samples.flatMap((sample): readonly PlotPoint[] => {
      const y = value(sample);
      return y === undefined ? [] : [[sample.atSeconds, y]];
    }),
  });
  const plot = (title: string, label: string, lines: Plot["lines"], scale: "linear" | "log" = "linear") => ({
    ...{ title, x, y: { label, scale, format: hundredths }, lines, bands },
  });
  return [
    plot("Throughput", "records a second", [
      line("acknowledged", ({ sentPerSecond }) => sentPerSecond),
      line("processed", ({ processedPerSecond }) => processedPerSecond),
    ]),
    plot(
      "Latency, from due to processed",
      "milliseconds",
      [
        line("p50", ({ latency }) => latency?.p50),
        line("p90", ({ latency }) => latency?.p90),
        line("p99", ({ latency }) => latency?.p99),
        line("p99.9", ({ latency }) => latency?.p999),
      ],
      "log",
    ),
    plot("Iterator age", "milliseconds, the longest", [
      line("oldest record that the pipe had not handed over", ({ iteratorAgeMs }) => iteratorAgeMs),
    ]),
    plot("Processor", "cores", [
      line("region", ({ regionCores }) => regionCores),
      line("handlers", ({ handlerCores }) => handlerCores),
      line("generator", ({ generatorCores }) => generatorCores),
    ]),
    plot("Memory", "MiB", [
      line("region, all that is resident", ({ regionMb }) => regionMb),
      line("handlers, without what is shared", ({ handlersMb }) => handlersMb),
      line("generator, likewise", ({ generatorMb }) => generatorMb),
    ]),
  ];
}

const sampleColumns: readonly (readonly [name: string, value: (sample: LoadSample) => string])[] = [
  ["seconds", ({ atSeconds }) => atSeconds.toFixed(1)],
  ["phase", ({ phase }) => phase],
  ["acknowledged/s", ({ sentPerSecond }) => whole(sentPerSecond)],
  ["processed/s", ({ processedPerSecond }) => whole(processedPerSecond)],
  ["p50 ms", ({ latency }) => tenths(latency?.p50)],
  ["p99 ms", ({ latency }) => tenths(latency?.p99)],
  ["p99.9 ms", ({ latency }) => tenths(latency?.p999)],
  ["iterator age ms", ({ iteratorAgeMs }) => tenths(iteratorAgeMs)],
  ["region cores", ({ regionCores }) => regionCores.toFixed(2)],
  ["handler cores", ({ handlerCores }) => handlerCores?.toFixed(2) ?? "–"],
  ["generator cores", ({ generatorCores }) => generatorCores?.toFixed(2) ?? "–"],
  ["region MiB", ({ regionMb }) => regionMb.toFixed(0)],
  ["handlers MiB", ({ handlersMb }) => handlersMb?.toFixed(0) ?? "–"],
  ["generator MiB", ({ generatorMb }) => generatorMb?.toFixed(0) ?? "–"],
];

function tenths(value: number | undefined): string {
  return value === undefined ? "–" : value.toFixed(1);
}
