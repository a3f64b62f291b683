// Things: devices by name, with their attributes. https://docs.aws.amazon.com/iot/latest/developerguide/iot-thing-management.html

import { randomUUID } from "node:crypto";
import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import { alreadyExists, invalidRequest, notFound, versionConflict } from "../refusals.ts";
import { areEqual } from "../sql/values.ts";
import type { RegistryEvents, RegistryOperation } from "./registry-events.ts";
import type { ThingTypes } from "./thing-types.ts";

export type Attributes = Readonly<Record<string, string>>;

export interface Thing {
  readonly thingName: string;
  readonly thingId: string;
  readonly thingTypeName?: string | undefined;
  readonly attributes: Attributes;
  readonly version: number;
  /** The ARNs of certificates. */
  readonly principals: readonly string[];
  /** Those of them that belong to no other thing. */
  readonly exclusivePrincipals?: readonly string[] | undefined;
  readonly billingGroupName?: string | undefined;
  readonly groups: readonly string[];
}

export type ThingPrincipalType = "EXCLUSIVE_THING" | "NON_EXCLUSIVE_THING";

export interface ThingSettings {
  readonly thingTypeName?: string | undefined;
  readonly attributes?: Attributes | undefined;
}

export interface ThingChange extends ThingSettings {
  /** Adds to the attributes instead of replacing them; an empty value takes one away. */
  readonly merge?: boolean | undefined;
  readonly removeThingType?: boolean | undefined;
  readonly expectedVersion?: number | undefined;
}

/** https://docs.aws.amazon.com/general/latest/gr/iot-core.html#thing-limits */
const mostAttributes = 50;
const mostAttributesWithoutType = 3;

export class Things {
  readonly #identity: RegionIdentity;
  readonly #things: Records<Thing>;
  readonly #types: ThingTypes;
  readonly #events: RegistryEvents;

  constructor(identity: RegionIdentity, book: RecordBook, types: ThingTypes, events: RegistryEvents) {
    this.#identity = identity;
    this.#things = book.records("things");
    this.#types = types;
    this.#events = events;
  }

  all(): readonly Thing[] {
    return this.#things.values();
  }

