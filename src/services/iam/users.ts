// IAM's users, with their keys and whether they have a password. They are kept and told: nobody signs in as one.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users.html

import { randomBytes } from "node:crypto";
import type { RegionIdentity } from "../../aws/arn.ts";
import type { Records } from "../../storage/record-book.ts";
import type { Clock } from "../../time/clock.ts";
import { iamArn, newAccessKeyId, newId } from "./identities.ts";
import { type HolderSeams, type PolicyHolder, PolicyHolders } from "./policies/policy-holders.ts";
import { alreadyExists, deleteConflict, limitExceeded, noSuchEntity } from "./refusals.ts";

const mostKeys = 2;

export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  readonly status: "Active" | "Inactive";
  readonly createdAt: number;
}

/** That there is a password; what it is, nobody asks. */
export interface LoginProfile {
  readonly createdAt: number;
  readonly isResetRequired: boolean;
}

export interface User extends PolicyHolder {
  readonly id: string;
  readonly arn: string;
  readonly path: string;
  readonly boundary?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Their ids: names change. */
  readonly groups: readonly string[];
  readonly keys: readonly AccessKey[];
  readonly login?: LoginProfile;
  readonly createdAt: number;
}

export interface NewUser {
  readonly name: string;
  /** @default "/" */
  readonly path?: string | undefined;
  readonly boundary?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface Renaming {
  readonly name?: string | undefined;
  readonly path?: string | undefined;
}

export interface UserSeams extends HolderSeams {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly users: Records<User>;
  /** Throws InvalidInput or NoSuchEntity for what can be nobody's boundary. */
  readonly checkBoundary: (policyArn: string) => void;
}

export class Users extends PolicyHolders<User> {
  protected readonly kind = "user";
  /** As far as AWS raises it. */
  protected readonly attachable = { quota: "PoliciesPerUser", most: 20 };
  readonly #seams: UserSeams;

  constructor(seams: UserSeams) {
    super(seams);
    this.#seams = seams;
  }

  all(): readonly User[] {
    return this.#seams.users.values();
  }

  find(name: string): User | undefined {
    return this.#seams.users.get(name);
  }

  get(name: string): User {
    const user = this.find(name);
    if (user !== undefined) return user;
    throw noSuchEntity(`The user with name ${name} cannot be found.`);
  }

  /** Throws EntityAlreadyExists. */
  create({ name, path = "/", boundary, tags = {} }: NewUser): User {
    this.#checkFree(name);
    if (boundary !== undefined) this.#seams.checkBoundary(boundary);
    return this.put({
      ...{ name, path, tags, id: newId("user"), arn: iamArn(this.#seams.identity, "user", path, name) },
      ...(boundary === undefined ? {} : { boundary }),
      ...{ inline: {}, attached: [], groups: [], keys: [] },
      createdAt: this.#seams.clock.now(),
    });
  }

  /** Throws EntityAlreadyExists. */
  rename(name: string, { name: wanted = name, path }: Renaming): void {
    const user = this.get(name);
    if (wanted !== name) this.#checkFree(wanted);
    const renamed = { name: wanted, path: path ?? user.path };
    const arn = iamArn(this.#seams.identity, "user", renamed.path, wanted);
    this.put({ ...user, ...renamed, arn });
    if (wanted !== name) this.#seams.users.remove(name);
  }

  /** Throws DeleteConflict for one that has something left. */
  delete(name: string): void {
    const user = this.get(name);
    if (user.attached.length > 0) throw mustFirst("detach all policies");
    if (Object.keys(user.inline).length > 0) throw mustFirst("delete policies");
    if (user.keys.length > 0) throw mustFirst("delete access keys");
    if (user.login !== undefined) throw mustFirst("delete login profile");
    if (user.groups.length > 0) throw mustFirst("remove user from all groups");
    this.#seams.users.remove(name);
  }

  setTags(name: string, tags: Readonly<Record<string, string>>): void {
    this.put({ ...this.get(name), tags });
  }

  setGroups(name: string, groups: readonly string[]): void {
    this.put({ ...this.get(name), groups });
  }

  setBoundary(name: string, boundary: string | undefined): void {
    const { boundary: _, ...user } = this.get(name);
    if (boundary !== undefined) this.#seams.checkBoundary(boundary);
    this.put({ ...user, ...(boundary === undefined ? {} : { boundary }) });
  }

  /** Throws LimitExceeded beyond two. */
  createKey(name: string): AccessKey {
    const user = this.get(name);
    if (user.keys.length >= mostKeys)
      throw limitExceeded(`Cannot exceed quota for AccessKeysPerUser: ${mostKeys}`);
    const key: AccessKey = {
      ...{ id: newAccessKeyId(), secret: randomBytes(30).toString("base64"), status: "Active" },
      createdAt: this.#seams.clock.now(),
    };
    this.put({ ...user, keys: [...user.keys, key] });
    return key;
  }

  /** Whose key it is. */
  holderOf(keyId: string): User | undefined {
    return this.all().find(({ keys }) => keys.some(({ id }) => id === keyId));
  }

  /** Throws NoSuchEntity. */
  changeKey(name: string, keyId: string, status: AccessKey["status"]): void {
    const user = this.#withKey(name, keyId);
    this.put({ ...user, keys: user.keys.map((key) => (key.id === keyId ? { ...key, status } : key)) });
  }

  /** Throws NoSuchEntity. */
  deleteKey(name: string, keyId: string): void {
    const user = this.#withKey(name, keyId);
    this.put({ ...user, keys: user.keys.filter(({ id }) => id !== keyId) });
  }

  /** Throws NoSuchEntity. */
  login(name: string): LoginProfile {
    const { login } = this.get(name);
    if (login !== undefined) return login;
    throw noSuchEntity(`Login Profile for User ${name} cannot be found.`);
  }

  /** Throws EntityAlreadyExists. */
  createLogin(name: string, isResetRequired: boolean): LoginProfile {
    const user = this.get(name);
    if (user.login !== undefined) throw alreadyExists(`Login Profile for user ${name} already exists.`);
    const login = { createdAt: this.#seams.clock.now(), isResetRequired };
    this.put({ ...user, login });
    return login;
  }

  changeLogin(name: string, isResetRequired: boolean | undefined): void {
    const login = this.login(name);
    this.put({
      ...this.get(name),
      login: { ...login, isResetRequired: isResetRequired ?? login.isResetRequired },
    });
  }

  deleteLogin(name: string): void {
    this.login(name);
    const { login: _, ...user } = this.get(name);
    this.put(user);
  }

  protected put(user: User): User {
    this.#seams.users.put(user.name, user);
    return user;
  }

  #checkFree(name: string): void {
    if (this.#seams.users.has(name)) throw alreadyExists(`User with name ${name} already exists.`);
  }

  #withKey(name: string, keyId: string): User {
    const user = this.get(name);
    if (user.keys.some(({ id }) => id === keyId)) return user;
    throw noSuchEntity(`The Access Key with id ${keyId} cannot be found.`);
  }
}

function mustFirst(what: string) {
  return deleteConflict(`Cannot delete entity, must ${what} first.`);
}
