// What CloudFormation refuses, in its words.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { Stack } from "./stack.ts";

export function validationError(message: string): ServiceError {
  return new ServiceError("ValidationError", message);
}

/** DescribeStacks and GetTemplate say it in this way, others in the next. */
export function noSuchStackId(name: string): ServiceError {
  return validationError(`Stack with id ${name} does not exist`);
}

export function noSuchStack(name: string): ServiceError {
  return validationError(`Stack [${name}] does not exist`);
}

export function noSuchChangeSet(name: string): ServiceError {
  return new ServiceError("ChangeSetNotFound", `ChangeSet [${name}] does not exist`, { status: 404 });
}

export function alreadyExists(name: string): ServiceError {
  return new ServiceError("AlreadyExistsException", `Stack [${name}] already exists`);
}

export function tooMany(): ServiceError {
  return new ServiceError("LimitExceededException", "Limit for stack has been exceeded");
}

export function wrongState({ id, status }: Stack, doing = "updated"): ServiceError {
  return validationError(`Stack:${id} is in ${status} state and can not be ${doing}.`);
}

export const noUpdates = "No updates are to be performed.";
export const noChanges =
  "The submitted information didn't contain changes. Submit different information to create a change set.";
