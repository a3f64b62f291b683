// Billing groups: things that are to be billed together. Each thing is in one at most, and nothing is billed here.
// https://docs.aws.amazon.com/iot/latest/developerguide/tagging-iot-billing-groups.html

import { randomUUID } from "node:crypto";
import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import { alreadyExists, notFound } from "../refusals.ts";
import { checkVersion, type Thing, type Things } from "./things.ts";

export interface BillingGroup {
  readonly billingGroupName: string;
  readonly billingGroupId: string;
  readonly description?: string | undefined;
  readonly version: number;
  readonly createdAt: number;
}

export class BillingGroups {
  readonly #clock: Clock;
  readonly #identity: RegionIdentity;
  readonly #groups: Records<BillingGroup>;
  readonly #things: Things;

  constructor(clock: Clock, identity: RegionIdentity, book: RecordBook, things: Things) {
    this.#clock = clock;
    this.#identity = identity;
    this.#groups = book.records("billing-groups");
    this.#things = things;
  }

  all(): readonly BillingGroup[] {
    return this.#groups.values();
  }

  arn(billingGroupName: string): string {
    return formatArn(this.#identity, "iot", `billinggroup/${billingGroupName}`);
  }

  /** Throws ResourceNotFoundException. */
  get(billingGroupName: string): BillingGroup {
    const group = this.#groups.get(billingGroupName);
    if (group === undefined) throw notFound(`Billing group ${billingGroupName} not found.`);
    return group;
  }

  /** The same once more is no fault. Throws ResourceAlreadyExistsException for another of its name. */
  create(billingGroupName: string, description: string | undefined): BillingGroup {
    const present = this.#groups.get(billingGroupName);
    if (present !== undefined) {
      if (present.description === description) return present;
      throw alreadyExists(
        `Billing Group ${billingGroupName} already exists in account ${this.#identity.accountId}`,
        { resourceId: billingGroupName, resourceArn: this.arn(billingGroupName) },
      );
    }
    const group = { billingGroupName, billingGroupId: randomUUID(), description };
    const created = { ...group, version: 1, createdAt: this.#clock.now() };
    this.#groups.put(billingGroupName, created);
    return created;
  }

  /** Throws ResourceNotFoundException, VersionConflictException. */
  update(billingGroupName: string, description: string | undefined, expectedVersion?: number): BillingGroup {
    const group = this.get(billingGroupName);
    checkVersion(group, expectedVersion);
    const updated = { ...group, description, version: group.version + 1 };
    this.#groups.put(billingGroupName, updated);
    return updated;
  }

  /** That there is none is no fault. Throws VersionConflictException. */
  delete(billingGroupName: string, expectedVersion?: number): void {
    const group = this.#groups.get(billingGroupName);
    if (group === undefined) return;
    checkVersion(group, expectedVersion);
    for (const { thingName } of this.members(billingGroupName))
      this.#things.setBillingGroup(thingName, undefined);
    this.#groups.remove(billingGroupName);
  }

  members(billingGroupName: string): readonly Thing[] {
    return this.#things.all().filter((thing) => thing.billingGroupName === billingGroupName);
  }

  /** Takes it out of another. Throws ResourceNotFoundException for either. */
  add(billingGroupName: string, thingName: string): void {
    this.get(billingGroupName);
    this.#things.setBillingGroup(thingName, billingGroupName);
  }

  /** Throws ResourceNotFoundException for either. */
  remove(billingGroupName: string, thingName: string): void {
    this.get(billingGroupName);
    if (this.#things.get(thingName).billingGroupName === billingGroupName)
      this.#things.setBillingGroup(thingName, undefined);
  }
}
