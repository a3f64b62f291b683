// A load test as a page that needs nothing from elsewhere: its verdicts, its table, and plots of what it was like over time.

import { escapeXml } from "../aws/escape-xml.ts";
import { type Plot, renderPlot } from "../plots/line-plot.ts";
import type { Verdict } from "./load-summary.ts";

export type SummaryRow = readonly [name: string, value: string];

export interface ReportContent {
  readonly title: string;
  /** What the numbers were measured on, and by which command. */
  readonly setting: string;
  readonly command: string;
  readonly verdicts: readonly Verdict[];
  readonly rows: readonly SummaryRow[];
  readonly plots: readonly Plot[];
  readonly details: {
    readonly title: string;
    readonly columns: readonly string[];
    readonly rows: readonly (readonly string[])[];
  };
}

export function reportPage({
  title,
  setting,
  command,
  verdicts,
  rows,
  plots,
  details,
}: ReportContent): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeXml(title)}</title><style>${style}</style></head><body>`,
    `<h1>${escapeXml(title)}</h1>`,
    `<p class="setting">${escapeXml(setting)}<br><code>${escapeXml(command)}</code></p>`,
    ...verdicts.map(verdictElement),
    '<main><table class="summary"><tbody>',
    ...rows.map(
      ([name, value]) => `<tr><th scope="row">${escapeXml(name)}</th><td>${escapeXml(value)}</td></tr>`,
    ),
    '</tbody></table><div class="plots">',
    ...plots.map((plot) => renderPlot(plot)),
    "</div></main>",
    ...detailsElement(details),
    "</body></html>",
    "",
  ].join("\n");
}

function verdictElement({ level, sign, head, rest }: Verdict): string {
  return `<p class="verdict ${level}"><strong>${sign} ${escapeXml(head)}</strong> ${escapeXml(rest)}</p>`;
}

function detailsElement({ title, columns, rows }: ReportContent["details"]): readonly string[] {
  const cells = (tag: string, texts: readonly string[]) =>
    `<tr>${texts.map((text) => `<${tag}>${escapeXml(text)}</${tag}>`).join("")}</tr>`;
  return [
    `<details><summary>${escapeXml(title)}</summary><table><thead>`,
    cells("th", columns),
    "</thead><tbody>",
    ...rows.map((row) => cells("td", row)),
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
