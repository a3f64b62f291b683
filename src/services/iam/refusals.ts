// How IAM refuses. https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html

import { ServiceError } from "../../aws/service-error.ts";
import { isPolicyArn } from "./identities.ts";

/** Throws ValidationError. */
export function checkPolicyArn(arn: string): void {
  if (!isPolicyArn(arn)) throw new ServiceError("ValidationError", `ARN ${arn} is not valid.`);
}

export function noSuchEntity(message: string): ServiceError {
  return new ServiceError("NoSuchEntity", message, { status: 404 });
}

export function alreadyExists(message: string): ServiceError {
  return new ServiceError("EntityAlreadyExists", message, { status: 409 });
}

export function deleteConflict(message: string): ServiceError {
  return new ServiceError("DeleteConflict", message, { status: 409 });
}

export function limitExceeded(message: string): ServiceError {
  return new ServiceError("LimitExceeded", message, { status: 409 });
}

export function notAttachable(): ServiceError {
  return new ServiceError("PolicyNotAttachable", "Cannot attach a Service Role Policy to a Customer Role.");
}

export function malformedPolicy(message: string): ServiceError {
  return new ServiceError("MalformedPolicyDocument", message);
}

export function invalidInput(message: string): ServiceError {
  return new ServiceError("InvalidInput", message);
}
