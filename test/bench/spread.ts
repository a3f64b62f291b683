// What several measurements of one thing say together. Nothing is asked of how noise is distributed.

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Between these lies the true median with a chance of at least nine in ten (the sign test); of few values, all of them do. */
export function spreadOf(values: readonly number[]): readonly [low: number, high: number] {
  const sorted = values.toSorted((a, b) => a - b);
  let outside = 0;
  let dropped = 0;
  for (let below = 0; below < sorted.length / 2; below++) {
    outside += 2 * (binomial(sorted.length, below) / 2 ** sorted.length);
    if (outside > 0.1) break;
    dropped = below;
  }
  return [sorted[dropped] ?? Number.NaN, sorted[sorted.length - 1 - dropped] ?? Number.NaN];
}

function binomial(n: number, k: number): number {
  let result = 1;
  for (let factor = 1; factor <= k; factor++) result = (result * (n - k + factor)) / factor;
  return result;
}
