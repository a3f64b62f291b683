// What the integrations need of the region, each part as the least interface that will do. A part that is left out is a
// service this region does not have: tasks that name it fail with a clear cause.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { JsonObject } from "../../../aws/json.ts";
import type { TextOfRows } from "../../../aws/json-text.ts";
import type { Operation } from "../../../aws/wire/operation.ts";
import type { TaskCall, TaskResult } from "../../../engine/seams.ts";
import type { Connections } from "../../../http-client/connection.ts";
import type { Clock } from "../../../time/clock.ts";
import type { OwnApis } from "./http/api-gateway.ts";
import type { EventTaker, MessageTaker, Publisher } from "./optimized/messages.ts";
import type { OutsideParts } from "./outside/outside-services.ts";

export interface TaskParts {
  readonly identity: RegionIdentity;
  readonly clock: Clock;
  readonly functions?: FunctionInvoker;
  readonly tables?: TableRequests;
  readonly events?: EventTaker;
  readonly queues?: MessageTaker;
  readonly topics?: Publisher;
  readonly apis?: OwnApis;
  readonly executions?: NestedExecutions;
  /** How HTTP tasks authorize themselves. */
  readonly connections?: Connections;
  readonly tokens?: CallbackTokens;
  readonly activities?: ActivityQueue;
  /** What the user configured for services that are not here. @default nothing */
  readonly outside?: Pick<OutsideParts, "mocks" | "jobs" | "aws">;
  /** The API behind `aws-sdk:<service>:…`. Asked when a task first names the service, so it may be wired later. */
  readonly sdkService?: (service: string) => SdkService | undefined;
}

export interface FunctionInvoker {
  invoke(request: FunctionInvocation): Promise<FunctionAnswer>;
}

export interface FunctionInvocation {
  /** A name or an ARN, with the qualifier. */
  readonly functionName: string;
  readonly payload: string | TextOfRows;
  readonly invocationType?: "RequestResponse" | "Event" | "DryRun";
  readonly clientContext?: string;
  readonly traceHeader?: string | undefined;
  readonly logType?: "None" | "Tail";
}

export interface FunctionAnswer {
  readonly requestId: string;
  readonly statusCode: number;
  readonly executedVersion: string;
  readonly payload: string;
  readonly functionError: string | undefined;
  readonly logTail: string | undefined;
}

export interface TableRequests {
  /** Throws ServiceError with DynamoDB's code and text. */
  request(operation: string, parameters: JsonObject): Promise<JsonObject>;
}

export interface NestedExecutions {
  /** Throws ServiceError; an execution that is to be awaited must be a Standard one. */
  startExecution(start: NestedStart): NestedExecution | Promise<NestedExecution>;
  /** Resolves once the execution has ended. Rejects with ServiceError if there is none. */
  ended(executionArn: string): Promise<EndedExecution>;
  stopExecution(executionArn: string): Promise<void>;
}

export interface NestedStart {
  readonly stateMachineArn: string;
  readonly name?: string;
  /** JSON text. */
  readonly input: string;
  readonly traceHeader?: string;
  readonly isAwaited: boolean;
}

export interface NestedExecution {
  readonly executionArn: string;
  /** Milliseconds since the epoch. */
  readonly startDate: number;
}

export interface EndedExecution extends NestedExecution {
  readonly name: string;
  readonly stateMachineArn: string;
  readonly status: string;
  readonly stopDate: number;
  /** JSON text, as is the output of an execution that succeeded. */
  readonly input: string;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

/** Who answers for a task by its token: SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat of the Step Functions API. */
export interface CallbackTokens {
  /** From now on the task's token is known, until it is answered or the task is aborted. */
  wait(task: TaskCall): PromiseLike<TaskResult>;
  /** The request that was to hand the token on has failed. */
  forget?(taskToken: string): void;
}

export interface ActivityQueue {
  /** Puts the task where a worker's GetActivityTask finds it. */
  run(task: TaskCall): TaskResult | PromiseLike<TaskResult>;
  /** Takes up a task that was queued before the region went down. */
  resume(task: TaskCall): Promise<TaskResult>;
  has(activityArn: string): boolean;
}

/** A service's operations, by AWS's names, with requests and answers by AWS's members. */
export interface SdkService {
  readonly operations: Readonly<Record<string, Operation>>;
}
