// What an AWS service tells on a bus by itself.

import type { JsonObject } from "./json.ts";

/** What a service of AWS tells: its source may begin with `aws.`. */
export interface ServiceEvent {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: JsonObject;
  /** When it came to pass, in milliseconds since the epoch. @default now */
  readonly time?: number | undefined;
}
