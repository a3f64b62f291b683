// How a template wants traffic to move to a new version.

export interface TrafficShift {
  /** All at once, by so much at each interval, or by so much at first and the rest an interval later. */
  readonly type: "ALL_AT_ONCE" | "LINEAR" | "CANARY";
  /** Percent. */
  readonly percentage: number;
  readonly intervalMinutes: number;
  /** Names of alarms: while one of them sounds, nothing is moved, and what was moved goes back. */
  readonly alarms: readonly string[];
}
