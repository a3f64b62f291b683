// S3's error for what the disk does not take: clients try again.

import { ServiceError } from "../../aws/service-error.ts";

export function internalError(problem: unknown): ServiceError {
  const why = problem instanceof Error ? problem.message : String(problem);
  return new ServiceError("InternalError", `We encountered an internal error. Please try again. (${why})`, {
    status: 500,
  });
}

export async function kept<Result>(
  change: Promise<Result> | (() => Result | Promise<Result>),
): Promise<Result> {
  try {
    return await (typeof change === "function" ? change() : change);
  } catch (problem) {
    if (problem instanceof ServiceError && problem.code !== "InternalFailure") throw problem;
    throw internalError(problem);
  }
}