  arn(thingName: string): string {
    return formatArn(this.#identity, "iot", `thing/${thingName}`);
  }

  /** Throws ResourceNotFoundException. */
  get(thingName: string): Thing {
    const thing = this.#things.get(thingName);
    if (thing === undefined) throw notFound(`Thing ${thingName} not found.`);
    return thing;
  }

  find(thingName: string): Thing | undefined {
    return this.#things.get(thingName);
  }

  /** The same once more is no fault. Throws ResourceAlreadyExistsException for another of its name. */
  create(thingName: string, { thingTypeName, attributes = {} }: ThingSettings): Thing {
    const present = this.find(thingName);
    if (present !== undefined) {
      if (present.thingTypeName === thingTypeName && areEqual(present.attributes, attributes)) return present;
      const kind = present.thingTypeName === thingTypeName ? "attributes" : "type";
      throw alreadyExists(
        `Thing ${thingName} already exists in account ${this.#identity.accountId} with different ${kind}`,
        { resourceId: thingName, resourceArn: this.arn(thingName) },
      );
    }
    if (thingTypeName !== undefined) this.#checkType(thingTypeName);
    checkAttributes(attributes, thingTypeName);
    const thing = this.#put({
      ...{ thingName, thingId: randomUUID(), thingTypeName, attributes, version: 1 },
      ...{ principals: [], groups: [] },
    });
    this.#tell(thing, "CREATED");
    this.#tellType(thing, undefined);
    return thing;
  }

  /** Throws ResourceNotFoundException, VersionConflictException. */
  update(thingName: string, change: ThingChange): Thing {
    const thing = this.get(thingName);
    checkVersion(thing, change.expectedVersion);
    const { attributes: given, merge = false, removeThingType = false } = change;
    if (removeThingType && change.thingTypeName !== undefined)
      throw invalidRequest("A thing type cannot be given and removed at once");
    if (change.thingTypeName !== undefined) this.#checkType(change.thingTypeName);
    const all = given === undefined ? thing.attributes : merge ? { ...thing.attributes, ...given } : given;
    const attributes = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
    const thingTypeName = removeThingType ? undefined : (change.thingTypeName ?? thing.thingTypeName);
    checkAttributes(attributes, thingTypeName);
    const updated = this.#put({ ...thing, thingTypeName, attributes, version: thing.version + 1 });
    this.#tell(updated, "UPDATED");
    this.#tellType(updated, thing.thingTypeName);
    return updated;
  }

  /** That there is none is no fault. Throws InvalidRequestException while a certificate is attached. */
  delete(thingName: string, expectedVersion?: number): void {
    const thing = this.find(thingName);
    if (thing === undefined) return;
    checkVersion(thing, expectedVersion);
    if (thing.principals.length > 0)
      throw invalidRequest(`Cannot delete. Thing ${thingName} is still attached to one or more principals`);
    this.#things.remove(thingName);
    this.#tell(thing, "DELETED");
  }

  /** Throws ResourceNotFoundException, and InvalidRequestException for one that belongs to another thing alone, or is to. */
  attachPrincipal(thingName: string, principal: string, type: ThingPrincipalType): void {
    const thing = this.get(thingName);
    const isExclusive = type === "EXCLUSIVE_THING";
    const taken = this.all().find(
      (other) =>
        other.thingName !== thingName &&
        (isExclusive ? other.principals : (other.exclusivePrincipals ?? [])).includes(principal),
    );
    if (taken !== undefined)
      throw invalidRequest(`The principal ${principal} is attached to the thing ${taken.thingName} already`);
    const { principals, exclusivePrincipals } = without(thing, principal);
    this.#put({
      ...thing,
      principals: [...principals, principal],
      exclusivePrincipals: isExclusive ? [...exclusivePrincipals, principal] : exclusivePrincipals,
    });
  }

  /** Throws ResourceNotFoundException. */
  detachPrincipal(thingName: string, principal: string): void {
    const thing = this.get(thingName);
    this.#put({ ...thing, ...without(thing, principal) });
  }

  /** Throws ResourceNotFoundException. */
  setBillingGroup(thingName: string, billingGroupName: string | undefined): void {
    this.#put({ ...this.get(thingName), billingGroupName });
  }

  setGroups(thingName: string, groups: readonly string[]): void {
    this.#put({ ...this.get(thingName), groups });
  }

  #put(thing: Thing): Thing {
    this.#things.put(thing.thingName, thing);
    return thing;
  }

  #tell(thing: Thing, operation: RegistryOperation): void {
    const { thingName, thingId, thingTypeName = null, attributes, version: versionNumber } = thing;
    const document = { thingId, thingName, versionNumber, thingTypeName, attributes };
    this.#events.tell("THING", `thing/${thingName}`, operation, document);
  }

  #tellType({ thingName, thingId, thingTypeName }: Thing, before: string | undefined): void {
    const tell = (type: string | undefined, operation: RegistryOperation) => {
      if (type === undefined || thingTypeName === before) return;
      const subject = `thingTypeAssociation/thing/${thingName}/thingType/${type}`;
      const document = { thingId, thingName, thingTypeName: type };
      this.#events.tell("THING_TYPE_ASSOCIATION", subject, operation, document);
    };
    tell(before, "REMOVED");
    tell(thingTypeName, "ADDED");
  }

  #checkType(thingTypeName: string): void {
    if (this.#types.get(thingTypeName).deprecatedAt !== undefined)
      throw invalidRequest(`Can not create new thing with thing type: ${thingTypeName}, it is deprecated`);
  }
}

function without({ principals, exclusivePrincipals = [] }: Thing, principal: string) {
  const isOther = (each: string) => each !== principal;
  return {
    principals: principals.filter(isOther),
    exclusivePrincipals: exclusivePrincipals.filter(isOther),
  };
}

export function checkVersion({ version }: { readonly version: number }, expected: number | undefined): void {
  if (expected !== undefined && expected !== version)
    throw versionConflict(`The version for the resource does not match the expected version ${expected}`);
}

function checkAttributes(attributes: Attributes, thingTypeName: string | undefined): void {
  const most = thingTypeName === undefined ? mostAttributesWithoutType : mostAttributes;
  if (Object.keys(attributes).length > most)
    throw invalidRequest(
      thingTypeName === undefined
        ? `A thing without a thing type has at most ${most} attributes`
        : `A thing has at most ${most} attributes`,
    );
}
