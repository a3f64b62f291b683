// The StateReason of a pipe that could not be made, as the pollers of AWS word it.

import { ServiceError } from "../../aws/service-error.ts";
import { sourceKindOf } from "./pipe-definition.ts";

const longest = 512;

export function failureReason(error: unknown, source: string): string {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof ServiceError)) return message.slice(0, longest);
  return `Input parameter is invalid from the request due to : ${pollerText(error, source)}`.slice(
    0,
    longest,
  );
}

function pollerText({ code, message }: ServiceError, source: string): string {
  const kind = sourceKindOf(source);
  if (code === "ResourceNotFoundException" && kind !== "sqs") return `Stream not found: ${source}`;
  if (code === "QueueDoesNotExist")
    return `Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: ${message}`;
  return message;
}
