// What all functions of the account may run at once, and how much of it is kept for some of them.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html

import { ServiceError } from "../../aws/service-error.ts";

/** "By default, Lambda provides your account with a total concurrency limit of 1,000". */
export const accountConcurrency = 1000;

export class AccountConcurrency {
  readonly #reserved = new Map<string, number>();
  #kept = 0;
  #running = 0;

  /** What is reserved for a function is nobody else's. */
  reserve(functionName: string, count: number): void {
    this.#kept -= this.#reserved.get(functionName) ?? 0;
    this.#reserved.delete(functionName);
    if (!Number.isFinite(count)) return;
    this.#reserved.set(functionName, count);
    this.#kept += count;
  }

  /** An invocation of a function for which nothing is reserved. Throws TooManyRequestsException. */
  enter(): void {
    if (this.#running >= accountConcurrency - this.#kept)
      throw tooManyRequests("ConcurrentInvocationLimitExceeded");
    this.#running += 1;
  }

  leave(): void {
    this.#running -= 1;
  }
}

export function tooManyRequests(Reason: string): ServiceError {
  return new ServiceError("TooManyRequestsException", "Rate Exceeded.", {
    status: 429,
    members: { Type: "User", Reason },
  });
}
