// Timestamps as Amazon States Language wants them: RFC 3339 with an upper-case T, and a Z or a numeric offset.

import { type Check, expected } from "./check.ts";

const shape =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

export const timestamp: Check = (value, place) => {
  if (typeof value !== "string") return expected("String", value, place);
  if (isTimestamp(value)) return;
  place.machine.findings.schema(
    place.path,
    "String does not match RFC3339 timestamp",
    "Write it like 2026-03-14T01:59:00Z or 2026-03-14T01:59:00+02:00.",
  );
};

function isTimestamp(value: string): boolean {
  const [, year, month, day] = shape.exec(value)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  // Day 0 of the next month is the last of this one.
  return (
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()
  );
}
