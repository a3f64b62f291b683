// IAM: who may do what, as it is written down. Whether it holds is asked elsewhere, where somebody wants that.

import type { RegionIdentity } from "../../aws/arn.ts";
import type { RecordBook } from "../../storage/record-book.ts";
import type { Clock } from "../../time/clock.ts";
import { type InstanceProfile, InstanceProfiles } from "./instance-profiles.ts";
import { ManagedPolicies, type ManagedPolicy } from "./managed-policies.ts";
import { documentOfAws } from "./policies-of-aws.ts";
import { type Role, Roles } from "./roles.ts";

export class Iam {
  readonly identity: RegionIdentity;
  readonly book: RecordBook;
  readonly roles: Roles;
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
      attachments: (arn) => this.rolesWith(arn).length,
    });
    this.roles = new Roles({
      ...{ clock, identity },
      roles: book.records<Role>("roles"),
      checkAttachable: (arn) => this.policies.checkAttachable(arn),
      profilesOf: (roleName) => this.profiles.of(roleName).map(({ name }) => name),
    });
  }

  /** The roles that a managed policy is attached to. */
  rolesWith(policyArn: string): readonly Role[] {
    return this.roles.all().filter(({ attached }) => attached.includes(policyArn));
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
