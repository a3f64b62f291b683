// Types of things. https://docs.aws.amazon.com/iot/latest/developerguide/thing-types.html

import { randomUUID } from "node:crypto";
import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import { alreadyExists, invalidRequest, notFound } from "../refusals.ts";

export interface ThingType {
  readonly thingTypeName: string;
  readonly thingTypeId: string;
  readonly description?: string | undefined;
  readonly searchableAttributes: readonly string[];
  readonly createdAt: number;
  readonly deprecatedAt?: number | undefined;
}

/** A type is deleted no sooner after it was deprecated. */
const deprecationMs = 5 * 60_000;

export class ThingTypes {
  readonly #clock: Clock;
  readonly #identity: RegionIdentity;
  readonly #types: Records<ThingType>;

  constructor(clock: Clock, identity: RegionIdentity, book: RecordBook) {
    this.#clock = clock;
    this.#identity = identity;
    this.#types = book.records("thing-types");
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
  create(
    thingTypeName: string,
    properties: Pick<ThingType, "description"> & {
      readonly searchableAttributes?: readonly string[] | undefined;
    },
  ): ThingType {
    const resourceArn = this.arn(thingTypeName);
    if (this.#types.has(thingTypeName))
      throw alreadyExists(
        `Thing type ${thingTypeName} already exists in account ${this.#identity.accountId}`,
        { resourceId: thingTypeName, resourceArn },
      );
    const { description, searchableAttributes = [] } = properties;
    const type = { thingTypeName, thingTypeId: randomUUID(), description, searchableAttributes };
    const created = { ...type, createdAt: this.#clock.now() };
    this.#types.put(thingTypeName, created);
    return created;
  }

  /** Throws ResourceNotFoundException. */
  deprecate(thingTypeName: string, isUndone: boolean): void {
    const type = this.get(thingTypeName);
    this.#types.put(thingTypeName, { ...type, deprecatedAt: isUndone ? undefined : this.#clock.now() });
  }

  /** Throws ResourceNotFoundException, and InvalidRequestException before it was deprecated for five minutes. */
  delete(thingTypeName: string): void {
    const { deprecatedAt } = this.get(thingTypeName);
    if (deprecatedAt === undefined || this.#clock.now() - deprecatedAt < deprecationMs)
      throw invalidRequest(
        `Cannot delete thing type : ${thingTypeName}. Please deprecate the thing type and wait 5 minutes before deleting it`,
      );
    this.#types.remove(thingTypeName);
  }
}
