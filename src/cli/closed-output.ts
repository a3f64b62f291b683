// Whoever read what a command prints has gone, as with `| head`, and nothing more can be told. A command that answers ends then; one
// that stays up is interrupted as by Ctrl-C, and closes what it has open.

export function endWithOutput(): void {
  let isClosed = false;
  process.stdout.on("error", () => {
    if (isClosed) return;
    isClosed = true;
    if (process.listenerCount("SIGTERM") === 0) process.exit();
    process.emit("SIGTERM");
  });
  // What cannot be told cannot be told of either.
  process.stderr.on("error", () => undefined);
}
