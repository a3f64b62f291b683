// A load test as a page that needs nothing from elsewhere: its verdict, its table, and plots of what it was like over time.

import { escapeXml } from "../aws/escape-xml.ts";
import { type Plot, type PlotPoint, renderPlot } from "../plots/line-plot.ts";
import type { LoadSample } from "./load-series.ts";
import { booksVerdict, paceVerdict, summaryRows, type Verdict } from "./load-summary.ts";
import type { LoadResult } from "./load-test.ts";

/** What the numbers were measured on. */
export interface LoadSetting {
  readonly at: Date;
  readonly processor: string;
  readonly cores: number;
  readonly node: string;
  readonly command: string;
}

export function loadReport(result: LoadResult, setting: LoadSetting): string {
  const { at, processor, cores, node, command } = setting;
  const title = `Load test: ${Math.round(result.asked).toLocaleString("en-US")} records/s`;
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeXml(title)}</title><style>${style}</style></head><body>`,
    `<h1>${escapeXml(title)}</h1>`,
    `<p class="setting">${escapeXml(`${at.toISOString().slice(0, 16).replace("T", " ")} UTC, ${cores} cores of ${processor}, Node.js ${node}`)}<br><code>${escapeXml(command)}</code></p>`,
    ...[paceVerdict(result), booksVerdict(result)].map(verdictElement),
    '<main><table class="summary"><tbody>',
    ...summaryRows(result).map(
      ([name, value]) => `<tr><th scope="row">${escapeXml(name)}</th><td>${escapeXml(value)}</td></tr>`,
    ),
    '</tbody></table><div class="plots">',
    ...plotsOf(result).map((plot) => renderPlot(plot)),
    "</div></main>",
    ...samplesElement(result.samples),
    "</body></html>",
    "",
  ].join("\n");
}

function verdictElement({ level, sign, head, rest }: Verdict): string {
  return `<p class="verdict ${level}"><strong>${sign} ${escapeXml(head)}</strong> ${escapeXml(rest)}</p>`;
}

const number = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: 2 });

function plotsOf({ samples, phases }: LoadResult): readonly Plot[] {
  const x = { label: "seconds since the test began", format: number };
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
    ...{ title, x, y: { label, scale, format: number }, lines, bands },
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
      line("region, with the generator", ({ regionCores }) => regionCores),
      line("handlers", ({ handlerCores }) => handlerCores),
    ]),
    plot("Memory, resident", "MiB", [
      line("region, with the generator", ({ regionMb }) => regionMb),
      line("handlers", ({ handlersMb }) => handlersMb),
    ]),
  ];
}

const sampleColumns: readonly (readonly [name: string, value: (sample: LoadSample) => string])[] = [
  ["seconds", ({ atSeconds }) => atSeconds.toFixed(1)],
  ["phase", ({ phase }) => phase],
  ["acknowledged/s", ({ sentPerSecond }) => number(Math.round(sentPerSecond))],
  ["processed/s", ({ processedPerSecond }) => number(Math.round(processedPerSecond))],
  ["p50 ms", ({ latency }) => tenths(latency?.p50)],
  ["p99 ms", ({ latency }) => tenths(latency?.p99)],
  ["p99.9 ms", ({ latency }) => tenths(latency?.p999)],
  ["iterator age ms", ({ iteratorAgeMs }) => tenths(iteratorAgeMs)],
  ["region cores", ({ regionCores }) => regionCores.toFixed(2)],
  ["handler cores", ({ handlerCores }) => handlerCores?.toFixed(2) ?? "–"],
  ["region MiB", ({ regionMb }) => regionMb.toFixed(0)],
  ["handlers MiB", ({ handlersMb }) => handlersMb?.toFixed(0) ?? "–"],
];

function tenths(value: number | undefined): string {
  return value === undefined ? "–" : value.toFixed(1);
}

function samplesElement(samples: readonly LoadSample[]): readonly string[] {
  const cells = (tag: string, texts: readonly string[]) =>
    `<tr>${texts.map((text) => `<${tag}>${escapeXml(text)}</${tag}>`).join("")}</tr>`;
  return [
    "<details><summary>Second by second</summary><table><thead>",
    cells(
      "th",
      sampleColumns.map(([name]) => name),
    ),
    "</thead><tbody>",
    ...samples.map((sample) =>
      cells(
        "td",
        sampleColumns.map(([, value]) => value(sample)),
      ),
    ),
    "</tbody></table></details>",
  ];
}

const style = `
:root { color-scheme: light dark; --ink: #1f2933; --faint: #5f6c7b; --ground: #fff; --line: #d5dae0; --good: #15703a; --warning: #8a5a00; --bad: #b42318; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e7eb; --faint: #9aa5b1; --ground: #14181d; --line: #323f4b; --good: #4cc38a; --warning: #f0b429; --bad: #ff8b7e; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 1700px; padding: 0 1rem; color: var(--ink); background: var(--ground); }
h1 { font-size: 1.5rem; margin: 0; }
.setting { color: var(--faint); }
.verdict { margin: .2rem 0; }
.good strong { color: var(--good); }
.warning strong { color: var(--warning); }
.bad strong { color: var(--bad); }
main { display: flex; flex-wrap: wrap; gap: 2rem; margin-top: 1.5rem; align-items: flex-start; }
.plots { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 1rem; flex: 1 1 640px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .15rem .75rem; border-bottom: 1px solid var(--line); text-align: right; font-weight: normal; }
.summary th { text-align: left; color: var(--faint); padding-left: 0; }
.plot { max-width: 100%; height: auto; fill: var(--ink); }
.plot .tick, .plot .label, .plot text.band { fill: var(--faint); }
.plot .grid { stroke: var(--line); }
details { margin-top: 1.5rem; overflow-x: auto; }
`;
