// The errors that the language itself raises, and which names in ErrorEquals match an error.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html

import { Failure } from "./failure.ts";

export const statesError = {
  all: "States.ALL",
  dataLimitExceeded: "States.DataLimitExceeded",
  exceedToleratedFailureThreshold: "States.ExceedToleratedFailureThreshold",
  heartbeatTimeout: "States.HeartbeatTimeout",
  itemReaderFailed: "States.ItemReaderFailed",
  queryEvaluationError: "States.QueryEvaluationError",
  resultWriterFailed: "States.ResultWriterFailed",
  runtime: "States.Runtime",
  taskFailed: "States.TaskFailed",
  timeout: "States.Timeout",
} as const;

/** Seen in history and in the error output as States.Timeout, but States.HeartbeatTimeout names it too. */
export class HeartbeatTimeout extends Failure {
  constructor() {
    super(statesError.timeout);
  }
}

export function matchesError(errorEquals: readonly string[], failure: Failure): boolean {
  // AWS: States.Runtime always fails the execution; nothing retries or catches it.
  if (failure.error === statesError.runtime) return false;
  for (const name of errorEquals) {
    if (name === failure.error || isMatchedByWildcard(name, failure)) return true;
  }
  return false;
}

function isMatchedByWildcard(name: string, failure: Failure): boolean {
  switch (name) {
    // AWS's guide says that States.ALL does not match States.DataLimitExceeded; recordings of AWS say that it does.
    case statesError.all:
      return true;
    case statesError.taskFailed:
      return failure.error !== statesError.timeout;
    case statesError.heartbeatTimeout:
      return failure instanceof HeartbeatTimeout;
    default:
      return false;
  }
}
