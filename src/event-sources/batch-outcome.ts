// What became of a batch: all of it taken, part of it, or nothing.

export type BatchOutcome = BatchTaken | BatchFailed;

export interface BatchTaken {
  readonly status: "SUCCEEDED";
  /** Names the records that are to be tried again. */
  readonly batchItemFailures?: readonly string[] | undefined;
  /** Why they are, if that is known. */
  readonly reason?: string | undefined;
  readonly response?: BatchResponse | undefined;
}

export interface BatchFailed {
  readonly status: "FAILED";
  readonly error: string;
  readonly cause?: string | undefined;
  /** Throttled, or a fault of the region rather than of who was to take it: it is tried again without being counted. */
  readonly internal?: boolean | undefined;
  readonly response?: BatchResponse | undefined;
}

/** Who answered, where that is told of records that are given up. */
export interface BatchResponse {
  readonly requestId: string;
  readonly executedVersion: string;
  readonly functionError: string | undefined;
}

/** The items that an answer names as failed: `{"batchItemFailures": [{"itemIdentifier": "…"}]}`. */
export function batchItemFailures(answer: unknown): readonly string[] | undefined {
  const items = (answer as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures;
  if (!Array.isArray(items)) return undefined;
  return items.map((item) => String((item as { itemIdentifier?: unknown } | null)?.itemIdentifier ?? ""));
}

/**
 * How many items from the front were taken: in a stream, all before the first failed one. A name that is no item's fails the whole
 * batch, as it does on AWS.
 */
export function takenCount<Item>(
  items: readonly Item[],
  failures: readonly string[] | undefined,
  isNamed: (item: Item, name: string) => boolean,
): number {
  if (failures === undefined || failures.length === 0) return items.length;
  let first = items.length;
  for (const failure of failures) {
    const index = items.findIndex((item) => isNamed(item, failure));
    if (index === -1) return 0;
    first = Math.min(first, index);
  }
  return first;
}

/** Why not all of it was taken. */
export function outcomeText(outcome: BatchOutcome): string {
  if (outcome.status === "SUCCEEDED") return outcome.reason ?? "Some items of the batch failed";
  const { error, cause } = outcome;
  return cause === undefined ? error : `${error}: ${cause}`;
}
