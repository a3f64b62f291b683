// What the clocks on the wall of a time zone show, by the time zone database that comes with the runtime.

const formats = new Map<string, Intl.DateTimeFormat>();
const dayMs = 86_400_000;

/** Whether it is a name of the database, such as `Europe/Berlin`. */
export function isTimeZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** The wall clock's time at an instant, as the milliseconds that it would be if the zone were UTC. */
export function wallClock(zone: string, at: number): number {
  if (zone === "UTC") return at;
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  const wholeSeconds = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return wholeSeconds + (((at % 1000) + 1000) % 1000);
}

/** The first instant at which the wall clock shows a time; undefined if clocks are put forward over it. */
export function instantOf(zone: string, wall: number): number | undefined {
  if (zone === "UTC") return wall;
  const offsets = new Set([wall - dayMs, wall + dayMs].map((near) => wallClock(zone, near) - near));
  const instants = Array.from(offsets, (offset) => wall - offset).filter(
    (instant) => wallClock(zone, instant) === wall,
  );
  return instants.length === 0 ? undefined : Math.min(...instants);
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(zone, format);
  return format;
}
