// IAM's instance profiles, each with one role at most. There are no instances here: they are kept and told.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html

import type { RegionIdentity } from "../../aws/arn.ts";
import type { Records } from "../../storage/record-book.ts";
import type { Clock } from "../../time/clock.ts";
import { iamArn, newId } from "./identities.ts";
import { alreadyExists, deleteConflict, limitExceeded, noSuchEntity } from "./refusals.ts";

export interface InstanceProfile {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly path: string;
  readonly roleName?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: number;
}

export interface ProfileSeams {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly profiles: Records<InstanceProfile>;
}

export class InstanceProfiles {
  readonly #seams: ProfileSeams;

  constructor(seams: ProfileSeams) {
    this.#seams = seams;
  }

  all(): readonly InstanceProfile[] {
    return this.#seams.profiles.values();
  }

  /** Those that hold a role. */
  of(roleName: string): readonly InstanceProfile[] {
    return this.all().filter((profile) => profile.roleName === roleName);
  }

  /** Throws NoSuchEntity. */
  get(name: string): InstanceProfile {
    const profile = this.#seams.profiles.get(name);
    if (profile !== undefined) return profile;
    throw noSuchEntity(`Instance Profile ${name} cannot be found.`);
  }

  find(name: string): InstanceProfile | undefined {
    return this.#seams.profiles.get(name);
  }

  /** Throws EntityAlreadyExists. */
  create(name: string, path = "/", tags: Readonly<Record<string, string>> = {}): InstanceProfile {
    if (this.#seams.profiles.has(name)) throw alreadyExists(`Instance Profile ${name} already exists.`);
    return this.#put({
      ...{ name, path, tags, id: newId("instance-profile") },
      arn: iamArn(this.#seams.identity, "instance-profile", path, name),
      createdAt: this.#seams.clock.now(),
    });
  }

  /** Throws DeleteConflict while there is a role in it. */
  delete(name: string): void {
    if (this.get(name).roleName !== undefined)
      throw deleteConflict("Cannot delete entity, must remove roles from instance profile first.");
    this.#seams.profiles.remove(name);
  }

  /** Throws LimitExceeded if there is a role in it. */
  addRole(name: string, roleName: string): void {
    const profile = this.get(name);
    if (profile.roleName !== undefined)
      throw limitExceeded("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
    this.#put({ ...profile, roleName });
  }

  removeRole(name: string, roleName: string): void {
    const { roleName: present, ...profile } = this.get(name);
    if (present !== roleName)
      throw noSuchEntity(`Role ${roleName} in Instance Profile ${name} cannot be found.`);
    this.#put(profile);
  }

  setTags(name: string, tags: Readonly<Record<string, string>>): void {
    this.#put({ ...this.get(name), tags });
  }

  #put(profile: InstanceProfile): InstanceProfile {
    this.#seams.profiles.put(profile.name, profile);
    return profile;
  }
}
