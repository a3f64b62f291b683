// When a failed state is tried again. ASL spec, "Retrying After Error": the wait grows by BackoffRate with every retry of
// the same retrier, MaxDelaySeconds caps it, and full jitter then takes a random part of it.

import type { CompiledRetrier } from "../asl/compile/compiled-machine.ts";
import { matchesError } from "./error-names.ts";
import type { Failure } from "./failure.ts";
import type { Random } from "./seams.ts";
import type { Strand } from "./strand.ts";

/** The wait before the next attempt, which is counted here; undefined if there is none. */
export function retryDelayMs(
  strand: Strand,
  retriers: readonly CompiledRetrier[],
  failure: Failure,
): number | undefined {
  const index = retriers.findIndex(({ errorEquals }) => matchesError(errorEquals, failure));
  const retrier = retriers[index];
  if (retrier === undefined) return undefined;
  strand.retries ??= retriers.map(() => 0);
  const retried = strand.retries[index] ?? 0;
  if (retried >= retrier.maxAttempts) return undefined;
  strand.retries[index] = retried + 1;
  strand.retryCount += 1;
  strand.forgetContext();
  return backoffMs(retrier, retried, strand.random);
}

/** The wait before retry number `retried + 1` of a retrier. */
export function backoffMs(retrier: CompiledRetrier, retried: number, random: Random): number {
  const grown = retrier.intervalSeconds * retrier.backoffRate ** retried;
  const cappedMs = Math.min(grown, retrier.maxDelaySeconds) * 1000;
  return retrier.fullJitter ? random.next() * cappedMs : cappedMs;
}
