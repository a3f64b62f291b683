// Schedule expressions: `rate(…)` and `cron(…)`, which rules and EventBridge Scheduler take, and Scheduler's `at(…)`.
// An alarm mute rule's `cron(…)` is standard cron. EventBridge user guide, "Schedule expressions"; Scheduler user guide, "Schedule types in EventBridge Scheduler".

import { type Cron, lastDayOf, parseCron, parseStandardCron } from "./cron.ts";
import { instantOf, wallClock } from "./time-zone.ts";

export type Schedule =
  | { readonly kind: "rate"; readonly everyMs: number }
  | { readonly kind: "cron"; readonly cron: Cron }
  /** Once; `wall` is what the wall clock shows, as milliseconds. */
  | { readonly kind: "at"; readonly wall: number };

const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
type Unit = keyof typeof unitMs;

/** A rule's schedule, or undefined if PutRule would refuse it. A rule says `1 minute` and `2 minutes`. */
export function parseRuleSchedule(text: string): Schedule | undefined {
  return parseRate(text, { plural: true }) ?? parseCronSchedule(text);
}

/** A schedule of EventBridge Scheduler, which takes units in either number, or undefined if it would be refused. */
export function parseSchedulerSchedule(text: string): Schedule | undefined {
  return parseRate(text, { plural: false }) ?? parseCronSchedule(text) ?? parseAt(text);
}

/** The schedule of an alarm mute rule: standard cron, or `at(…)` a minute. Undefined for what is neither. */
export function parseMuteSchedule(text: string): Schedule | undefined {
  const [, minute] = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d)\)$/.exec(text) ?? [];
  return minute === undefined ? parseCronSchedule(text, parseStandardCron) : parseAt(`at(${minute}:00)`);
}

function parseRate(text: string, { plural }: { readonly plural: boolean }): Schedule | undefined {
  const [, digits, unit, s] = /^rate\((\d{1,9}) (minute|hour|day)(s?)\)$/.exec(text) ?? [];
  const value = Number(digits);
  if (unit === undefined || value < 1 || (plural && value > 1 !== (s === "s"))) return undefined;
  return { kind: "rate", everyMs: value * unitMs[unit as Unit] };
}

function parseCronSchedule(text: string, parse = parseCron): Schedule | undefined {
  const [, fields] = /^cron\(([^()]*)\)$/.exec(text) ?? [];
  const cron = fields === undefined ? undefined : parse(fields);
  return cron === undefined ? undefined : { kind: "cron", cron };
}

function parseAt(text: string): Schedule | undefined {
  const [, local] = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(text) ?? [];
  const wall = local === undefined ? Number.NaN : Date.parse(`${local}Z`);
  if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 19) !== local) return undefined;
  return { kind: "at", wall };
}

export interface Start {
  /** When a rate began to count. */
  readonly startedAt: number;
  /** A time zone of the database. @default UTC */
  readonly zone?: string;
}

/**
 * The first time after `after` at which a schedule is due, undefined if there is none. An hour that clocks are put forward
 * over is left out, and one that comes twice counts once.
 */
export function nextTime(
  schedule: Schedule,
  after: number,
  { startedAt, zone = "UTC" }: Start,
): number | undefined {
  switch (schedule.kind) {
    case "rate": {
      const passed = Math.max(0, Math.floor((after - startedAt) / schedule.everyMs));
      return startedAt + (passed + 1) * schedule.everyMs;
    }
    case "at": {
      const instant = instantOf(zone, schedule.wall);
      return instant !== undefined && instant > after ? instant : undefined;
    }
    case "cron":
      for (const wall of wallTimes(schedule.cron, wallClock(zone, after))) {
        const instant = instantOf(zone, wall);
        if (instant !== undefined && instant > after) return instant;
      }
      return undefined;
  }
}

/** As much as a wall clock is put back at most, rounded up. */
const longestRepeatMs = 3 * unitMs.hour;

/** The times of a cron expression on the wall clock that may lie after `from`. */
function* wallTimes({ minutes, hours, months, years, isDay }: Cron, from: number): Generator<number> {
  const first = new Date(from);
  const start = Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), first.getUTCDate());
  for (const year of years) {
    if (year < first.getUTCFullYear()) continue;
    for (const month of months) {
      for (let day = 1; day <= lastDayOf({ year, month }); day++) {
        const midnight = Date.UTC(year, month - 1, day);
        if (midnight < start || !isDay({ year, month, day })) continue;
        for (const hour of hours) {
          for (const minute of minutes) {
            const wall = midnight + hour * unitMs.hour + minute * unitMs.minute;
            if (wall > from - longestRepeatMs) yield wall;
          }
        }
      }
    }
  }
}
