// What the holders of roles asked for since the region was opened, whether they were let or not.

import type { Need } from "../../services/permissions.ts";

/** Of a role and an action, such as objects of a bucket: more of them say nothing more of what the role needs. */
const mostResources = 1000;

export class UsedPermissions {
  /** Resources by actions by roles. */
  readonly #used = new Map<string, Map<string, Set<string>>>();

  note(roleArn: string, { action, resource }: Need): void {
    const actions = this.#used.get(roleArn) ?? new Map<string, Set<string>>();
    if (actions.size === 0) this.#used.set(roleArn, actions);
    const resources = actions.get(action) ?? new Set<string>();
    if (resources.size === 0) actions.set(action, resources);
    if (resources.size < mostResources) resources.add(resource);
  }

  of(roleArn: string): readonly Need[] {
    return [...(this.#used.get(roleArn) ?? [])].flatMap(([action, resources]) =>
      Array.from(resources, (resource) => ({ action, resource })),
    );
  }
}
