// IAM's groups of users. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html

import type { RegionIdentity } from "../../aws/arn.ts";
import type { Records } from "../../storage/record-book.ts";
import type { Clock } from "../../time/clock.ts";
import { iamArn, newId } from "./identities.ts";
import { type HolderSeams, type PolicyHolder, PolicyHolders } from "./policies/policy-holders.ts";
import { alreadyExists, deleteConflict, limitExceeded, noSuchEntity } from "./refusals.ts";
import type { Renaming, User, Users } from "./users.ts";

const mostOfUser = 10;

export interface Group extends PolicyHolder {
  readonly id: string;
  readonly arn: string;
  readonly path: string;
  readonly createdAt: number;
}

export interface GroupSeams extends HolderSeams {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly groups: Records<Group>;
  readonly users: Users;
}

export class Groups extends PolicyHolders<Group> {
  protected readonly kind = "group";
  protected readonly attachable = { quota: "PoliciesPerGroup", most: 10 };
  readonly #seams: GroupSeams;

  constructor(seams: GroupSeams) {
    super(seams);
    this.#seams = seams;
  }

  all(): readonly Group[] {
    return this.#seams.groups.values();
  }

  find(name: string): Group | undefined {
    return this.#seams.groups.get(name);
  }

  get(name: string): Group {
    const group = this.find(name);
    if (group !== undefined) return group;
    throw noSuchEntity(`The group with name ${name} cannot be found.`);
  }

  /** Throws EntityAlreadyExists. */
  create(name: string, path = "/"): Group {
    this.#checkFree(name);
    return this.put({
      ...{ name, path, id: newId("group"), arn: iamArn(this.#seams.identity, "group", path, name) },
      ...{ inline: {}, attached: [], createdAt: this.#seams.clock.now() },
    });
  }

  /** Throws EntityAlreadyExists. */
  rename(name: string, { name: wanted = name, path }: Renaming): void {
    const group = this.get(name);
    if (wanted !== name) this.#checkFree(wanted);
    const renamed = { name: wanted, path: path ?? group.path };
    this.put({ ...group, ...renamed, arn: iamArn(this.#seams.identity, "group", renamed.path, wanted) });
    if (wanted !== name) this.#seams.groups.remove(name);
  }

  /** Throws DeleteConflict while it has users or policies. */
  delete(name: string): void {
    const { attached, inline } = this.get(name);
    if (this.members(name).length > 0)
      throw deleteConflict("Cannot delete entity, must remove users from group first.");
    if (attached.length > 0) throw deleteConflict("Cannot delete entity, must detach all policies first.");
    if (Object.keys(inline).length > 0)
      throw deleteConflict("Cannot delete entity, must delete policies first.");
    this.#seams.groups.remove(name);
  }

  members(name: string): readonly User[] {
    const { id } = this.get(name);
    return this.#seams.users.all().filter(({ groups }) => groups.includes(id));
  }

  /** Those that a user is in. */
  of(userName: string): readonly Group[] {
    const { groups } = this.#seams.users.get(userName);
    return this.all().filter(({ id }) => groups.includes(id));
  }

  /** Throws LimitExceeded for a user that is in ten. */
  add(name: string, userName: string): void {
    const { groups } = this.#seams.users.get(userName);
    const { id } = this.get(name);
    if (groups.includes(id)) return;
    if (groups.length >= mostOfUser)
      throw limitExceeded(`Cannot exceed quota for GroupsPerUser: ${mostOfUser}`);
    this.#seams.users.setGroups(userName, [...groups, id]);
  }

  remove(name: string, userName: string): void {
    const { groups } = this.#seams.users.get(userName);
    const { id } = this.get(name);
    this.#seams.users.setGroups(
      userName,
      groups.filter((each) => each !== id),
    );
  }

  protected put(group: Group): Group {
    this.#seams.groups.put(group.name, group);
    return group;
  }

  #checkFree(name: string): void {
    if (this.#seams.groups.has(name)) throw alreadyExists(`Group with name ${name} already exists.`);
  }
}
