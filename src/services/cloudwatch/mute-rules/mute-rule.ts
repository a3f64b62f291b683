// What an alarm mute rule is put with, what of it is refused, and when it mutes.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html

import { ServiceError } from "../../../aws/service-error.ts";
import { nextTime, parseMuteSchedule, type Schedule } from "../../../schedule/schedule.ts";
import { isTimeZone } from "../../../schedule/time-zone.ts";

export interface MuteConfiguration {
  readonly name: string;
  readonly description?: string;
  readonly expression: string;
  /** ISO 8601, such as `PT4H`. */
  readonly duration: string;
  readonly timezone?: string;
  readonly alarmNames: readonly string[];
  /** It mutes from then on, and before then. */
  readonly startsAt?: number;
  readonly expiresAt?: number;
}

export type MuteStatus = "SCHEDULED" | "ACTIVE" | "EXPIRED";

interface MuteTimes {
  readonly schedule: Schedule;
  readonly durationMs: number;
}

const minuteMs = 60_000;
const longestMs = 15 * 86_400_000;

/** Throws ValidationException. */
export function checkMuteRule(configuration: MuteConfiguration): void {
  const { timezone, startsAt, expiresAt } = configuration;
  timesOf(configuration);
  if (timezone !== undefined && !isTimeZone(timezone)) throw invalid("Timezone", timezone);
  if (startsAt !== undefined && expiresAt !== undefined && expiresAt <= startsAt)
    throw new ServiceError("ValidationException", "ExpireDate must be after StartDate.");
}

export function muteStatus(configuration: MuteConfiguration, now: number): MuteStatus {
  if (now >= (configuration.expiresAt ?? Number.POSITIVE_INFINITY)) return "EXPIRED";
  if (mutesUntil(configuration, now) !== undefined) return "ACTIVE";
  const isOver = isOneTime(configuration) && nextStart(configuration, now) === undefined;
  return isOver ? "EXPIRED" : "SCHEDULED";
}

export function isOneTime({ expression }: MuteConfiguration): boolean {
  return expression.startsWith("at(");
}

/** Undefined for a rule that does not mute; otherwise when to look again, because a window of its ends. */
export function mutesUntil(configuration: MuteConfiguration, now: number): number | undefined {
  const { startsAt = Number.NEGATIVE_INFINITY, expiresAt = Number.POSITIVE_INFINITY } = configuration;
  const { durationMs } = timesOf(configuration);
  const start = nextStart(configuration, now - durationMs);
  if (now < startsAt || now >= expiresAt || start === undefined || start > now) return undefined;
  return Math.min(start + durationMs, expiresAt);
}

function nextStart(configuration: MuteConfiguration, after: number): number | undefined {
  const { timezone: zone = "UTC" } = configuration;
  return nextTime(timesOf(configuration).schedule, after, { startedAt: 0, zone });
}

function timesOf({ expression, duration }: MuteConfiguration): MuteTimes {
  const schedule = parseMuteSchedule(expression);
  if (schedule === undefined) throw invalid("Expression", expression);
  const durationMs = millisecondsIn(duration);
  if (durationMs < minuteMs || durationMs > longestMs) throw invalid("Duration", duration);
  return { schedule, durationMs };
}

/** `P2DT12H`; 0 for what is no duration. */
function millisecondsIn(duration: string): number {
  const [, days = "0", hours = "0", minutes = "0", seconds = "0"] =
    /^P(?:(\d{1,3})D)?(?:T(?=\d)(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$/.exec(duration) ?? [];
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}

function invalid(parameter: string, value: string): ServiceError {
  return new ServiceError("ValidationException", `The value ${value} for parameter ${parameter} is invalid.`);
}
