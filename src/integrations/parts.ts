// What the integrations need of the region, each part as the least interface that will do. A part that is left out is a
// service this region does not have: tasks that name it fail with a clear cause.

import type { RegionIdentity } from "../aws/arn.ts";
import type { JsonObject } from "../aws/json.ts";
import type { PutEventsEntry, PutEventsResult } from "../events/put-events.ts";
import type { SendMessageRequest, SendMessageResult } from "../queues/message.ts";
import type { Clock } from "../time/clock.ts";
import type { PublishRequest, PublishResult } from "../topics/publication.ts";

export interface TaskParts {
  readonly identity: RegionIdentity;
  readonly clock: Clock;
  readonly functions?: FunctionInvoker;
  readonly tables?: TableRequests;
  readonly events?: { putEvents(entries: readonly PutEventsEntry[]): Promise<PutEventsResult> };
  readonly queues?: { sendMessage(request: SendMessageRequest): Promise<SendMessageResult> };
  readonly topics?: { publish(request: PublishRequest): Promise<PublishResult> };
  readonly executions?: ExecutionStarter;
  /** The API behind `aws-sdk:<service>:…`. Asked when a task first names the service, so it may be wired later. */
  readonly sdkService?: (service: string) => SdkService | undefined;
}

export interface FunctionInvoker {
  invoke(request: FunctionInvocation): Promise<FunctionAnswer>;
}

export interface FunctionInvocation {
  /** A name or an ARN, with the qualifier. */
  readonly functionName: string;
  readonly payload: string;
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

export interface ExecutionStarter {
  startExecution(start: NestedStart): NestedExecution | Promise<NestedExecution>;
}

export interface NestedStart {
  readonly stateMachineArn: string;
  readonly name?: string;
  /** JSON text. */
  readonly input: string;
  readonly traceHeader?: string;
}

export interface NestedExecution {
  readonly executionArn: string;
  /** Milliseconds since the epoch. */
  readonly startDate: number;
}

type WireObject = { readonly [member: string]: unknown };

/** A service's operations by AWS's names; dates are Date, blobs Uint8Array. `api/` has one for each service. */
export interface SdkService {
  readonly operations: Readonly<
    Record<
      string,
      (
        request: WireObject,
        call: { readonly requestId: string; readonly host: string },
      ) => WireObject | Promise<WireObject>
    >
  >;
}
