/** Milliseconds of the clock that all processes of this machine have in common, and that nobody sets. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
