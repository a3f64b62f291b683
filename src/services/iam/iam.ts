// IAM: who may do what, as it is written down. Whether it holds is asked elsewhere, where somebody wants that.

import type { RegionIdentity } from "../../aws/arn.ts";
import type { RecordBook } from "../../storage/record-book.ts";
import type { Clock } from "../../time/clock.ts";
import { AccountSettings } from "./account-settings.ts";
import { type Group, Groups } from "./groups.ts";
import { type InstanceProfile, InstanceProfiles } from "./instance-profiles.ts";
import { ManagedPolicies, type ManagedPolicy } from "./policies/managed-policies.ts";
import { documentOfAws } from "./policies/policies-of-aws.ts";
import { type Role, Roles } from "./roles.ts";
import { type User, Users } from "./users.ts";

export class Iam {
  readonly identity: RegionIdentity;
  readonly book: RecordBook;
  readonly roles: Roles;
  readonly users: Users;
  readonly groups: Groups;
  readonly account: AccountSettings;
  readonly policies: ManagedPolicies;
  readonly profiles: InstanceProfiles;

  constructor(clock: Clock, identity: RegionIdentity, book: RecordBook) {
    this.identity = identity;
    this.book = book;
    this.profiles = new InstanceProfiles({
      ...{ clock, identity },
      profiles: book.records<InstanceProfile>("instance-profiles"),
    });
    this.policies = new ManagedPolicies({
      ...{ clock, identity },
      policies: book.records<ManagedPolicy>("policies"),
      attachments: (arn) => this.attachments(arn),
    });
    const seams = {
      ...{ clock, identity },
      checkAttachable: (arn: string) => this.policies.checkAttachable(arn),
      checkBoundary: (arn: string) => this.policies.checkBoundary(arn),
    };
    this.users = new Users({ ...seams, users: book.records<User>("users") });
    this.groups = new Groups({ ...seams, groups: book.records<Group>("groups"), users: this.users });
    this.account = new AccountSettings(identity, book);
    this.roles = new Roles({
      ...seams,
      roles: book.records<Role>("roles"),
      profilesOf: (roleName) => this.profiles.of(roleName).map(({ name }) => name),
    });
  }

  /** To how many entities a managed policy is attached. */
  attachments(policyArn: string): number {
    return [this.roles, this.users, this.groups].flatMap((holders) => holders.having(policyArn)).length;
  }

  /** Of how many entities a managed policy is the boundary. */
  boundaryUses(policyArn: string): number {
    return [...this.roles.all(), ...this.users.all()].filter(({ boundary }) => boundary === policyArn).length;
  }

  /** Undefined for a policy that is not there, and for one of AWS's that is known by its ARN alone. */
  documentOf(policyArn: string): string | undefined {
    const policy = this.policies.find(policyArn);
    if (policy === undefined) return documentOfAws(policyArn);
    return this.policies.version(policyArn, policy.defaultVersion).document ?? documentOfAws(policyArn);
  }

  close(): Promise<void> {
    return this.book.close();
  }
}
