// Timestamps as Amazon States Language wants them: RFC 3339 with an upper-case T, and an upper-case Z or a numeric offset.

const shape =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.(\d+))?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

/** Whole seconds since the epoch, and the digits of the fraction without trailing zeros. Two are equal if both members are. */
export interface Instant {
  readonly seconds: number;
  readonly fraction: string;
}

export function parseTimestamp(text: string): Instant | undefined {
  const found = shape.exec(text);
  if (found === null) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date = new Date(0);
  // Date.UTC would take the years 0 to 99 for those of the last century.
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const offsetMinutes = Number(found[9] ?? 0) * 60 + Number(found[10] ?? 0);
  const local = date.getTime() / 1000 + hour * 3600 + minute * 60 + second;
  return {
    seconds: found[8] === "-" ? local + offsetMinutes * 60 : local - offsetMinutes * 60,
    fraction: withoutTrailingZeros(found[7] ?? ""),
  };
}

/** Negative if the first is earlier. Fractions are compared digit by digit, so that nanoseconds count. */
export function compareInstants(first: Instant, second: Instant): number {
  if (first.seconds !== second.seconds) return first.seconds - second.seconds;
  if (first.fraction === second.fraction) return 0;
  return first.fraction < second.fraction ? -1 : 1;
}

/** Milliseconds since the epoch, or undefined if the text is no timestamp. */
export function timestampMs(text: string): number | undefined {
  const instant = parseTimestamp(text);
  if (instant === undefined) return undefined;
  return instant.seconds * 1000 + Number(instant.fraction.slice(0, 3).padEnd(3, "0"));
}

function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end--;
  return digits.slice(0, end);
}
