// How EventBridge Pipes refuses what concerns a pipe as a whole.

import { ServiceError } from "../../aws/service-error.ts";

const resourceType = "pipe";

export function noSuchPipe(name: string): ServiceError {
  return new ServiceError("NotFoundException", `Pipe ${name} does not exist.`, { status: 404 });
}

export function alreadyThere(name: string): ServiceError {
  return new ServiceError("ConflictException", `Pipe ${name} already exists.`, {
    status: 409,
    members: { resourceId: name, resourceType },
  });
}

export function busy(name: string, state: string): ServiceError {
  return new ServiceError("ConflictException", `Pipe ${name} is in state ${state}.`, {
    status: 409,
    members: { resourceId: name, resourceType },
  });
}

export function tooMany(most: number): ServiceError {
  return new ServiceError(
    "ServiceQuotaExceededException",
    `The account has reached its limit of ${most} pipes.`,
    {
      status: 402,
      members: { resourceId: "pipes", resourceType, serviceCode: "pipes", quotaCode: "pipes" },
    },
  );
}

export function tooManyTags(most: number): ServiceError {
  return new ServiceError("ValidationException", `A pipe can have ${most} tags at most.`);
}
