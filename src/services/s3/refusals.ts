// How S3 refuses.

import { ServiceError } from "../../aws/service-error.ts";

export function invalidRequest(message: string): ServiceError {
  return new ServiceError("InvalidRequest", message);
}

export function invalidArgument(message: string, name: string, value?: string): ServiceError {
  return new ServiceError("InvalidArgument", message, {
    members: { ArgumentName: name, ...(value === undefined ? {} : { ArgumentValue: value }) },
  });
}
