// Times by patterns of letters, as java.time has them, such as `yyyy-MM-dd HH:mm:ss VV`.
// https://docs.oracle.com/javase/8/docs/api/java/time/format/DateTimeFormatter.html

interface Fields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly weekday: number;
}

const months = "January February March April May June July August September October November December".split(
  " ",
);
const weekdays = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const dayMs = 86_400_000;

/** Undefined for a pattern, a time or a zone that there is not. */
export function formatTime(pattern: string, time: number, zone: string): string | undefined {
  const offset = offsetOf(zone, time);
  const parts = partsOf(pattern);
  if (offset === undefined || parts === undefined || Math.abs(time) > 8.64e15 - dayMs) return undefined;
  const texts = parts.map((part) =>
    "text" in part ? part.text : formatField(part, Math.floor(time), offset, zone),
  );
  return texts.includes(undefined) ? undefined : texts.join("");
}

/** Milliseconds since 1970; in UTC unless the text has a zone. Undefined for a text that is not as the pattern says. */
export function readTime(text: string, pattern: string): number | undefined {
  const parts = partsOf(pattern);
  if (parts === undefined) return undefined;
  const found = new Map<string, string>();
  let rest = text;
  for (const part of parts) {
    const shape = "text" in part ? undefined : shapeOf(part);
    if ("text" in part) {
      if (!rest.startsWith(part.text)) return undefined;
      rest = rest.slice(part.text.length);
      continue;
    }
    const [match] = shape?.exec(rest) ?? [];
    if (match === undefined) return undefined;
    found.set(part.letter, match);
    rest = rest.slice(match.length);
  }
  return rest === "" ? timeOf(found) : undefined;
}

type Part = { readonly text: string } | Field;

interface Field {
  readonly letter: string;
  readonly count: number;
}

/** Undefined for letters that stand for nothing here. */
function partsOf(pattern: string): readonly Part[] | undefined {
  const parts: Part[] = [];
  for (const [found, quoted] of pattern.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+|'/g)) {
    if (quoted !== undefined) parts.push({ text: quoted === "" ? "'" : quoted.replaceAll("''", "'") });
    else if (!/^[A-Za-z]/.test(found)) parts.push({ text: found });
    else if (!/^[yuYMLdDEehHkKmsSaAnzZVXxO]/.test(found)) return undefined;
    else parts.push({ letter: found.charAt(0), count: found.length });
  }
  return parts;
}

function formatField(
  { letter, count }: Field,
  time: number,
  offset: number,
  zone: string,
): string | undefined {
  const at = fieldsOf(time + offset);
  const padded = (value: number) => String(value).padStart(count, "0");
  switch (letter) {
    case "y":
    case "u":
    case "Y":
      return count === 2 ? String(at.year % 100).padStart(2, "0") : padded(at.year);
    case "M":
    case "L":
      return count < 3 ? padded(at.month) : named(months[at.month - 1], count);
    case "d":
      return padded(at.day);
    case "D":
      return padded(
        Math.floor((Date.UTC(at.year, at.month - 1, at.day) - Date.UTC(at.year, 0, 1)) / dayMs) + 1,
      );
    case "E":
      return named(weekdays[at.weekday], count);
    case "e":
      return padded(at.weekday === 0 ? 7 : at.weekday);
    case "H":
      return padded(at.hour);
    case "k":
      return padded(at.hour === 0 ? 24 : at.hour);
    case "h":
      return padded(at.hour % 12 === 0 ? 12 : at.hour % 12);
    case "K":
      return padded(at.hour % 12);
    case "m":
      return padded(at.minute);
    case "s":
      return padded(at.second);
    case "S":
      return String(((time % 1000) + 1000) % 1000)
        .padStart(3, "0")
        .padEnd(count, "0")
        .slice(0, count);
    case "a":
      return at.hour < 12 ? "AM" : "PM";
    case "z":
    case "V":
      return zone;
    case "Z":
      return offsetText(offset, count < 3 ? "" : ":");
    case "X":
      return offset === 0 ? "Z" : offsetText(offset, count < 3 ? "" : ":");
    case "x":
      return offsetText(offset, count < 3 ? "" : ":");
    default:
      return undefined;
  }
}

