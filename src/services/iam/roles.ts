// IAM's roles, each with its trust policy, the policies that are part of it, and those that are attached to it. They are kept and
// told; what they allow is for others to find.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html

import type { RegionIdentity } from "../../aws/arn.ts";
import type { Records } from "../../storage/record-book.ts";
import type { Clock } from "../../time/clock.ts";
import { iamArn, newId } from "./identities.ts";
import { checkIdentityPolicy, checkTrustPolicy } from "./policy-documents.ts";
import { alreadyExists, deleteConflict, limitExceeded, noSuchEntity } from "./refusals.ts";

/** "Managed policies attached to an IAM role", as far as AWS raises it. */
const mostAttached = 20;

export interface Role {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  /** Begins and ends with a slash. */
  readonly path: string;
  readonly trustPolicy: string;
  readonly description?: string;
  readonly maxSessionSeconds: number;
  readonly boundary?: string;
  /** Documents by name. */
  readonly inline: Readonly<Record<string, string>>;
  /** ARNs of managed policies. */
  readonly attached: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Whether it is from the region itself, and free to be taken. */
  readonly isProvided?: boolean;
}

export type RolePolicies = Pick<Role, "attached" | "inline">;

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

export interface RoleSeams {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly roles: Records<Role>;
  /** Throws NoSuchEntity for a policy that cannot be attached. */
  readonly checkAttachable: (policyArn: string) => void;
  /** The names of the instance profiles that hold a role. */
  readonly profilesOf: (roleName: string) => readonly string[];
}

export class Roles {
  readonly #seams: RoleSeams;

  constructor(seams: RoleSeams) {
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
    return this.#put({
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
    if (this.find(role.name) === undefined) this.#put({ ...this.create(role), isProvided: true });
  }

  /** What is not said stays as it is. */
  update(name: string, { description, maxSessionSeconds }: RoleSettings): Role {
    return this.#put({
      ...this.get(name),
      ...(description === undefined ? {} : { description }),
      ...(maxSessionSeconds === undefined ? {} : { maxSessionSeconds }),
    });
  }

  setTrustPolicy(name: string, trustPolicy: string): void {
    const role = this.get(name);
    checkTrustPolicy(trustPolicy);
    this.#put({ ...role, trustPolicy });
  }

  setBoundary(name: string, boundary: string | undefined): void {
    const { boundary: _, ...role } = this.get(name);
    this.#put({ ...role, ...(boundary === undefined ? {} : { boundary }) });
  }

  setTags(name: string, tags: Readonly<Record<string, string>>): void {
    this.#put({ ...this.get(name), tags });
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

  putPolicy(name: string, policyName: string, document: string): void {
    const role = this.get(name);
    checkIdentityPolicy(document);
    this.#put({ ...role, inline: { ...role.inline, [policyName]: document } });
  }

  /** Throws NoSuchEntity. */
  policy(name: string, policyName: string): string {
    const { inline } = this.get(name);
    const document = Object.hasOwn(inline, policyName) ? inline[policyName] : undefined;
    if (document !== undefined) return document;
    throw noSuchEntity(`The role policy with name ${policyName} cannot be found.`);
  }

  deletePolicy(name: string, policyName: string): void {
    this.policy(name, policyName);
    const role = this.get(name);
    const { [policyName]: _, ...inline } = role.inline;
    this.#put({ ...role, inline });
  }

  attach(name: string, policyArn: string): void {
    const role = this.get(name);
    this.#seams.checkAttachable(policyArn);
    if (role.attached.includes(policyArn)) return;
    if (role.attached.length >= mostAttached)
      throw limitExceeded(`Cannot exceed quota for PoliciesPerRole: ${mostAttached}`);
    this.#put({ ...role, attached: [...role.attached, policyArn] });
  }

  detach(name: string, policyArn: string): void {
    const role = this.get(name);
    if (!role.attached.includes(policyArn)) throw noSuchEntity(`Policy ${policyArn} was not found.`);
    this.#put({ ...role, attached: role.attached.filter((each) => each !== policyArn) });
  }

  /** Takes away those of its policies that it had `before`, as far as it has them still, and gives it those that are wanted. */
  settle(name: string, before: RolePolicies, wanted: RolePolicies): void {
    const { attached, inline } = this.get(name);
    for (const arn of before.attached)
      if (attached.includes(arn) && !wanted.attached.includes(arn)) this.detach(name, arn);
    for (const policyName of Object.keys(before.inline))
      if (Object.hasOwn(inline, policyName) && !Object.hasOwn(wanted.inline, policyName))
        this.deletePolicy(name, policyName);
    for (const arn of wanted.attached) this.attach(name, arn);
    for (const [policyName, document] of Object.entries(wanted.inline))
      this.putPolicy(name, policyName, document);
  }

  #put(role: Role): Role {
    this.#seams.roles.put(role.name, role);
    return role;
  }
}
