// An attempt at a Task as the engine would hand it to a runner, which notes what the runner tells of it.

import type { Json } from "../../../../src/aws/json.ts";
import type { TaskCall } from "../../../../src/engine/seams.ts";

export interface NotedCall extends TaskCall {
  readonly noted: { readonly submitted: Json[] };
  readonly aborter: AbortController;
}

const execution = {
  arn: "arn:aws:states:us-east-1:000000000000:execution:m:e",
  name: "e",
  stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:m",
  stateMachineName: "m",
  roleArn: "arn:aws:iam::000000000000:role/r",
  startTime: 0,
};

export function taskCall(
  resource: string,
  taskArguments: Json,
  more: Partial<Pick<TaskCall, "stateName" | "taskToken">> = {},
): NotedCall {
  const aborter = new AbortController();
  const noted = { submitted: [] as Json[] };
  return {
    resource,
    arguments: taskArguments,
    stateName: "Work",
    execution,
    taskToken: undefined,
    timeoutSeconds: undefined,
    heartbeatSeconds: undefined,
    credentials: undefined,
    enteredAt: 0,
    retryCount: 0,
    signal: aborter.signal,
    submitted: (output) => void noted.submitted.push(output),
    started() {},
    heartbeat() {},
    noted,
    aborter,
    ...more,
  };
}
