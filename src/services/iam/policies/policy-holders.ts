// What roles, users and groups have in common: policies that are part of them, and managed ones that are attached to them.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html

import { checkPolicyArn, limitExceeded, noSuchEntity } from "../refusals.ts";
import { checkIdentityPolicy } from "./policy-documents.ts";

export interface PolicyHolder {
  readonly name: string;
  /** Documents by name. */
  readonly inline: Readonly<Record<string, string>>;
  /** ARNs of managed policies. */
  readonly attached: readonly string[];
}

export type HeldPolicies = Pick<PolicyHolder, "attached" | "inline">;

export interface HolderSeams {
  /** Throws NoSuchEntity for a policy that cannot be attached. */
  readonly checkAttachable: (policyArn: string) => void;
}

export abstract class PolicyHolders<Holder extends PolicyHolder> {
  /** Such as `role`. */
  protected abstract readonly kind: string;
  /** Managed policies that one can have attached, and what AWS calls the quota. */
  protected abstract readonly attachable: { readonly quota: string; readonly most: number };
  readonly #checkAttachable: (policyArn: string) => void;

  constructor({ checkAttachable }: HolderSeams) {
    this.#checkAttachable = checkAttachable;
  }

  abstract all(): readonly Holder[];

  /** Throws NoSuchEntity. */
  abstract get(name: string): Holder;

  abstract find(name: string): Holder | undefined;

  protected abstract put(holder: Holder): Holder;

  /** Those that a managed policy is attached to. */
  having(policyArn: string): readonly Holder[] {
    return this.all().filter(({ attached }) => attached.includes(policyArn));
  }

  putPolicy(name: string, policyName: string, document: string): void {
    const holder = this.get(name);
    checkIdentityPolicy(document);
    this.put({ ...holder, inline: { ...holder.inline, [policyName]: document } });
  }

  /** Throws NoSuchEntity. */
  policy(name: string, policyName: string): string {
    const { inline } = this.get(name);
    const document = Object.hasOwn(inline, policyName) ? inline[policyName] : undefined;
    if (document !== undefined) return document;
    throw noSuchEntity(`The ${this.kind} policy with name ${policyName} cannot be found.`);
  }

  deletePolicy(name: string, policyName: string): void {
    this.policy(name, policyName);
    const holder = this.get(name);
    const { [policyName]: _, ...inline } = holder.inline;
    this.put({ ...holder, inline });
  }

  /** Throws NoSuchEntity, or LimitExceeded. */
  attach(name: string, policyArn: string): void {
    const holder = this.get(name);
    this.#checkAttachable(policyArn);
    if (holder.attached.includes(policyArn)) return;
    const { quota, most } = this.attachable;
    if (holder.attached.length >= most) throw limitExceeded(`Cannot exceed quota for ${quota}: ${most}`);
    this.put({ ...holder, attached: [...holder.attached, policyArn] });
  }

  /** Throws NoSuchEntity. */
  detach(name: string, policyArn: string): void {
    const holder = this.get(name);
    checkPolicyArn(policyArn);
    if (!holder.attached.includes(policyArn)) throw noSuchEntity(`Policy ${policyArn} was not found.`);
    this.put({ ...holder, attached: holder.attached.filter((each) => each !== policyArn) });
  }

  /** Takes away those of its policies that it had `before`, as far as it has them still, and gives it those that are wanted. */
  settle(name: string, before: HeldPolicies, wanted: HeldPolicies): void {
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
}
