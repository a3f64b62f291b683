// What API Gateway refuses with. https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html

import { ServiceError } from "../../aws/service-error.ts";

export function badRequest(message: string): ServiceError {
  return new ServiceError("BadRequestException", message);
}

export function notFound(message: string): ServiceError {
  return new ServiceError("NotFoundException", message, { status: 404 });
}

export function conflict(message: string): ServiceError {
  return new ServiceError("ConflictException", message, { status: 409 });
}

/** API Gateway says in its own code what others say with a ValidationException. */
export function checked<Outcome>(read: () => Outcome): Outcome {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof ServiceError && thrown.code === "ValidationException")
      throw badRequest(thrown.message);
    throw thrown;
  }
}
