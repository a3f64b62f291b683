// A day's findings in figures, and in the words of the message that tells of them. The Glue job computes the same on AWS
// (jobs/summarise_day.py); a test holds the two together.

import * as z from "zod";

/** What the table of findings holds, in those members that count. */
export interface DayFinding {
  readonly stationId: string;
  readonly condition: string;
  readonly severity: string;
  readonly observedAt: string;
}

const counts = z.record(z.string(), z.number().int().nonnegative());

export const daySummarySchema = z.object({
  day: z.iso.date(),
  findings: z.number().int().nonnegative(),
  bySeverity: counts,
  byCondition: counts,
  byStation: counts,
});

export type DaySummary = Readonly<z.infer<typeof daySummarySchema>>;

/** Findings of other days are passed over. */
export function summariseDay(findings: Iterable<DayFinding>, day: string): DaySummary {
  const summary = { day, findings: 0, bySeverity: {}, byCondition: {}, byStation: {} };
  for (const { observedAt, severity, condition, stationId } of findings) {
    if (!observedAt.startsWith(day)) continue;
    summary.findings++;
    count(summary.bySeverity, severity);
    count(summary.byCondition, condition);
    count(summary.byStation, stationId);
  }
  return summary;
}

function count(tally: Record<string, number>, name: string): void {
  tally[name] = (Object.hasOwn(tally, name) ? (tally[name] as number) : 0) + 1;
}

/** How many items a table holds. */
export interface TableCount {
  readonly table: string;
  readonly items: number;
}

export function wordDaySummary(
  summary: DaySummary,
  tables: readonly TableCount[],
): { readonly subject: string; readonly message: string } {
  const { day, findings, bySeverity, byCondition, byStation } = summary;
  return {
    subject: `Weather of ${day}: ${findings} ${findings === 1 ? "finding" : "findings"}`,
    message: [
      `Severity: ${listed(bySeverity)}.`,
      `Conditions: ${listed(byCondition)}.`,
      `Stations: ${listed(byStation)}.`,
      `The tables hold: ${tables.map(({ table, items }) => `${table} ${items}`).join(", ")}.`,
    ].join("\n"),
  };
}

/** The most frequent first. */
function listed(tally: Readonly<Record<string, number>>): string {
  const entries = Object.entries(tally).sort(([, left], [, right]) => right - left);
  return entries.length === 0 ? "none" : entries.map(([name, times]) => `${name} ${times}`).join(", ");
}
