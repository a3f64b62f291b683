// Groups of things. https://docs.aws.amazon.com/iot/latest/developerguide/thing-groups.html

import { randomUUID } from "node:crypto";
import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import { alreadyExists, invalidRequest, notFound } from "../refusals.ts";
import type { RegistryEvents, RegistryOperation } from "./registry-events.ts";
import { type Attributes, checkVersion, type Things } from "./things.ts";

export interface ThingGroup {
  readonly thingGroupName: string;
  readonly thingGroupId: string;
  readonly parentGroupName?: string | undefined;
  readonly description?: string | undefined;
  readonly attributes?: Attributes | undefined;
  readonly version: number;
  readonly createdAt: number;
}

export type GroupProperties = Pick<ThingGroup, "description" | "attributes">;

export interface ThingGroupsParts {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly book: RecordBook;
  readonly things: Things;
  readonly events: RegistryEvents;
}

export class ThingGroups {
  readonly #clock: Clock;
  readonly #identity: RegionIdentity;
  readonly #groups: Records<ThingGroup>;
  readonly #things: Things;
  readonly #events: RegistryEvents;

  constructor(parts: ThingGroupsParts) {
    this.#clock = parts.clock;
    this.#identity = parts.identity;
    this.#groups = parts.book.records("thing-groups");
    this.#things = parts.things;
    this.#events = parts.events;
  }

  all(): readonly ThingGroup[] {
    return this.#groups.values();
  }

