// Types of things. https://docs.aws.amazon.com/iot/latest/developerguide/thing-types.html

import { randomUUID } from "node:crypto";
import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import { alreadyExists, invalidRequest, notFound } from "../refusals.ts";
import type { RegistryEvents, RegistryOperation } from "./registry-events.ts";

export interface ThingType {
  readonly thingTypeName: string;
  readonly thingTypeId: string;
  readonly description?: string | undefined;
  readonly searchableAttributes: readonly string[];
  readonly createdAt: number;
  readonly deprecatedAt?: number | undefined;
}

export interface ThingTypeProperties {
  readonly description?: string | undefined;
  readonly searchableAttributes?: readonly string[] | undefined;
}

/** A type is deleted no sooner after it was deprecated. */
const deprecationMs = 5 * 60_000;

export class ThingTypes {
  readonly #clock: Clock;
  readonly #identity: RegionIdentity;
  readonly #types: Records<ThingType>;
  readonly #events: RegistryEvents;

  constructor(clock: Clock, identity: RegionIdentity, book: RecordBook, events: RegistryEvents) {
    this.#clock = clock;
    this.#identity = identity;
    this.#types = book.records("thing-types");
    this.#events = events;
  }

  all(): readonly ThingType[] {
    return this.#types.values();
  }

  arn(thingTypeName: string): string {
    return formatArn(this.#identity, "iot", `thingtype/${thingTypeName}`);
  }

  /** Throws ResourceNotFoundException. */
  get(thingTypeName: string): ThingType {
    const type = this.#types.get(thingTypeName);
    if (type === undefined) throw notFound(`Thing type ${thingTypeName} not found.`);
    return type;
  }

  /** Throws ResourceAlreadyExistsException. */
  create(thingTypeName: string, properties: ThingTypeProperties): ThingType {
    const resourceArn = this.arn(thingTypeName);
    if (this.#types.has(thingTypeName))
      throw alreadyExists(
        `Thing type ${thingTypeName} already exists in account ${this.#identity.accountId}`,
        { resourceId: thingTypeName, resourceArn },
      );
    const { description, searchableAttributes = [] } = properties;
    const type = { thingTypeName, thingTypeId: randomUUID(), description, searchableAttributes };
    const created = { ...type, createdAt: this.#clock.now() };
    this.#put(created, "CREATED");
    return created;
  }

  /** What is not given stays as it is. Throws ResourceNotFoundException. */
  update(thingTypeName: string, { description, searchableAttributes }: ThingTypeProperties): void {
    const type = this.get(thingTypeName);
    this.#put(
      {
        ...type,
        description: description ?? type.description,
        searchableAttributes: searchableAttributes ?? type.searchableAttributes,
      },
      "UPDATED",
    );
  }

  /** Throws ResourceNotFoundException. */
  deprecate(thingTypeName: string, isUndone: boolean): void {
    const type = this.get(thingTypeName);
    this.#put({ ...type, deprecatedAt: isUndone ? undefined : this.#clock.now() }, "UPDATED");
  }

  /** Throws ResourceNotFoundException, and, unless it is to be at once, InvalidRequestException before it was deprecated for five minutes. */
  delete(thingTypeName: string, { isAtOnce = false }: { readonly isAtOnce?: boolean } = {}): void {
    const type = this.get(thingTypeName);
    const { deprecatedAt } = type;
    const isRipe = deprecatedAt !== undefined && this.#clock.now() - deprecatedAt >= deprecationMs;
    if (!isRipe && !isAtOnce)
      throw invalidRequest(
        `Cannot delete thing type : ${thingTypeName}. Please deprecate the thing type and wait 5 minutes before deleting it`,
      );
    this.#types.remove(thingTypeName);
    this.#tell(type, "DELETED");
  }

  #put(type: ThingType, operation: RegistryOperation): void {
    this.#types.put(type.thingTypeName, type);
    this.#tell(type, operation);
  }

  #tell(type: ThingType, operation: RegistryOperation): void {
    const { thingTypeName, thingTypeId, deprecatedAt, searchableAttributes, description = null } = type;
    this.#events.tell("THING_TYPE", `thingType/${thingTypeName}`, operation, {
      ...{ thingTypeId, thingTypeName, isDeprecated: deprecatedAt !== undefined },
      ...{ deprecationDate: deprecatedAt ?? null, searchableAttributes, description },
    });
  }
}
