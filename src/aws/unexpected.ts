// What a timer, a listener, a worker's message or a promise that nobody awaits throws ends that one thing and nothing else: it
// is caught where it starts, and told on the terminal with its cause.

/** `where` says what was being done, such as `an effect of a commit`. */
export function reportUnexpected(where: string, thrown: unknown): void {
  const account = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  process.stderr.write(`this is a bug of millrace: ${where}: ${account}\n`);
}

/** Runs `work`, and reports what it throws. */
export function guarded(where: string, work: () => void): void {
  try {
    work();
  } catch (thrown) {
    reportUnexpected(where, thrown);
  }
}
