// What a caller is told when the disk does not take what it asked to keep: a fault of the service, so that clients try again.

import { ServiceError } from "../aws/service-error.ts";

export function cannotWrite(path: string, problem: unknown): ServiceError {
  const why = problem instanceof Error ? problem.message : String(problem);
  return new ServiceError(
    "InternalFailure",
    `${path} cannot be written: ${why}; make room on the disk and the region goes on by itself`,
    { status: 500 },
  );
}
