// A schedule of EventBridge Scheduler, and the group that it is in: as they are kept, so plain JSON. Times are milliseconds since
// the epoch.
// https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html

export interface ScheduleTarget {
  readonly arn: string;
  readonly roleArn: string;
  readonly input?: string;
  readonly retryPolicy: RetryPolicy;
  /** The queue for what could not be delivered. */
  readonly deadLetterArn?: string;
  readonly messageGroupId?: string;
  readonly partitionKey?: string;
  readonly event?: { readonly source: string; readonly detailType: string };
}

export interface RetryPolicy {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeInSeconds: number;
}

/** AWS's defaults, which are its limits as well. */
export const defaultRetryPolicy: RetryPolicy = {
  maximumRetryAttempts: 185,
  maximumEventAgeInSeconds: 86_400,
};

/** What a client says of a schedule. */
export interface ScheduleDefinition {
  readonly name: string;
  readonly group: string;
  readonly description?: string;
  readonly expression: string;
  readonly timezone: string;
  readonly startDate?: number;
  readonly endDate?: number;
  readonly isEnabled: boolean;
  /** How much later than its time the target may be invoked; 0 turns the flexible time window off. */
  readonly windowMinutes: number;
  readonly isDeletedAfterCompletion: boolean;
  readonly kmsKeyArn?: string;
  readonly target: ScheduleTarget;
}

export interface Schedule extends ScheduleDefinition {
  readonly arn: string;
  readonly createdAt: number;
  /** A rate without a start counts from here. */
  readonly modifiedAt: number;
  /** By which a repeated request is known. */
  readonly clientToken?: string;
}

export interface ScheduleGroup {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly clientToken?: string;
}

export const defaultGroup = "default";
