// Fields that hold a timestamp.

import { parseTimestamp } from "../timestamp.ts";
import { type Check, expected } from "./check.ts";

export const timestamp: Check = (value, place) => {
  if (typeof value !== "string") return expected("String", value, place);
  if (parseTimestamp(value) !== undefined) return;
  place.machine.findings.schema(
    place.path,
    "String does not match RFC3339 timestamp",
    "Write it like 2026-03-14T01:59:00Z or 2026-03-14T01:59:00+02:00.",
  );
};
