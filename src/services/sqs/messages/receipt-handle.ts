// A receipt handle names the queue, the message and which receipt of it. It is opaque to callers.

import { ServiceError } from "../../../aws/service-error.ts";

export interface Receipt {
  readonly messageId: string;
  /** How often the message had been received by then. */
  readonly receiveCount: number;
}

export function receiptHandle(queueName: string, { messageId, receiveCount }: Receipt): string {
  return Buffer.from(`${messageId} ${receiveCount} ${queueName}`).toString("base64");
}

/** Throws ReceiptHandleIsInvalid, also for the handle of another queue. */
export function receiptOf(queueName: string, handle: string): Receipt {
  const [, messageId, receiveCount, name] =
    /^([0-9a-f-]{36}) (\d+) (.*)$/.exec(Buffer.from(handle, "base64").toString("latin1")) ?? [];
  if (messageId !== undefined && name === queueName) return { messageId, receiveCount: Number(receiveCount) };
  throw new ServiceError(
    "ReceiptHandleIsInvalid",
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
    { status: 404 },
  );
}
