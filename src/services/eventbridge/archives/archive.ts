// An archive of a bus and a replay of one, as they are kept. Times are milliseconds since the epoch.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html

export interface ArchiveDefinition {
  readonly name: string;
  /** Of the bus. */
  readonly sourceArn: string;
  readonly description?: string;
  readonly eventPattern?: string;
  /** 0 keeps events for ever. */
  readonly retentionDays: number;
  /** Kept and told. */
  readonly kmsKey?: string;
}

export interface Archive extends ArchiveDefinition {
  readonly arn: string;
  readonly createdAt: number;
  /** What was taken by force of the rule that is managed for it: nothing is archived until the archive is updated. @default nothing */
  readonly managedRule?: "untargeted" | "gone";
}

export function isEnabled({ managedRule }: Archive): boolean {
  return managedRule === undefined;
}

export type ReplayState = "STARTING" | "RUNNING" | "CANCELLING" | "COMPLETED" | "CANCELLED" | "FAILED";

export interface ReplayDefinition {
  readonly name: string;
  readonly description?: string;
  readonly archiveArn: string;
  readonly destinationArn: string;
  /** The rules that take part; all of the bus if there are none. */
  readonly filterArns?: readonly string[];
  readonly from: number;
  /** Excluded. */
  readonly to: number;
}

export interface Replay extends ReplayDefinition {
  readonly arn: string;
  readonly state: ReplayState;
  readonly reason?: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  /** How many of the events have been sent by now, and the minute to which it has come, if there is an event in that. */
  readonly sent: number;
  readonly lastEventAt?: number;
}
