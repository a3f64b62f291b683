// PutEvents: which entries are accepted, and the event that an accepted entry becomes.
// EventBridge API, PutEvents; user guide, "Calculating PutEvents event entry size".

import type { RegionIdentity } from "../../../aws/arn.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { isTooDeep } from "../../../aws/json-depth.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { ServiceEvent } from "../../../aws/service-event.ts";
import { mostForwards } from "../deliveries/delivery.ts";
import { WrittenEvent } from "../rules/written-event.ts";
import { withWrittenNumbers } from "./written-numbers.ts";

export interface PutEventsEntry {
  readonly source?: string | undefined;
  readonly detailType?: string | undefined;
  /** JSON text. */
  readonly detail?: string | undefined;
  /** A name or an ARN; the default bus if left out. */
  readonly eventBusName?: string | undefined;
  readonly resources?: readonly string[] | undefined;
  readonly traceHeader?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly timeMs?: number | undefined;
}

export interface PutEventsResultEntry {
  readonly eventId?: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
}

export interface PutEventsResult {
  readonly failedEntryCount: number;
  readonly entries: readonly PutEventsResultEntry[];
}

/** EventBridge user guide, "Calculating PutEvents event entry size". */
const largestRequestBytes = 262_144;
const mostEntries = 10;
const longestDetailType = 128;

export function checkRequest(entries: readonly PutEventsEntry[]): void {
  if (entries.length < 1 || entries.length > mostEntries) {
    const bound =
      entries.length === 0 ? "greater than or equal to 1" : `less than or equal to ${mostEntries}`;
    throw new ServiceError(
      "ValidationException",
      `1 validation error detected: Value '[${entries.map(shownEntry).join(", ")}]' at 'entries' failed to satisfy constraint: Member must have length ${bound}`,
    );
  }
  if (requestBytes(entries) > largestRequestBytes) {
    throw new ServiceError(
      "ValidationException",
      "Total size of the entries in the request is over the limit.",
    );
  }
}

/** As AWS tells a refused request of its entries. */
function shownEntry(entry: PutEventsEntry): string {
  const { timeMs, source, resources, detailType, detail, eventBusName, traceHeader } = entry;
  const members = {
    time: timeMs === undefined ? undefined : new Date(timeMs).toISOString(),
    source,
    resources: resources && `[${resources.join(", ")}]`,
    ...{ detailType, detail, eventBusName, traceHeader },
    ...{ kmsKeyIdentifier: undefined, internalMetadata: undefined },
  };
  const shown = Object.entries(members).map(([name, value]) => `${name}=${value ?? null}`);
  return `PutEventsRequestEntry(${shown.join(", ")})`;
}

export function requestBytes(entries: readonly PutEventsEntry[]): number {
  return entries.reduce((bytes, entry) => bytes + entryBytes(entry), 0);
}

function entryBytes({
  source = "",
  detailType = "",
  detail = "",
  resources = [],
  timeMs,
}: PutEventsEntry): number {
  const texts = [source, detailType, detail, ...resources];
  return texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), timeMs === undefined ? 0 : 14);
}

export interface EventOrigin {
  readonly identity: RegionIdentity;
  readonly eventId: string;
  readonly now: number;
}

/** An event for matching and for targets: the two differ in how numbers of the detail are written. */
export interface AcceptedEvent {
  readonly event: JsonObject;
  readonly written: WrittenEvent;
  /** About how long it is as a text. */
  readonly characters: number;
}

/** The event, or why the entry is refused. */
export function toEvent(
  entry: PutEventsEntry,
  origin: EventOrigin,
): AcceptedEvent | (PutEventsResultEntry & { readonly errorCode: string }) {
  const { source, detailType, detail, resources = [], timeMs = origin.now } = entry;
  if (!source) return missing("Source");
  if (!detailType) return missing("DetailType");
  if (!detail) return missing("Detail");
  if (detailType.length > longestDetailType)
    return invalidArgument("DetailType", `DetailType has more than ${longestDetailType} characters.`);
  if (source.startsWith("aws.")) {
    return { errorCode: "NotAuthorizedForSourceException", errorMessage: "Not authorized for the source." };
  }
  const parsed = isTooDeep(detail) ? undefined : jsonOrUndefined(detail);
  if (!isJsonObject(parsed)) return { errorCode: "MalformedDetail", errorMessage: "Detail is malformed." };
  const event = serviceEvent({ source, detailType, resources, detail: parsed }, { ...origin, now: timeMs });
  const writtenDetail = withWrittenNumbers(detail, parsed);
  const written = writtenDetail === parsed ? event : { ...event, detail: writtenDetail };
  return { event, written: new WrittenEvent(written), characters: detail.length };
}

/** What a rule sends on: the event as JSON text, and how many rules had sent it on before. */
export interface MatchedEvent {
  readonly event: string;
  /** @default 0 */
  readonly forwarded?: number | undefined;
}

/**
 * What a rule sends to another bus: the event itself, or, where the rule's target has an input of its own, that as the
 * detail of an event that is otherwise the same. Both texts are JSON.
 */
export function forwardedEvent(payload: string, matched: string): AcceptedEvent {
  const original = JSON.parse(matched) as JsonObject;
  const input: Json = JSON.parse(payload);
  const isEvent = isJsonObject(input) && typeof input.source === "string" && isJsonObject(input.detail);
  const inPlace = (detail: Json) => (isEvent ? (detail as JsonObject) : { ...original, detail });
  const event = inPlace(input);
  const writtenInput = withWrittenNumbers(payload, input);
  const written = writtenInput === input ? event : inPlace(writtenInput);
  return { event, written: new WrittenEvent(written), characters: payload.length };
}

/** An event whose numbers are written as they are read. */
export function plainEvent(event: JsonObject): AcceptedEvent {
  const written = new WrittenEvent(event);
  return { event, written, characters: written.text.length };
}

/** One more than the buses that an event has been sent on to. Throws ServiceError if there have been too many. */
export function countForward(forwarded = 0): number {
  if (forwarded < mostForwards) return forwarded + 1;
  const why = "EventBridge doesn't send it on to a third: let a rule of the first bus send it to both.";
  throw new ServiceError("ValidationException", `The event came from another event bus. ${why}`);
}

/** The event in its envelope. EventBridge user guide, "Events structure reference". */
export function serviceEvent(event: ServiceEvent, { identity, eventId, now }: EventOrigin): JsonObject {
  const { source, detailType, resources, detail } = event;
  return {
    version: "0",
    id: eventId,
    "detail-type": detailType,
    source,
    account: identity.accountId,
    time: `${new Date(now).toISOString().slice(0, 19)}Z`,
    region: identity.region,
    resources,
    detail,
  };
}

function missing(name: string) {
  return invalidArgument(name, `${name} is a required argument.`);
}

function invalidArgument(name: string, reason: string) {
  return {
    errorCode: "InvalidArgument",
    errorMessage: `Parameter ${name} is not valid. Reason: ${reason}`,
  };
}
