// Which recordings there are, told apart by what stands in a row, and who holds the region to them.

import type { JsonObject } from "../../src/aws/json.ts";
import type { RecordedCase, RecordedFile } from "./case.ts";
import { type PatternRow, patternDifference, type ScheduleRow, scheduleDifference } from "./event-rows.ts";
import { type JsonataCase, jsonataDifference } from "./jsonata-case.ts";
import type { Difference } from "./match.ts";
import { type SamRow, samDifference } from "./sam-case.ts";
import type { ServiceCase } from "./services/service-case.ts";
import { serviceDifference } from "./services/service-run.ts";
import { stepFunctionsDifference } from "./step-functions.ts";

export interface CaseKind {
  readonly takes: (row: JsonObject) => boolean;
  /** A reason to skip is a difference too: what isn't run isn't known to agree. */
  readonly difference: (row: JsonObject, file: RecordedFile) => Promise<Difference | undefined>;
}

export const caseKinds: readonly CaseKind[] = [
  {
    takes: (row) => "kind" in row,
    difference: (row, { name: category }) =>
      stepFunctionsDifference({ ...(row as unknown as RecordedCase), category }),
  },
  {
    takes: (row) => "steps" in row && "service" in row,
    difference: (row) => serviceDifference(row as unknown as ServiceCase),
  },
  {
    takes: (row) => "pattern" in row && "event" in row,
    difference: (row) => patternDifference(row as unknown as PatternRow),
  },
  {
    takes: (row) => "expression" in row && "valid" in row,
    difference: (row) => scheduleDifference(row as unknown as ScheduleRow),
  },
  {
    takes: (row) => "template" in row && "expected" in row,
    difference: async (row) => samDifference(row as unknown as SamRow),
  },
  {
    takes: (row) => "expr" in row,
    difference: async (row, { folder }) => jsonataDifference(row as unknown as JsonataCase, folder),
  },
];
