// Times as texts: parse_time and time_to_epoch. https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-functions.html#iot-sql-function-parse-time

import { formatTime, readTime } from "../time-pattern.ts";
import { toDecimal, toText } from "../values.ts";
import { type Functions, of } from "./function-table.ts";

export const timeFunctions: Functions = {
  /** In UTC unless a zone is named. */
  parse_time: of(2, 3, ([pattern, time, zone]) => {
    const at = toDecimal(time);
    const written = toText(pattern);
    if (at === undefined || written === undefined) return undefined;
    return formatTime(written, at, zone === undefined ? "UTC" : (toText(zone) ?? ""));
  }),
  time_to_epoch: of(2, 2, ([time, pattern]) => {
    const text = toText(time);
    const written = toText(pattern);
    return text === undefined || written === undefined ? undefined : readTime(text, written);
  }),
};
