// A record of a query: what is known of an event by itself, what its JSON holds, and what the query has computed.

import type { Json } from "../../../aws/json.ts";
import { jsonObjectOrUndefined } from "../../../aws/json-text.ts";
import type { LogEvent } from "../log-group.ts";
import { Structure } from "./structure.ts";
import { type Row, shownTime, textOf, type Value } from "./values.ts";

export interface EventPlace {
  /** `account:group`. */
  readonly log: string;
  readonly isOfFunction: boolean;
  readonly now: number;
  /** What a transformer made of an event, as JSON; undefined for one that came in before there was one. */
  readonly transformed?: ((event: LogEvent) => string | undefined) | undefined;
}

/** Pauses between rows, so that a long query holds up nobody. */
export type Steps<Result> = Generator<void, Result>;

export type Command = (rows: readonly QueryRow[]) => Steps<readonly QueryRow[]>;

/** "CloudWatch Logs can extract a maximum of 200 log event fields from a JSON log." */
const mostFields = 200;

export class QueryRow implements Row {
  readonly event: LogEvent | undefined;
  readonly #place: EventPlace | undefined;
  readonly #computed = new Map<string, Value>();
  readonly #times = new Set<string>();
  #hasStructures = false;
  #found: ReadonlyMap<string, Value> | undefined;

  constructor(event?: LogEvent, place?: EventPlace) {
    this.event = event;
    this.#place = place;
  }

  static empty(): QueryRow {
    return new QueryRow();
  }

  /** As it is, to be changed by itself. */
  copy(): QueryRow {
    const copy = new QueryRow(this.event, this.#place);
    for (const [field, value] of this.#computed) copy.put(field, value, this.#times.has(field));
    return copy;
  }

  put(field: string, value: Value, isTime: boolean): void {
    this.#computed.set(field, value);
    this.#hasStructures ||= value instanceof Structure;
    if (isTime) this.#times.add(field);
  }

  get(name: string): Value {
    if (this.#computed.has(name)) return this.#computed.get(name);
    const field = name.includes("[") ? name.replaceAll(/\[(\d+)\]/g, ".$1") : name;
    if (this.#hasStructures) {
      const part = this.#partOf(field);
      if (part !== undefined) return part;
    }
    const { event } = this;
    if (event === undefined) return undefined;
    switch (field) {
      case "@timestamp":
        return event.timestamp;
      case "@message":
        return event.message;
      case "@logStream":
        return event.logStreamName;
      case "@ingestionTime":
        return event.ingestedAt;
      case "@log":
        return this.#place?.log;
      case "@now":
        return this.#place?.now;
      default:
        this.#found ??= this.#fieldsOf(event);
        return this.#found.get(field);
    }
  }

  /** With all of its message, where that is masked. */
  get unmasked(): QueryRow {
    const { event } = this;
    if (event?.unmasked === undefined) return this;
    return new QueryRow({ ...event, message: event.unmasked }, this.#place);
  }

  #fieldsOf(event: LogEvent): ReadonlyMap<string, Value> {
    const own = fieldsOf(event.message, this.#place?.isOfFunction ?? false);
    const transformed = this.#place?.transformed?.(event);
    return transformed === undefined ? own : new Map([...own, ...fieldsOf(transformed, false)]);
  }

  /** What is in a map or a list that the query has computed. */
  #partOf(field: string): Value {
    for (let dot = field.lastIndexOf("."); dot > 0; dot = field.lastIndexOf(".", dot - 1)) {
      const whole = this.#computed.get(field.slice(0, dot));
      if (whole instanceof Structure) return whole.at(field.slice(dot + 1));
    }
    return undefined;
  }

  /** All that is known of its event, as texts. */
  get found(): readonly (readonly [string, string])[] {
    const { event } = this;
    if (event === undefined) return [];
    const names = ["@timestamp", "@message", "@logStream", "@log", "@ingestionTime"];
    return [...names, ...this.#fieldsOf(event).keys()].map((name) => [name, textOf(this.get(name)) ?? ""]);
  }

  /** As an answer shows it; undefined where there is nothing. */
  shown(field: string): string | undefined {
    const value = this.get(field);
    const isTime = field === "@timestamp" || field === "@ingestionTime" || this.#times.has(field);
    return isTime && typeof value === "number" && Math.abs(value) < 8.64e15
      ? shownTime(value)
      : textOf(value);
  }
}

/** Whether the events of a group are what functions print, by what Lambda calls such groups. */
export function isOfFunction(logGroupName: string): boolean {
  return logGroupName.startsWith("/aws/lambda/");
}

function fieldsOf(message: string, ofFunction: boolean): ReadonlyMap<string, Value> {
  const fields = new Map<string, Value>();
  const root = jsonObjectOrUndefined(ofFunction ? firstObjectIn(message) : message.trim());
  if (root !== undefined) flatten(root, "", fields);
  if (ofFunction) addReported(message, fields);
  return fields;
}

/** "In Lambda logs … only for the first embedded JSON fragment in each log event"; of other logs only what is JSON as a whole. */
function firstObjectIn(message: string): string {
  const from = message.search(/\{\s*["}]/);
  if (from === -1) return "";
  let depth = 0;
  let isText = false;
  for (let at = from; at < message.length; at++) {
    const letter = message[at];
    if (isText && letter === "\\") at++;
    else if (letter === '"') isText = !isText;
    else if (!isText && letter === "{") depth++;
    else if (!isText && letter === "}" && --depth === 0) return message.slice(from, at + 1);
  }
  return "";
}

/** `{"a":{"b":[7]}}` has the field `a.b.0`. */
function flatten(value: Json, path: string, fields: Map<string, Value>): void {
  if (fields.size >= mostFields) return;
  if (typeof value === "object" && value !== null)
    for (const [name, each] of Object.entries(value) as [string, Json][])
      flatten(each, path === "" ? name : `${path}.${name}`, fields);
  else if (value !== null) fields.set(path, value);
}

const reported = [
  ["@requestId", /RequestId: ([\w-]+)/],
  ["@duration", /\tDuration: ([\d.]+) ms/],
  ["@billedDuration", /Billed Duration: ([\d.]+) ms/],
  ["@initDuration", /Init Duration: ([\d.]+) ms/],
  ["@memorySize", /Memory Size: (\d+) MB/],
  ["@maxMemoryUsed", /Max Memory Used: (\d+) MB/],
] as const;

/** What Lambda prints of an invocation by itself. */
function addReported(message: string, fields: Map<string, Value>): void {
  const type = /^(START|END|REPORT|INIT_START|INIT_REPORT) /.exec(message)?.[1];
  if (type === undefined) return;
  fields.set("@type", type);
  for (const [name, pattern] of reported) {
    const found = pattern.exec(message)?.[1];
    if (found === undefined) continue;
    // Memory is told in megabytes and asked for in bytes.
    const scale = name === "@memorySize" || name === "@maxMemoryUsed" ? 1_000_000 : 1;
    fields.set(name, name === "@requestId" ? found : Number(found) * scale);
  }
}
