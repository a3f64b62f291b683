/** CloudWatch writes its zone as +0000. */
export function zonedTime(at: number): string {
  return new Date(at).toISOString().replace("Z", "+0000");
}

/** "Wednesday 10 November, 2021 02:45:55 UTC", as the reasons of composite alarms have it. */
export function dayAndTime(at: number): string {
  const date = new Date(at);
  const part = (options: Intl.DateTimeFormatOptions) =>
    date.toLocaleDateString("en-US", { ...options, timeZone: "UTC" });
  const day = String(date.getUTCDate()).padStart(2, "0");
  const time = date.toISOString().slice(11, 19);
  return `${part({ weekday: "long" })} ${day} ${part({ month: "long" })}, ${date.getUTCFullYear()} ${time} UTC`;
}
