// Ends a Jest run with the one plain line that any CI can read: "N passed, N failed" (and skipped, if there are any).
// It is written as the process exits, because Jest prints its own summary after the last reporter has run.

import { writeSync } from "node:fs";

export default class PlainCountReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const line = `${results.numPassedTests} passed, ${failed} failed`;
    process.once("exit", () => writeSync(1, `${skipped > 0 ? `${line}, ${skipped} skipped` : line}\n`));
  }
}
