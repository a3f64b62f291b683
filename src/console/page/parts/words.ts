// Times, numbers and names as the page writes them.

export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** How times are told: by the reader's machine, by logs and histories elsewhere, or by how long ago they were. */
export type TimeStyle = "local" | "UTC" | "relative";

export function isTimeStyle(text: string | null): text is TimeStyle {
  return text === "local" || text === "UTC" || text === "relative";
}

let style: TimeStyle = "local";

export function tellTimes(wanted: TimeStyle): void {
  style = wanted;
}

export function timeStyle(): TimeStyle {
  return style;
}

/** To the millisecond. */
export function clockTime(milliseconds: number): string {
  return dateTime(milliseconds).slice(11);
}

/** Nothing for no time. */
export function dateTime(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return "";
  const behindUtc = style === "UTC" ? 0 : new Date(milliseconds).getTimezoneOffset() * 60_000;
  return new Date(milliseconds - behindUtc).toISOString().replace("T", " ").slice(0, -1);
}

/** How often something was done. */
export function times(often: number): string {
  return often === 1 ? "once" : `${count(often)} times`;
}

export function count(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: value < 10 ? 1 : 0 });
}

/** Without its middle where it is too long: how names begin and how they end tells them apart. */
export function shortened(name: string, most: number): string {
  if (name.length <= most) return name;
  const end = Math.floor((most - 1) / 2);
  return `${name.slice(0, most - 1 - end)}…${name.slice(-end)}`;
}

/** With its version or alias, if it names one of a function or a state machine. */
export function nameOfArn(arn: string): string {
  const qualified = /:(?:function|stateMachine):(.+)$/.exec(arn)?.[1];
  if (qualified !== undefined) return qualified;
  return arn.slice(Math.max(arn.lastIndexOf(":"), arn.lastIndexOf("/")) + 1);
}

/** JSON written out, or the text itself if it is none. */
export function writtenOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

export function byteSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(1)} KB`;
  return bytes < 1024 ** 3 ? `${(bytes / 1024 ** 2).toFixed(1)} MB` : `${(bytes / 1024 ** 3).toFixed(2)} GB`;
}

/** `in 3 min 20 s`, or how long ago it was, to the second. */
export function relativeTime(at: number, now: number): string {
  if (!Number.isFinite(at)) return "";
  const span = Math.abs(at - now);
  const told = span < 60_000 ? `${Math.floor(span / 1000)} s` : duration(span);
  return at > now ? `in ${told}` : `${told} ago`;
}
