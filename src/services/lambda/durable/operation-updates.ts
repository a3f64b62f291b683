// What an update of a checkpoint makes of an operation, by its type and what is done to it.
// https://docs.aws.amazon.com/lambda/latest/api/API_OperationUpdate.html

import { invalidParameter } from "../functions/refusals.ts";
import { callbackIdOf } from "./callback-id.ts";
import {
  type DurableOperation,
  type ErrorObject,
  isOver,
  type OperationAction,
  type OperationStatus,
  type OperationType,
} from "./durable-record.ts";

/** By AWS's names. */
export interface OperationUpdate {
  readonly Id: string;
  readonly ParentId?: string | undefined;
  readonly Name?: string | undefined;
  readonly Type: OperationType;
  readonly SubType?: string | undefined;
  readonly Action: OperationAction;
  readonly Payload?: string | undefined;
  readonly Error?: ErrorObject | undefined;
  readonly ContextOptions?: { readonly ReplayChildren?: boolean | undefined } | undefined;
  readonly StepOptions?: { readonly NextAttemptDelaySeconds?: number | undefined } | undefined;
  readonly WaitOptions?: { readonly WaitSeconds?: number | undefined } | undefined;
  readonly CallbackOptions?:
    | { readonly TimeoutSeconds?: number | undefined; readonly HeartbeatTimeoutSeconds?: number | undefined }
    | undefined;
  readonly ChainedInvokeOptions?: { readonly FunctionName: string } | undefined;
}

type Change = Partial<DurableOperation> & { readonly status: OperationStatus };
type Changing = (
  update: OperationUpdate,
  present: DurableOperation | undefined,
  now: number,
  arn: string,
) => Change;

const succeeded: Changing = ({ Payload }, _, now) => ({ status: "SUCCEEDED", endedAt: now, result: Payload });
const failed: Changing = ({ Error: error = {} }, _, now) => ({ status: "FAILED", endedAt: now, error });
const cancelled: Changing = (_, __, now) => ({ status: "CANCELLED", endedAt: now, dueAt: undefined });
const started: Changing = () => ({ status: "STARTED" });

const changes: Readonly<Record<OperationType, Readonly<Partial<Record<OperationAction, Changing>>>>> = {
  EXECUTION: { SUCCEED: succeeded, FAIL: failed },
  CONTEXT: {
    START: started,
    SUCCEED: (update, present, now, arn) => ({
      ...succeeded(update, present, now, arn),
      replayChildren: update.ContextOptions?.ReplayChildren,
    }),
    FAIL: failed,
  },
  STEP: {
    START: (_, present) => ({ status: "STARTED", attempt: present?.attempt ?? 0, dueAt: undefined }),
    SUCCEED: succeeded,
    FAIL: failed,
    RETRY: ({ StepOptions, Error: error, Payload }, present, now) => ({
      status: "PENDING",
      ...{ attempt: (present?.attempt ?? 0) + 1, error, result: Payload },
      dueAt: now + (StepOptions?.NextAttemptDelaySeconds ?? 1) * 1000,
      seconds: StepOptions?.NextAttemptDelaySeconds ?? 1,
    }),
  },
  WAIT: {
    START: ({ WaitOptions }, _, now) => {
      const seconds = WaitOptions?.WaitSeconds;
      if (seconds === undefined)
        throw invalidParameter("WaitOptions.WaitSeconds is required to start a wait.");
      return { status: "STARTED", dueAt: now + seconds * 1000, seconds };
    },
    CANCEL: cancelled,
  },
  CALLBACK: {
    START: ({ Id, CallbackOptions = {} }, _, now, arn) => {
      const { TimeoutSeconds: timeoutSeconds = 0, HeartbeatTimeoutSeconds: heartbeatSeconds = 0 } =
        CallbackOptions;
      const id = callbackIdOf(arn, Id);
      return {
        status: "STARTED",
        callback: {
          ...{ id, timeoutSeconds, heartbeatSeconds },
          timeoutAt: after(now, timeoutSeconds),
          heartbeatAt: after(now, heartbeatSeconds),
        },
      };
    },
    CANCEL: cancelled,
  },
  CHAINED_INVOKE: {
    START: ({ ChainedInvokeOptions, Payload = "{}" }) => {
      if (ChainedInvokeOptions === undefined)
        throw invalidParameter("ChainedInvokeOptions.FunctionName is required to start a chained invoke.");
      return {
        status: "STARTED",
        chained: { functionName: ChainedInvokeOptions.FunctionName, payload: Payload },
      };
    },
    CANCEL: cancelled,
  },
};

/** No bound at all is 0. */
export function after(now: number, seconds: number): number | undefined {
  return seconds === 0 ? undefined : now + seconds * 1000;
}

/** Throws InvalidParameterValueException for what cannot be done to it. `sequence` is of an operation that is new. */
export function updated(
  update: OperationUpdate,
  present: DurableOperation | undefined,
  { arn, now, sequence }: { readonly arn: string; readonly now: number; readonly sequence: number },
): DurableOperation {
  const { Id: id, Type: type, Action } = update;
  const change = changes[type][Action];
  if (change === undefined) throw invalidParameter(`Invalid ${type} action ${Action}.`);
  if (present !== undefined && present.type !== type)
    throw invalidParameter(`Operation ${id} is of the type ${present.type}, not ${type}.`);
  if (present !== undefined && isOver(present))
    throw invalidParameter(`Invalid current ${type} state ${present.status} for the action ${Action}.`);
  const { ParentId, Name, SubType } = update;
  const former = present ?? {
    ...{ id, type, sequence, status: "STARTED", startedAt: now },
    ...{ parentId: ParentId, name: Name, subType: SubType },
  };
  return { ...former, ...change(update, present, now, arn) };
}
