// How a workflow fails: an error name and a cause. A Failure is a value that Retry and Catch look at; it is never thrown.

export class Failure {
  readonly error: string;
  readonly cause: string | undefined;

  constructor(error: string, cause?: string) {
    this.error = error;
    this.cause = cause;
  }
}

/** As history events tell them. */
export function failureDetails(error: string | undefined, cause: string | undefined) {
  return {
    ...(error === undefined ? undefined : { error }),
    ...(cause === undefined ? undefined : { cause }),
  };
}