  arn(thingGroupName: string): string {
    return formatArn(this.#identity, "iot", `thinggroup/${thingGroupName}`);
  }

  /** Of a group, whether there is one or not; undefined for the ARN of anything else. */
  nameIn(arn: string): string | undefined {
    const start = this.arn("");
    return arn.startsWith(start) ? arn.slice(start.length) : undefined;
  }

  /** Throws ResourceNotFoundException. */
  get(thingGroupName: string): ThingGroup {
    const group = this.#groups.get(thingGroupName);
    if (group === undefined) throw notFound(`Thing group ${thingGroupName} not found.`);
    return group;
  }

  /** Throws ResourceAlreadyExistsException, and ResourceNotFoundException for a parent that there is not. */
  create(
    thingGroupName: string,
    parentGroupName: string | undefined,
    properties: GroupProperties,
  ): ThingGroup {
    if (this.#groups.has(thingGroupName))
      throw alreadyExists(
        `Thing Group ${thingGroupName} already exists in account ${this.#identity.accountId}`,
        { resourceId: thingGroupName, resourceArn: this.arn(thingGroupName) },
      );
    if (parentGroupName !== undefined) this.get(parentGroupName);
    const group = { thingGroupName, thingGroupId: randomUUID(), parentGroupName, ...properties };
    const created = { ...group, version: 1, createdAt: this.#clock.now() };
    this.#groups.put(thingGroupName, created);
    this.#tell(created, "CREATED");
    this.#tellParent(created, "ADDED");
    return created;
  }

  /** Throws ResourceNotFoundException, VersionConflictException. */
  update(
    thingGroupName: string,
    properties: GroupProperties,
    expectedVersion: number | undefined,
  ): ThingGroup {
    const group = this.get(thingGroupName);
    checkVersion(group, expectedVersion);
    const updated = { ...group, ...properties, version: group.version + 1 };
    this.#groups.put(thingGroupName, updated);
    this.#tell(updated, "UPDATED");
    return updated;
  }

  /** That there is none is no fault. Throws InvalidRequestException while it has children. */
  delete(thingGroupName: string, expectedVersion: number | undefined): void {
    const group = this.#groups.get(thingGroupName);
    if (group === undefined) return;
    checkVersion(group, expectedVersion);
    if (this.all().some(({ parentGroupName }) => parentGroupName === thingGroupName))
      throw invalidRequest(
        `Cannot delete thing group : ${thingGroupName} when there are still child groups attached to it`,
      );
    for (const { thingName } of this.members(thingGroupName)) this.remove(thingGroupName, thingName);
    this.#groups.remove(thingGroupName);
    this.#tellParent(group, "REMOVED");
    this.#tell(group, "DELETED");
  }

  members(thingGroupName: string) {
    return this.#things.all().filter(({ groups }) => groups.includes(thingGroupName));
  }

  /** Those that it is in, from the outermost on. */
  ancestors({ parentGroupName }: ThingGroup): readonly ThingGroup[] {
    if (parentGroupName === undefined) return [];
    const parent = this.get(parentGroupName);
    return [...this.ancestors(parent), parent];
  }

  /** What is in it, without what is in that, unless that is asked for as well. Throws ResourceNotFoundException. */
  within(thingGroupName: string | undefined, isDeep: boolean): readonly ThingGroup[] {
    if (thingGroupName === undefined)
      return isDeep ? this.all() : this.all().filter(({ parentGroupName }) => parentGroupName === undefined);
    this.get(thingGroupName);
    return this.all().filter((group) =>
      isDeep
        ? this.ancestors(group).some((each) => each.thingGroupName === thingGroupName)
        : group.parentGroupName === thingGroupName,
    );
  }

  /** Throws ResourceNotFoundException for either. */
  add(thingGroupName: string, thingName: string): void {
    this.get(thingGroupName);
    const { groups } = this.#things.get(thingName);
    if (groups.includes(thingGroupName)) return;
    this.#things.setGroups(thingName, [...groups, thingGroupName]);
    this.#tellMember(thingGroupName, thingName, "ADDED");
  }

  /** Throws ResourceNotFoundException for either. */
  remove(thingGroupName: string, thingName: string): void {
    this.get(thingGroupName);
    const { groups } = this.#things.get(thingName);
    if (!groups.includes(thingGroupName)) return;
    this.#things.setGroups(
      thingName,
      groups.filter((each) => each !== thingGroupName),
    );
    this.#tellMember(thingGroupName, thingName, "REMOVED");
  }

  #tell(group: ThingGroup, operation: RegistryOperation): void {
    const { thingGroupName, thingGroupId, version: versionNumber, parentGroupName, description } = group;
    const parents = this.ancestors(group);
    this.#events.tell("THING_GROUP", `thingGroup/${thingGroupName}`, operation, {
      ...{ thingGroupId, thingGroupName, versionNumber, parentGroupName: parentGroupName ?? null },
      parentGroupId: parents.at(-1)?.thingGroupId ?? null,
      description: description ?? null,
      rootToParentThingGroups: parents.map((each) => ({
        groupArn: this.arn(each.thingGroupName),
        groupId: each.thingGroupId,
      })),
      ...{ attributes: group.attributes ?? {}, dynamicGroupMappingId: null },
    });
  }

  #tellParent(child: ThingGroup, operation: RegistryOperation): void {
    const { thingGroupName: childGroupName, thingGroupId: childGroupId, parentGroupName } = child;
    if (parentGroupName === undefined) return;
    const { thingGroupId } = this.get(parentGroupName);
    const subject = `thingGroupHierarchy/thingGroup/${parentGroupName}/childThingGroup/${childGroupName}`;
    const document = { thingGroupId, thingGroupName: parentGroupName, childGroupId, childGroupName };
    this.#events.tell("THING_GROUP_HIERARCHY", subject, operation, document);
  }

  #tellMember(thingGroupName: string, thingName: string, operation: RegistryOperation): void {
    const { thingGroupId: groupId } = this.get(thingGroupName);
    const { thingId } = this.#things.get(thingName);
    const subject = `thingGroupMembership/thingGroup/${thingGroupName}/thing/${thingName}`;
    this.#events.tell("THING_GROUP_MEMBERSHIP", subject, operation, {
      ...{ groupArn: this.arn(thingGroupName), groupId, thingArn: this.#things.arn(thingName), thingId },
      membershipId: `${groupId}:${thingId}`,
    });
  }
}
