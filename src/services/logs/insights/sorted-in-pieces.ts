// A stable sort of many rows that pauses: runs are sorted by the engine's own sort, and then merged.

/** Sorted in some milliseconds. */
const longestRun = 2048;

export function* sortedInPieces<Item>(
  items: readonly Item[],
  compare: (one: Item, other: Item) => number,
): Generator<void, readonly Item[]> {
  let runs: (readonly Item[])[] = [];
  for (let from = 0; from < items.length; from += longestRun) {
    runs.push(items.slice(from, from + longestRun).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const merged: (readonly Item[])[] = [];
    for (let at = 0; at < runs.length; at += 2)
      merged.push(yield* mergedRuns(runs[at] ?? [], runs[at + 1] ?? [], compare));
    runs = merged;
  }
  return runs[0] ?? [];
}

function* mergedRuns<Item>(
  first: readonly Item[],
  second: readonly Item[],
  compare: (one: Item, other: Item) => number,
): Generator<void, readonly Item[]> {
  const merged: Item[] = [];
  let [left, right] = [0, 0];
  while (left < first.length && right < second.length) {
    // Of two that are alike the first comes first.
    const isRight = compare(first[left] as Item, second[right] as Item) > 0;
    merged.push((isRight ? second[right++] : first[left++]) as Item);
    yield;
  }
  for (; left < first.length; left++) merged.push(first[left] as Item);
  for (; right < second.length; right++) merged.push(second[right] as Item);
  return merged;
}
