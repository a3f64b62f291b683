// How many failed items a distributed Map tolerates. https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html,
// "Tolerated failure threshold": crossing either threshold fails the Map; with neither, the first failure does.

import { statesError } from "../error-names.ts";
import { Failure } from "../failure.ts";
import type { MapRunLimits } from "./map-runner.ts";

/** What a Map Run fails with. */
export function intolerable(): Failure {
  return new Failure(
    statesError.exceedToleratedFailureThreshold,
    "The specified tolerated failure threshold was exceeded",
  );
}

export function isIntolerable(
  failed: number,
  total: number,
  { toleratedFailureCount: count, toleratedFailurePercentage: percentage }: MapRunLimits,
): boolean {
  if (failed === 0) return false;
  if (count === 0 && percentage === 0) return true;
  if (count > 0 && failed > count) return true;
  return percentage > 0 && (failed / total) * 100 > percentage;
}
