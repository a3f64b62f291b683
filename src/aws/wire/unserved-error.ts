// Told to the client, and on the region's terminal, where there is no such service or operation.

import { ServiceError } from "../service-error.ts";

/** The service or the operation is not in the region. */
export class UnservedError extends ServiceError {
  /** By its own name where it is in the region, and as the request names it where it is not. */
  readonly service: string;
  readonly operation: string;

  constructor(
    { service, operation }: { readonly service: string; readonly operation: string },
    ...error: ConstructorParameters<typeof ServiceError>
  ) {
    super(...error);
    this.service = service;
    this.operation = operation;
  }
}
