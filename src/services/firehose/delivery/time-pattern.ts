// Times written by a pattern of Java's DateTimeFormatter, as the prefixes of objects have them.
// https://docs.oracle.com/javase/8/docs/api/java/time/format/DateTimeFormatter.html

/** A moment as a calendar has it. */
export interface CalendarTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly milli: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly dayOfYear: number;
}

export type WriteTime = (time: CalendarTime) => string;

const months = "January February March April May June July August September October November December".split(
  " ",
);
const weekdays = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

/** Undefined for a time zone that there is none of. */
export function calendarOf(timeZone: string): ((at: number) => CalendarTime) | undefined {
  const format = formatOf(timeZone);
  if (format === undefined) return undefined;
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    const [year, month, day] = [of("year"), of("month"), of("day")];
    const midnight = Date.UTC(year, month - 1, day);
    return {
      ...{ year, month, day, hour: of("hour"), minute: of("minute"), second: of("second") },
      milli: ((at % 1000) + 1000) % 1000,
      weekday: new Date(midnight).getUTCDay(),
      dayOfYear: (midnight - Date.UTC(year, 0, 1)) / 86_400_000 + 1,
    };
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    const [number, hourCycle] = ["numeric", "h23"] as const;
    return new Intl.DateTimeFormat("en-US", {
      ...{ timeZone, hourCycle, year: number, month: number, day: number },
      ...{ hour: number, minute: number, second: number },
    });
  } catch {
    return undefined;
  }
}

const piece = /'((?:[^']|'')*)'|([a-zA-Z])\2*|[^a-zA-Z']+/gy;

/** Undefined for a pattern that is none, or that asks for what no calendar has. */
export function compileTimePattern(pattern: string): WriteTime | undefined {
  const writers: WriteTime[] = [];
  piece.lastIndex = 0;
  let end = 0;
  for (let match = piece.exec(pattern); match !== null; match = piece.exec(pattern)) {
    const [whole, quoted, letter] = match;
    end = piece.lastIndex;
    const writer =
      quoted !== undefined
        ? literal(quoted === "" ? "'" : quoted.replaceAll("''", "'"))
        : letter === undefined
          ? literal(whole)
          : field(letter, whole.length);
    if (writer === undefined) return undefined;
    writers.push(writer);
  }
  if (end !== pattern.length) return undefined;
  return (time) => writers.map((write) => write(time)).join("");
}

function literal(text: string): WriteTime {
  return () => text;
}

function field(letter: string, width: number): WriteTime | undefined {
  const number = (of: (time: CalendarTime) => number, most: number): WriteTime | undefined =>
    width > most ? undefined : (time) => String(of(time)).padStart(width, "0");
  switch (letter) {
    case "y":
    case "u":
      return width === 2
        ? ({ year }) => String(year % 100).padStart(2, "0")
        : ({ year }) => String(year).padStart(width, "0");
    case "M":
    case "L":
      return width > 2
        ? named(width, ({ month }) => months[month - 1] ?? "")
        : number(({ month }) => month, 2);
    case "d":
      return number(({ day }) => day, 2);
    case "D":
      return number(({ dayOfYear }) => dayOfYear, 3);
    case "H":
      return number(({ hour }) => hour, 2);
    case "k":
      return number(({ hour }) => hour || 24, 2);
    case "K":
      return number(({ hour }) => hour % 12, 2);
    case "h":
      return number(({ hour }) => hour % 12 || 12, 2);
    case "m":
      return number(({ minute }) => minute, 2);
    case "s":
      return number(({ second }) => second, 2);
    case "S":
      return ({ milli }) => String(milli).padStart(3, "0").padEnd(width, "0").slice(0, width);
    case "E":
      return named(Math.max(width, 3), ({ weekday }) => weekdays[weekday] ?? "");
    case "a":
      return width > 1 ? undefined : ({ hour }) => (hour < 12 ? "AM" : "PM");
    default:
      return undefined;
  }
}

/** Three letters are the short name, four the whole one, five its first letter. */
function named(width: number, nameOf: (time: CalendarTime) => string): WriteTime | undefined {
  if (width > 5) return undefined;
  return (time) => nameOf(time).slice(0, width === 3 ? 3 : width === 5 ? 1 : undefined);
}
