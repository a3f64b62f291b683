// The shadows of things: documents with versions, kept in a book. A thing need not be registered to have one.
// https://docs.aws.amazon.com/iot/latest/developerguide/iot-device-shadows.html

import type { JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import { invalidRequest, notFound } from "../refusals.ts";
import {
  deltaOf,
  type ShadowDelta,
  type ShadowDocument,
  type UpdatedShadow,
  updatedShadow,
} from "./shadow-document.ts";
import type { ShadowUpdate } from "./shadow-request.ts";

/** A thing's own shadow has no name. */
export interface ShadowName {
  readonly thingName: string;
  readonly shadowName?: string | undefined;
}

interface Kept extends ShadowName {
  readonly document: ShadowDocument;
}

export interface ShadowOutcome extends UpdatedShadow {
  readonly before: ShadowDocument;
  readonly delta: ShadowDelta | undefined;
}

const none: ShadowDocument = { state: {}, metadata: {}, version: 0, timestamp: 0, isDeleted: true };
const thingPattern = /^[a-zA-Z0-9:_-]{1,128}$/;
const shadowPattern = /^[$a-zA-Z0-9:_-]{1,64}$/;

export class Shadows {
  readonly #clock: Clock;
  readonly #shadows: Records<Kept>;

  constructor(clock: Clock, book: RecordBook) {
    this.#clock = clock;
    this.#shadows = book.records("shadows");
  }

  /** Throws ResourceNotFoundException. */
  get(name: ShadowName): ShadowDocument {
    const document = this.find(name);
    if (document === undefined) throw noShadow(name);
    return document;
  }

  find(name: ShadowName): ShadowDocument | undefined {
    const document = this.#kept(name);
    return document.isDeleted === true ? undefined : document;
  }

  /** Throws ConflictException for another version than the one that is asked for. */
  update(name: ShadowName, { change, version }: ShadowUpdate): ShadowOutcome {
    checkName(name);
    const before = this.#kept(name);
    if (version !== undefined && version !== before.version)
      throw new ServiceError("ConflictException", "Version conflict", { status: 409 });
    const updated = updatedShadow(before, change, this.#now());
    this.#put(name, updated.document);
    return { ...updated, before, delta: deltaOf(updated.document) };
  }

  /** The version goes on where it is, should there be a shadow again. Throws ResourceNotFoundException. */
  delete(name: ShadowName): { readonly version: number; readonly timestamp: number } {
    const { version } = this.get(name);
    this.#put(name, { ...none, version: version + 1, timestamp: this.#now() });
    return { version, timestamp: this.#now() };
  }

  /** The names of a thing's named shadows, in their order. */
  named(thingName: string): readonly string[] {
    return this.#shadows
      .values()
      .filter((each) => each.thingName === thingName && each.document.isDeleted !== true)
      .flatMap(({ shadowName }) => (shadowName === undefined ? [] : [shadowName]))
      .toSorted();
  }

  #kept(name: ShadowName): ShadowDocument {
    return this.#shadows.get(keyOf(name))?.document ?? none;
  }

  #put(name: ShadowName, document: ShadowDocument): void {
    this.#shadows.put(keyOf(name), { ...name, document });
  }

  #now(): number {
    return Math.floor(this.#clock.now() / 1000);
  }
}

/** What a client is told of a shadow. */
export function shownShadow(document: ShadowDocument, now: number): JsonObject {
  const { state, metadata, version } = document;
  const delta = deltaOf(document);
  return {
    state: delta === undefined ? { ...state } : { ...state, delta: delta.state },
    metadata: { ...metadata },
    ...{ version, timestamp: now },
  };
}

/** Throws InvalidRequestException. */
export function checkName({ thingName, shadowName }: ShadowName): void {
  if (!thingPattern.test(thingName)) throw invalidRequest(`Invalid thing name: ${thingName}`);
  if (shadowName !== undefined && !shadowPattern.test(shadowName))
    throw invalidRequest(`Invalid shadow name: ${shadowName}`);
}

function noShadow({ thingName, shadowName }: ShadowName): ServiceError {
  return notFound(
    `No shadow exists with name: '${shadowName === undefined ? thingName : `${thingName}~${shadowName}`}'`,
  );
}

/** Neither name has a slash in it. */
function keyOf({ thingName, shadowName = "" }: ShadowName): string {
  return `${thingName}/${shadowName}`;
}
