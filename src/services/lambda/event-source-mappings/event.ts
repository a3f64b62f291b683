// A batch as the function's event.

import type { MappedRecord } from "./mapped-record.ts";

const head = '{"Records":[';
const foot = "]}";
/** What an event has around the array of its records. */
export const envelopeBytes = head.length + foot.length - "[]".length;

export function eventOf(entries: readonly { readonly record: MappedRecord }[]): string {
  return `${head}${entries.map(({ record }) => record.text).join(",")}${foot}`;
}