function shapeOf({ letter, count }: Field): RegExp | undefined {
  switch (letter) {
    case "M":
    case "L":
      return count >= 3 ? /^[A-Za-z]+/ : /^\d{1,2}/;
    case "E":
      return /^[A-Za-z]+/;
    case "a":
      return /^[AaPp][Mm]/;
    case "y":
    case "u":
      return count === 2 ? /^\d{2}/ : /^\d{4}/;
    case "S":
      return /^\d{1,9}/;
    case "z":
    case "V":
    case "Z":
    case "X":
    case "x":
    case "O":
      return /^[A-Za-z0-9_/:+-]+/;
    case "d":
    case "H":
    case "k":
    case "h":
    case "K":
    case "m":
    case "s":
      return /^\d{1,2}/;
    default:
      return undefined;
  }
}

function timeOf(found: ReadonlyMap<string, string>): number | undefined {
  const number = (...letters: readonly string[]) => {
    const letter = letters.find((each) => found.has(each));
    return letter === undefined ? undefined : Number(found.get(letter));
  };
  const written = number("y", "u");
  if (written === undefined) return undefined;
  const year = written < 100 ? 2000 + written : written;
  const month = monthOf(found.get("M") ?? found.get("L") ?? "1");
  const day = number("d") ?? 1;
  const half = /^p/i.test(found.get("a") ?? "") ? 12 : 0;
  const twelve = number("h", "K");
  const hour = number("H", "k") ?? (twelve === undefined ? 0 : (twelve % 12) + half);
  const minute = number("m") ?? 0;
  const second = number("s") ?? 0;
  if (month === undefined || day < 1 || hour > 24 || minute > 59 || second > 59) return undefined;
  const milliseconds = Math.floor(Number(`0.${found.get("S") ?? "0"}`) * 1000);
  const local = Date.UTC(year, month - 1, day, hour % 24, minute, second, milliseconds);
  if (new Date(local).getUTCDate() !== day) return undefined;
  const zone = ["z", "V", "Z", "X", "x", "O"]
    .map((letter) => found.get(letter))
    .find((each) => each !== undefined);
  // What the clock shows there tells the offset, but on the two days of a year on which it changes.
  const near = offsetOf(zone ?? "UTC", local);
  const offset = near === undefined ? undefined : offsetOf(zone ?? "UTC", local - near);
  return offset === undefined ? undefined : local - offset;
}

function monthOf(text: string): number | undefined {
  if (/^\d/.test(text)) return Number(text) >= 1 && Number(text) <= 12 ? Number(text) : undefined;
  const index = months.findIndex(
    (month) => named(month, 3)?.toLowerCase() === text.slice(0, 3).toLowerCase(),
  );
  return index === -1 ? undefined : index + 1;
}

function fieldsOf(local: number): Fields {
  const date = new Date(local);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    weekday: date.getUTCDay(),
  };
}

function named(name: string | undefined, count: number): string | undefined {
  return count >= 4 ? name : name?.slice(0, 3);
}

function offsetText(offset: number, colon: string): string {
  const minutes = Math.abs(offset) / 60_000;
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${two(minutes / 60)}${colon}${two(minutes % 60)}`;
}

/** How far the clocks of a zone are ahead of UTC. Undefined for a zone that there is not. */
function offsetOf(zone: string, time: number): number | undefined {
  const [, sign, hours, minutes] = /^(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?$/.exec(zone) ?? [];
  if (hours !== undefined)
    return (sign === "-" ? -1 : 1) * (Number(hours) * 3_600_000 + Number(minutes ?? 0) * 60_000);
  if (zone === "UTC" || zone === "Z" || zone === "GMT") return 0;
  try {
    const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
    const shown = format.formatToParts(time).find(({ type }) => type === "timeZoneName")?.value ?? "";
    return shown === "GMT" ? 0 : offsetOf(shown, time);
  } catch {
    return undefined;
  }
}
