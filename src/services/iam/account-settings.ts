// What IAM keeps of the account itself: its alias and what passwords must be like.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html

import type { RegionIdentity } from "../../aws/arn.ts";
import type { RecordBook, Records } from "../../storage/record-book.ts";
import { noSuchEntity } from "./refusals.ts";

export interface PasswordPolicy {
  readonly minimumLength: number;
  readonly requires: {
    readonly symbols: boolean;
    readonly numbers: boolean;
    readonly uppercase: boolean;
    readonly lowercase: boolean;
  };
  readonly isChangedByUsers: boolean;
  /** In days. */
  readonly maximumAge?: number;
  readonly reusePrevention?: number;
  readonly isHardExpiry?: boolean;
}

const only = "account";

export class AccountSettings {
  readonly #identity: RegionIdentity;
  readonly #aliases: Records<string>;
  readonly #passwordPolicies: Records<PasswordPolicy>;

  constructor(identity: RegionIdentity, book: RecordBook) {
    this.#identity = identity;
    this.#aliases = book.records("account-aliases");
    this.#passwordPolicies = book.records("password-policies");
  }

  /** There is one at most. */
  aliases(): readonly string[] {
    return this.#aliases.values();
  }

  setAlias(alias: string): void {
    this.#aliases.put(only, alias);
  }

  /** Throws NoSuchEntity. */
  deleteAlias(alias: string): void {
    if (this.#aliases.get(only) !== alias)
      throw noSuchEntity(`The account alias with name ${alias} cannot be found.`);
    this.#aliases.remove(only);
  }

  /** Throws NoSuchEntity. */
  passwordPolicy(): PasswordPolicy {
    const policy = this.#passwordPolicies.get(only);
    if (policy !== undefined) return policy;
    const { accountId } = this.#identity;
    throw noSuchEntity(`The Password Policy with domain name ${accountId} cannot be found.`);
  }

  setPasswordPolicy(policy: PasswordPolicy): void {
    this.#passwordPolicies.put(only, policy);
  }

  /** Throws NoSuchEntity. */
  deletePasswordPolicy(): void {
    if (!this.#passwordPolicies.has(only))
      throw noSuchEntity("The account policy with name PasswordPolicy cannot be found.");
    this.#passwordPolicies.remove(only);
  }
}
