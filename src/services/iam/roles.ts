// IAM's roles, each with its trust policy, the policies that are part of it, and those that are attached to it. They are kept and
// told; what they allow is for others to find.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html

import type { RegionIdentity } from "../../aws/arn.ts";
import type { Records } from "../../storage/record-book.ts";
import type { Clock } from "../../time/clock.ts";
import { iamArn, newId } from "./identities.ts";
import { checkTrustPolicy } from "./policies/policy-documents.ts";
import { type HolderSeams, type PolicyHolder, PolicyHolders } from "./policies/policy-holders.ts";
import { alreadyExists, deleteConflict, noSuchEntity } from "./refusals.ts";

export interface Role extends PolicyHolder {
  readonly id: string;
  readonly arn: string;
  /** Begins and ends with a slash. */
  readonly path: string;
  readonly trustPolicy: string;
  readonly description?: string;
  readonly maxSessionSeconds: number;
  readonly boundary?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Whether it is from the region itself, and free to be taken. */
  readonly isProvided?: boolean;
}

export interface NewRole extends RoleSettings {
  readonly name: string;
  /** @default "/" */
  readonly path?: string | undefined;
  readonly trustPolicy: string;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly boundary?: string | undefined;
}

export interface RoleSettings {
  readonly description?: string | undefined;
  /** @default 3600 */
  readonly maxSessionSeconds?: number | undefined;
}

export interface RoleSeams extends HolderSeams {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly roles: Records<Role>;
  /** Throws InvalidInput or NoSuchEntity for what can be no role's boundary. */
  readonly checkBoundary: (policyArn: string) => void;
  /** The names of the instance profiles that hold a role. */
  readonly profilesOf: (roleName: string) => readonly string[];
}

export class Roles extends PolicyHolders<Role> {
  protected readonly kind = "role";
  /** As far as AWS raises it. */
  protected readonly attachable = { quota: "PoliciesPerRole", most: 20 };
  readonly #seams: RoleSeams;

  constructor(seams: RoleSeams) {
    super(seams);
    this.#seams = seams;
  }

  all(): readonly Role[] {
    return this.#seams.roles.values();
  }

  /** Throws NoSuchEntity. */
  get(name: string): Role {
    const role = this.#seams.roles.get(name);
    if (role !== undefined) return role;
    throw noSuchEntity(`The role with name ${name} cannot be found.`);
  }

  find(name: string): Role | undefined {
    return this.#seams.roles.get(name);
  }

  /** Throws EntityAlreadyExists or MalformedPolicyDocument. */
  create(request: NewRole): Role {
    const { name, path = "/", trustPolicy, description, maxSessionSeconds = 3600, boundary } = request;
    const present = this.find(name);
    if (present !== undefined && present.isProvided !== true)
      throw alreadyExists(`Role with name ${name} already exists.`);
    checkTrustPolicy(trustPolicy);
    if (boundary !== undefined) this.#seams.checkBoundary(boundary);
    return this.put({
      ...{ name, path, trustPolicy, maxSessionSeconds, tags: request.tags ?? {} },
      id: newId("role"),
      arn: iamArn(this.#seams.identity, "role", path, name),
      ...(description === undefined ? {} : { description }),
      ...(boundary === undefined ? {} : { boundary }),
      ...{ inline: {}, attached: [] },
      createdAt: this.#seams.clock.now(),
    });
  }

  /** Puts what the region itself provides where there is none yet. Whoever creates a role of this name takes its place. */
  provide(role: NewRole): void {
    if (this.find(role.name) === undefined) this.put({ ...this.create(role), isProvided: true });
  }

  /** What is not said stays as it is. */
  update(name: string, { description, maxSessionSeconds }: RoleSettings): Role {
    return this.put({
      ...this.get(name),
      ...(description === undefined ? {} : { description }),
      ...(maxSessionSeconds === undefined ? {} : { maxSessionSeconds }),
    });
  }

  setTrustPolicy(name: string, trustPolicy: string): void {
    const role = this.get(name);
    checkTrustPolicy(trustPolicy);
    this.put({ ...role, trustPolicy });
  }

  setBoundary(name: string, boundary: string | undefined): void {
    const { boundary: _, ...role } = this.get(name);
    if (boundary !== undefined) this.#seams.checkBoundary(boundary);
    this.put({ ...role, ...(boundary === undefined ? {} : { boundary }) });
  }

  setTags(name: string, tags: Readonly<Record<string, string>>): void {
    this.put({ ...this.get(name), tags });
  }

  /** Throws DeleteConflict for a role that something still holds on to. */
  delete(name: string): void {
    const { attached, inline } = this.get(name);
    if (this.#seams.profilesOf(name).length > 0)
      throw deleteConflict("Cannot delete entity, must remove roles from instance profile first.");
    if (attached.length > 0) throw deleteConflict("Cannot delete entity, must detach all policies first.");
    if (Object.keys(inline).length > 0)
      throw deleteConflict("Cannot delete entity, must delete policies first.");
    this.#seams.roles.remove(name);
  }

  protected put(role: Role): Role {
    this.#seams.roles.put(role.name, role);
    return role;
  }
}
