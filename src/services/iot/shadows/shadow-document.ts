// The document of a shadow: what is desired of a thing, what it reports, and how the two differ; each value with the time of its change.
// https://docs.aws.amazon.com/iot/latest/developerguide/device-shadow-document.html

import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../../../aws/json.ts";
import { setMember } from "../../../aws/set-member.ts";
import { areEqual } from "../sql/values.ts";

export interface ShadowDocument {
  readonly state: ShadowState;
  readonly metadata: ShadowState;
  readonly version: number;
  /** In seconds since 1970, as everything here. */
  readonly timestamp: number;
  /** A shadow that was deleted keeps its version, and nothing else. */
  readonly isDeleted?: boolean;
}

export interface ShadowState {
  readonly desired?: JsonObject;
  readonly reported?: JsonObject;
}

export const sections = ["desired", "reported"] as const;
export type Section = (typeof sections)[number];

/** What an update asks for: null takes away, all of a section or a member. */
export type ShadowChange = { readonly [section in Section]?: JsonObject | null };

export interface UpdatedShadow {
  readonly document: ShadowDocument;
  /** Of what the update said, and no more. */
  readonly changedMetadata: JsonObject;
}

export function updatedShadow(
  before: ShadowDocument,
  change: ShadowChange,
  timestamp: number,
): UpdatedShadow {
  const state: { [section in Section]?: JsonObject } = { ...before.state };
  const metadata: { [section in Section]?: JsonObject } = { ...before.metadata };
  const changedMetadata: Record<string, Json> = {};
  for (const section of sections) {
    const asked = change[section];
    if (asked === undefined) continue;
    const merged = asked === null ? {} : merge(state[section] ?? {}, asked);
    const times = asked === null ? {} : mergeTimes(metadata[section] ?? {}, asked, timestamp);
    delete state[section];
    delete metadata[section];
    if (Object.keys(merged).length > 0) {
      state[section] = merged;
      metadata[section] = times;
    }
    if (asked !== null) changedMetadata[section] = timesOf(asked, timestamp);
  }
  return { document: { state, metadata, version: before.version + 1, timestamp }, changedMetadata };
}

export interface ShadowDelta {
  readonly state: JsonObject;
  readonly metadata: JsonObject;
}

/** What is desired and not reported so. Undefined if nothing is. */
export function deltaOf({ state, metadata }: ShadowDocument): ShadowDelta | undefined {
  const { desired, reported = {} } = state;
  if (desired === undefined) return undefined;
  const delta = difference(desired, reported, metadata.desired ?? {});
  return Object.keys(delta.state).length === 0 ? undefined : delta;
}

function difference(desired: JsonObject, reported: JsonObject, times: JsonObject): ShadowDelta {
  const state: Record<string, Json> = {};
  const metadata: Record<string, Json> = {};
  for (const [name, wanted] of Object.entries(desired)) {
    const there = Object.hasOwn(reported, name) ? reported[name] : undefined;
    const time = times[name] ?? {};
    if (isJsonObject(wanted) && isJsonObject(there)) {
      const within = difference(wanted, there, objectOrEmpty(time));
      if (Object.keys(within.state).length === 0) continue;
      setMember(state, name, within.state);
      setMember(metadata, name, within.metadata);
    } else if (there === undefined || !areEqual(wanted, there)) {
      setMember(state, name, wanted);
      setMember(metadata, name, time);
    }
  }
  return { state, metadata };
}

/** Member by member; an array is replaced as a whole. */
function merge(before: JsonObject, change: JsonObject): JsonObject {
  const merged: Record<string, Json> = {};
  for (const [name, value] of Object.entries(before))
    if (!Object.hasOwn(change, name)) setMember(merged, name, value);
  for (const [name, value] of Object.entries(change)) {
    if (value === null) continue;
    const present = Object.hasOwn(before, name) ? before[name] : undefined;
    const isWithin = isJsonObject(value);
    const made = isWithin ? merge(objectOrEmpty(present), value) : value;
    if (isWithin && isJsonObject(made) && Object.keys(made).length === 0) continue;
    setMember(merged, name, made);
  }
  return merged;
}

function mergeTimes(before: JsonObject, change: JsonObject, timestamp: number): JsonObject {
  const merged: Record<string, Json> = {};
  for (const [name, value] of Object.entries(before))
    if (!Object.hasOwn(change, name)) setMember(merged, name, value);
  for (const [name, value] of Object.entries(change)) {
    if (value === null) continue;
    const present = Object.hasOwn(before, name) ? before[name] : undefined;
    const times = isJsonObject(value)
      ? mergeTimes(isJsonObject(present) && !isTime(present) ? present : {}, value, timestamp)
      : timesOf(value, timestamp);
    if (isJsonObject(times) && Object.keys(times).length === 0) continue;
    setMember(merged, name, times);
  }
  return merged;
}

function timesOf(value: JsonObject, timestamp: number): JsonObject;
function timesOf(value: Json, timestamp: number): Json;
function timesOf(value: Json, timestamp: number): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((each) => timesOf(each, timestamp));
  if (!isJsonObject(value)) return { timestamp };
  const times: Record<string, Json> = {};
  for (const [name, member] of Object.entries(value)) setMember(times, name, timesOf(member, timestamp));
  return times;
}

function isTime(value: JsonObject): boolean {
  return typeof value.timestamp === "number" && Object.keys(value).length === 1;
}
