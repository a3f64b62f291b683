// AWS's cron expressions: minutes, hours, day of month, month, day of week, year. One of the two days is `?`; the other may
// be `L` (the last), `15W` (the weekday nearest to the 15th), `6L` (the last Friday) or `SAT#3` (the third Saturday).
// EventBridge user guide, "Setting a schedule pattern for scheduled rules". Standard cron expressions have no year and no `?`.

import {
  dayOfMonthField,
  dayOfWeekField,
  type FieldKind,
  hourField,
  minuteField,
  monthField,
  parseField,
  parseNumber,
  yearField,
} from "./cron-field.ts";

/** A day of the calendar. Months count from 1. */
export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: readonly number[];
  readonly years: readonly number[];
  readonly isDay: (date: CalendarDate) => boolean;
}

/** What stands between the parentheses of `cron(…)`; undefined if AWS would refuse it. */
export function parseCron(text: string): Cron | undefined {
  const fields = text.split(/ +/);
  const [minute = "", hour = "", dayOfMonth = "", month = "", dayOfWeek = "", year = ""] = fields;
  if (fields.length !== 6 || (dayOfMonth === "?") === (dayOfWeek === "?")) return undefined;
  const minutes = parseField(minute, minuteField);
  const hours = parseField(hour, hourField);
  const months = parseField(month, monthField);
  const years = parseField(year, yearField);
  const isDay = dayOfWeek === "?" ? daysOfMonth(dayOfMonth) : daysOfWeek(dayOfWeek);
  if (
    minutes === undefined ||
    hours === undefined ||
    months === undefined ||
    years === undefined ||
    isDay === undefined
  ) {
    return undefined;
  }
  return { minutes, hours, months, years, isDay };
}

/** Of standard cron, where 0 is Sunday. */
const standardDayOfWeekField: FieldKind = { ...dayOfWeekField, least: 0, greatest: 6 };

/** Minutes, hours, day of month, month, day of week: of days that are both named either will do. Undefined if it is none. */
export function parseStandardCron(text: string): Cron | undefined {
  const fields = text.split(/ +/);
  const [minute = "", hour = "", dayOfMonth = "", month = "", dayOfWeek = ""] = fields;
  if (fields.length !== 5) return undefined;
  const read = (field: string, kind: FieldKind) => parseField(field, { ...kind, steps: false });
  const [minutes, hours, months] = [
    read(minute, minuteField),
    read(hour, hourField),
    read(month, monthField),
  ];
  const [days, weekdays] = [read(dayOfMonth, dayOfMonthField), read(dayOfWeek, standardDayOfWeekField)];
  if (
    minutes === undefined ||
    hours === undefined ||
    months === undefined ||
    days === undefined ||
    weekdays === undefined
  ) {
    return undefined;
  }
  const isEither = dayOfMonth !== "*" && dayOfWeek !== "*";
  return {
    ...{ minutes, hours, months, years: parseField("*", yearField) ?? [] },
    isDay(date) {
      const isNamed = [days.includes(date.day), weekdays.includes(dayOfWeekOf(date) - 1)];
      return isEither ? isNamed.includes(true) : !isNamed.includes(false);
    },
  };
}

function daysOfMonth(text: string): Cron["isDay"] | undefined {
  if (text === "L") return (date) => date.day === lastDayOf(date);
  const nearWeekday = /^(\d{1,2})W$/.exec(text);
  if (nearWeekday !== null) {
    const wanted = parseNumber(nearWeekday[1] ?? "", dayOfMonthField);
    return wanted === undefined ? undefined : (date) => date.day === weekdayNearest(date, wanted);
  }
  const days = parseField(text, dayOfMonthField);
  return days === undefined ? undefined : (date) => days.includes(date.day);
}

function daysOfWeek(text: string): Cron["isDay"] | undefined {
  if (text === "L") return (date) => dayOfWeekOf(date) === dayOfWeekField.greatest;
  const last = /^(\w+)L$/.exec(text);
  const numbered = /^(\w+)#([1-5])$/.exec(text);
  if (last !== null || numbered !== null) {
    const wanted = parseNumber((last ?? numbered)?.[1] ?? "", dayOfWeekField);
    if (wanted === undefined) return undefined;
    if (numbered === null) return (date) => dayOfWeekOf(date) === wanted && date.day > lastDayOf(date) - 7;
    const week = Number(numbered[2]);
    return (date) => dayOfWeekOf(date) === wanted && Math.ceil(date.day / 7) === week;
  }
  const days = parseField(text, dayOfWeekField);
  return days === undefined ? undefined : (date) => days.includes(dayOfWeekOf(date));
}

export function lastDayOf({ year, month }: Pick<CalendarDate, "year" | "month">): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** 1 is Sunday. */
function dayOfWeekOf({ year, month, day }: CalendarDate): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}

/** It stays in the month: where the day is a Sunday that ends it, or a Saturday that begins it, it is on the other side. */
function weekdayNearest({ year, month }: CalendarDate, wanted: number): number | undefined {
  const last = lastDayOf({ year, month });
  if (wanted > last) return undefined;
  const dayOfWeek = dayOfWeekOf({ year, month, day: wanted });
  if (dayOfWeek === 7) return wanted === 1 ? 3 : wanted - 1;
  if (dayOfWeek === 1) return wanted === last ? wanted - 2 : wanted + 1;
  return wanted;
}
