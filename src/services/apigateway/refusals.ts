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
