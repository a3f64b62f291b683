// How the benchmark prints a row for a person, and the tables of the documentation, which are written from one run.

import type { BenchRow } from "./bench-row.ts";

export function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(3);
}

export function tableRow(cells: readonly string[]): string {
  const [name = "", ...figures] = cells;
  return [name.padEnd(50), ...figures.map((cell) => cell.padStart(14))].join("  ");
}

export function spreadText([low, high]: BenchRow["spread"]): string {
  return low === high ? "" : `${figure(low)}..${figure(high)}`;
}

/** Every row, as docs/speed.md has them. */
export function wholeTable(rows: readonly BenchRow[]): string {
  return markdownTable(
    ["what", "Millrace", "peer", "ratio", "spread", "unit", "beside"],
    "lrrrrll",
    rows.map(({ name, millrace, peer, ratio, spread, unit, peerName }) => [
      ...[name, figure(millrace), figure(peer), `${figure(ratio)} x`, spreadText(spread), unit, peerName],
    ]),
  );
}

/** Of each kind what a reader asks for first, as README has them. */
const foremost: readonly RegExp[] = [
  /^five states, one async task$/,
  /^Map of 100 Pass states$/,
  /^JSONata/,
  /^events matched, rules: 10000$/,
  /^StartSyncExecution/,
  /Records .*over HTTP$/,
  /^an invocation with an empty event, and back$/,
  /^(puts|gets|queries .*) over HTTP, 32 callers$/,
  /^durable /,
  /^recovery of 100,000 /,
];

export function foremostTable(rows: readonly BenchRow[]): string {
  const chosen = rows.filter(({ name }) => foremost.some((pattern) => pattern.test(name)));
  return markdownTable(
    ["what", "Millrace", "beside", "ratio"],
    "lrlr",
    chosen.map(({ name, millrace, peer, peerName, ratio, unit }) => [
      ...[name, `${rounded(millrace)} ${unit}`, `${peerName}: ${rounded(peer)}`, `${figure(ratio)} x`],
    ]),
  );
}

/** The text with this table in the place of the one whose head begins like it. Throws if there is none. */
export function withTable(text: string, table: string): string {
  const lines = text.split("\n");
  // Two columns tell which table it is; others may have been added since.
  const head = table.split("|", 3).join("|");
  const from = lines.findIndex((line) => line.startsWith(head));
  if (from < 0) throw new Error(`there is no table that begins with ${head.trim()}`);
  const length = lines.slice(from).findIndex((line) => !line.startsWith("|"));
  return lines.toSpliced(from, length < 0 ? lines.length : length, ...table.split("\n")).join("\n");
}

function rounded(value: number): string {
  return value >= 100 ? figure(Number(value.toPrecision(3))) : figure(value);
}

/** `alignment` has a letter for each column, l or r. */
export function markdownTable(
  head: readonly string[],
  alignment: string,
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = Array.from(alignment, (side) => (side === "r" ? "---:" : "---"));
  return [head, rule, ...rows].map(line).join("\n");
}
