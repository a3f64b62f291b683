// A move of dead letters, how far it got, and the handle by which it is cancelled. SQS API, StartMessageMoveTask.

import { ServiceError } from "../../../aws/service-error.ts";

/** Plain JSON, as it is kept. */
export type MoveTask = {
  readonly taskId: string;
  readonly sourceArn: string;
  /** Left out, each message goes back to where it came from. */
  readonly destinationArn?: string;
  readonly perSecond?: number;
  readonly startedAt: number;
  readonly toMove: number;
  readonly moved: number;
  readonly status: "RUNNING" | "COMPLETED" | "CANCELLED" | "FAILED";
  readonly failureReason?: string;
};

export function handleOfTask({ taskId, sourceArn }: MoveTask): string {
  return Buffer.from(JSON.stringify({ taskId, sourceArn })).toString("base64");
}

/** Throws InvalidParameterValue. */
export function taskOfHandle(handle: string): Pick<MoveTask, "taskId" | "sourceArn"> {
  try {
    const { taskId, sourceArn } = JSON.parse(Buffer.from(handle, "base64").toString("utf8"));
    if (typeof taskId === "string" && typeof sourceArn === "string") return { taskId, sourceArn };
  } catch {
    // What is no JSON is told like what is no handle.
  }
  throw new ServiceError("InvalidParameterValue", "Value for parameter TaskHandle is invalid.");
}
