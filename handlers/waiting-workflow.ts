// The workflow that waits for an answer, told by its task token.

import {
  InvalidToken,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from "@aws-sdk/client-sfn";
import { tracer } from "./observability.ts";

const workflows = tracer.captureAWSv3Client(new SFNClient({}));

/** It waits for longer. Whether it still waits at all. Rejects with what else went wrong. */
export function goOnWaiting(taskToken: string): Promise<boolean> {
  return told(new SendTaskHeartbeatCommand({ taskToken }));
}

/** It goes on. Whether it still waited. Rejects with what else went wrong. */
export function goOn(taskToken: string, output: object): Promise<boolean> {
  return told(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
}

async function told(command: SendTaskSuccessCommand | SendTaskHeartbeatCommand): Promise<boolean> {
  try {
    await workflows.send(command as SendTaskSuccessCommand);
    return true;
  } catch (refusal) {
    const isClosed = [TaskTimedOut, TaskDoesNotExist, InvalidToken].some((kind) => refusal instanceof kind);
    if (isClosed) return false;
    throw refusal;
  }
}
