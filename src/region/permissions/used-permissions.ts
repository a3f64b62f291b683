// What the holders of roles asked for since the region was opened, whether they were let or not.

import type { Need } from "../../services/permissions.ts";

/** Of a role: far more than a policy could name. */
const mostNeeds = 5000;

export class UsedPermissions {
  readonly #used = new Map<string, Map<string, Need>>();

  note(roleArn: string, need: Need): void {
    const needs = this.#used.get(roleArn) ?? new Map<string, Need>();
    if (needs.size === 0) this.#used.set(roleArn, needs);
    if (needs.size < mostNeeds) needs.set(`${need.action} ${need.resource}`, need);
  }

  of(roleArn: string): readonly Need[] {
    return [...(this.#used.get(roleArn)?.values() ?? [])];
  }
}
